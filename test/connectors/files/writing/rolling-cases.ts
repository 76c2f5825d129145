// What holds wherever folders of files are written: files that roll, folders by values, markers; on this machine, in a bucket, in HDFS.
import { expect, test } from "vitest";
import { csv } from "../../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import type {
  FileSystem,
  Publishing,
  Sink,
  SinkContext,
  SinkWriter,
  Source,
  Transaction,
} from "../../../../core/io/mod.ts";
import { from, schema } from "../../../../core/mod.ts";
import { batchOf } from "../../../../core/testing/event-batch.ts";
import { row, type SinkUnderTest, sinkContract, virtualClock } from "../../../../core/testing/mod.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

export interface WrittenPlace {
  readonly files: FileSystem & Publishing;
  /** A folder that is not there yet. */
  readonly folder: string;
  remove(): Promise<void>;
}

type Format = "csv" | "jsonl" | "parquet";

const formats: Readonly<Record<Format, (location: string, options: object) => Source<Row> & Sink<Row>>> = {
  csv: (location: string, options: object) =>
    csv<Row>(location, { schema: schema({ id: "float64", name: "string" }), ...options }),
  jsonl: (location: string, options: object) =>
    jsonLines<Row>(location, { schema: schema({ id: "float64", name: "string" }), ...options }),
  parquet: (location: string, options: object) => parquet<Row>(location, options),
};

const few: readonly Row[] = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

/** Paths below the folder, but for names that begin with a point. */
export async function visibleIn({ files }: Pick<WrittenPlace, "files">, folder: string): Promise<readonly string[]> {
  if ((await files.stat(folder)) === undefined) return [];
  const paths = await Array.fromAsync(files.list(folder), ({ path }) => path.slice(folder.length + 1));
  return paths.filter((path) => !/(?:^|\/)\.[^/]*$/.test(path)).sort();
}

type Target =
  | "files that roll"
  | "files that roll at each checkpoint"
  | "a folder of each name"
  | "folders whose files roll, with a marker";

const targets: Readonly<Record<Target, { readonly options: object; readonly shows: "the end" | "checkpoints" }>> = {
  "files that roll": { options: { roll: { every: "1h" } }, shows: "the end" },
  "files that roll at each checkpoint": { options: { roll: { every: 0 } }, shows: "checkpoints" },
  "a folder of each name": { options: { partitionBy: ["name"] }, shows: "checkpoints" },
  "folders whose files roll, with a marker": {
    options: { partitionBy: ["name"], roll: { every: "1h" }, marker: "_SUCCESS" },
    shows: "the end",
  },
};

/** The contract of sinks, in each of these formats and ways to write folders. */
export function testFolderSinks(
  where: string,
  placed: () => Promise<WrittenPlace>,
  asked: readonly (readonly [format: Format, target: Target])[] = everyPair(),
): void {
  for (const [format, target] of asked) {
    const { options, shows } = targets[target];
    const make = formats[format];
    const open = async (): Promise<SinkUnderTest<Row>> => {
      const place = await placed();
      const folder = `${place.folder}/out`;
      const sink = (): Sink<Row> => make(folder, options) as unknown as Sink<Row>;
      const hasFiles = async (): Promise<boolean> =>
        (await visibleIn(place, folder)).some((path) => /(?:^|\/)part-[^/]*$/.test(path));
      return {
        sink: sink(),
        rows: few,
        shows,
        reopened: sink,
        visible: async () =>
          (await hasFiles()) ? (await from(make(folder, {})).collect()).map(({ id, name }) => ({ id, name })) : [],
        remove: () => place.remove(),
      };
    };
    for (const { name, run } of sinkContract(open, "exactly-once")) test(`${format}, ${target} ${where}: ${name}`, run);
  }
}

function everyPair(): readonly (readonly [Format, Target])[] {
  const all = Object.keys(targets) as Target[];
  return (Object.keys(formats) as Format[]).flatMap((format) => all.map((target) => [format, target] as const));
}

const context = (more: Partial<SinkContext> = {}): SinkContext => ({
  subtask: 0,
  parallelism: 1,
  runId: "r1",
  signal: new AbortController().signal,
  ...more,
});

function write(writer: SinkWriter, ...ids: readonly number[]): void | Promise<void> {
  return writer.write(
    batchOf(
      ids.map((id) => row({ id })),
      { layout: "columns" },
    ),
  );
}

async function checkpoint(sink: Sink<never>, writer: SinkWriter): Promise<readonly Transaction[]> {
  const transaction = await writer.prepare();
  const transactions = transaction === undefined ? [] : [JSON.parse(JSON.stringify(transaction)) as Transaction];
  await sink.commit(transactions);
  return transactions;
}

const allIn = ({ files, folder }: WrittenPlace): Promise<readonly string[]> =>
  Array.fromAsync(files.list(`${folder}/out`), ({ path }) => path);

const numbersIn = async (place: WrittenPlace, folder: string): Promise<readonly (readonly number[])[]> => {
  const files = (await visibleIn(place, folder)).filter((name) => name.endsWith(".csv"));
  const rows = await Promise.all(files.map((name) => from(csv<{ id: number }>(`${folder}/${name}`)).collect()));
  return rows.map((each) => each.map(({ id }) => id)).sort((a, b) => a[0]! - b[0]!);
};

/** Files that roll, folders by values, markers: each by itself. */
export function testRolling(where: string, placed: () => Promise<WrittenPlace>): void {
  const inPlace = async (use: (place: WrittenPlace) => Promise<void>): Promise<void> => {
    const place = await placed();
    try {
      await use(place);
    } finally {
      await place.remove();
    }
  };

  test(`a file that rolls by time goes on over checkpoints, and is shown by the first that finds it old ${where}`, () =>
    inPlace(async (place) => {
      const { folder } = place;
      const clock = virtualClock(0);
      const sink = csv(`${folder}/out`, { roll: { every: "10s", clock } }) as unknown as Sink<never>;
      const writer = await sink.open(context({ checkpoints: true }));
      await write(writer, 1, 2);
      await checkpoint(sink, writer);
      clock.advanceTo(9_999);
      await write(writer, 3);
      await checkpoint(sink, writer);
      expect(await visibleIn(place, `${folder}/out`)).toEqual([]);
      clock.advanceTo(10_000);
      await write(writer, 4);
      await checkpoint(sink, writer);
      expect(await numbersIn(place, `${folder}/out`)).toEqual([[1, 2, 3]]);
      await writer.finish?.();
      await checkpoint(sink, writer);
      await writer.close();
      expect(await numbersIn(place, `${folder}/out`)).toEqual([[1, 2, 3], [4]]);
      expect((await allIn(place)).length).toBe(2);
    }));

  test(`a file that rolls where no row came for so long is shown then ${where}`, () =>
    inPlace(async (place) => {
      const { folder } = place;
      const clock = virtualClock(0);
      const sink = csv(`${folder}/out`, { roll: { idleAfter: "5s", clock } }) as unknown as Sink<never>;
      const writer = await sink.open(context({ checkpoints: true }));
      await write(writer, 1);
      clock.advanceTo(4_000);
      await write(writer, 2);
      clock.advanceTo(8_000);
      await checkpoint(sink, writer);
      expect(await numbersIn(place, `${folder}/out`)).toEqual([]);
      clock.advanceTo(9_000);
      await checkpoint(sink, writer);
      expect(await numbersIn(place, `${folder}/out`)).toEqual([[1, 2]]);
      await writer.close();
    }));

  test(`files that roll go on at another parallelism: what two writers left one ends ${where}`, () =>
    inPlace(async (place) => {
      const { folder } = place;
      const sink = csv(`${folder}/out`, { roll: { every: "1h" } }) as unknown as Sink<never>;
      const restored: Transaction[] = [];
      for (const subtask of [0, 1]) {
        const writer = await sink.open(context({ subtask, parallelism: 2, checkpoints: true }));
        await write(writer, subtask * 10);
        restored.push(...(await checkpoint(sink, writer)));
        await writer.close();
      }
      const writer = await sink.open(context({ checkpoints: true, restored }));
      await write(writer, 20);
      await writer.finish?.();
      await checkpoint(sink, writer);
      await writer.close();
      expect((await numbersIn(place, `${folder}/out`)).flat().sort((a, b) => a - b)).toEqual([0, 10, 20]);
      expect((await allIn(place)).every((path) => /\/part-[^/]*$/.test(path))).toBe(true);
    }));

  test(`more folders than are open at a time get one file each, with all their rows in order ${where}`, () =>
    inPlace(async (place) => {
      const { folder } = place;
      // 64 are open at a time.
      const rows = Array.from({ length: 210 }, (_, n) => ({ key: n % 70, id: n }));
      await from(rows)
        .sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }))
        .run({ batchRows: 90 });
      const files = await numbersIn(place, `${folder}/out`);
      expect(files).toEqual(Array.from({ length: 70 }, (_, key) => [key, key + 70, key + 140]));
    }));

  test(`the marker is there once all writers have ended and their rows are shown; a new run takes it away until then ${where}`, () =>
    inPlace(async (place) => {
      const { folder } = place;
      const sink = csv(`${folder}/out`, { marker: "_SUCCESS" }) as unknown as Sink<never>;
      const names = async (): Promise<boolean> => (await place.files.stat(`${folder}/out/_SUCCESS`)) !== undefined;
      const writers = await Promise.all(
        [0, 1].map((subtask) => sink.open(context({ subtask, parallelism: 2, checkpoints: true }))),
      );
      for (const [at, writer] of writers.entries()) {
        await write(writer, at);
        await checkpoint(sink, writer);
      }
      expect(await names()).toBe(false);
      for (const writer of writers) await writer.finish?.();
      await sink.commit(await Promise.all(writers.map((writer) => writer.prepare())));
      for (const writer of writers) await writer.close();
      expect(await names()).toBe(true);
      const later = await sink.open(context());
      expect(await names()).toBe(false);
      await later.finish?.();
      await checkpoint(sink, later);
      await later.close();
      expect(await names()).toBe(true);
    }));

  test(`a file that rolls by size is shown by the checkpoint that finds it large ${where}, and the next one begins ${where}`, () =>
    inPlace(async (place) => {
      const folder = `${place.folder}/out`;
      const sink = csv(folder, { roll: { sizeBytes: 40, every: "1h" } }) as unknown as Sink<never>;
      const writer = await sink.open(context({ checkpoints: true }));
      for (let n = 100; n < 120; n += 2) {
        await write(writer, n, n + 1);
        await checkpoint(sink, writer);
      }
      const shown = await numbersIn(place, folder);
      expect(shown.length).toBeGreaterThan(1);
      expect(shown.every((numbers) => numbers.length >= 9 && numbers.length <= 12)).toBe(true);
      await writer.finish?.();
      await checkpoint(sink, writer);
      await writer.close();
      expect((await numbersIn(place, folder)).flat()).toEqual(Array.from({ length: 20 }, (_, at) => at + 100));
    }));

  test(`rows without the column that makes the folders are refused before the first is written ${where}`, () =>
    inPlace(async (place) => {
      const absent = from([{ k: 1 }]).sinkTo(csv(`${place.folder}/out`, { partitionBy: ["key"], marker: "_SUCCESS" }));
      await expect(absent.run()).rejects.toThrow(/Cannot read column "key" in csv\(.*\) as there is no such column/);
      expect(await visibleIn(place, `${place.folder}/out`)).toEqual([]);
    }));
}
