import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Sink, SinkContext, SinkWriter, Transaction } from "../../../core/io/mod.ts";
import { from, schema } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { row, type SinkUnderTest, sinkContract, virtualClock } from "../../../core/testing/mod.ts";
import { inFolder } from "./text-files.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

const formats = {
  csv: (location: string, options: object) =>
    csv<Row>(location, { schema: schema({ id: "float64", name: "string" }), ...options }),
  jsonl: (location: string, options: object) =>
    jsonLines<Row>(location, { schema: schema({ id: "float64", name: "string" }), ...options }),
  parquet: (location: string, options: object) => parquet<Row>(location, options),
};

const few: readonly Row[] = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

async function visibleIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((one) => one.isFile() && !one.name.startsWith("."))
    .map((one) => `${one.parentPath.slice(folder.length + 1)}/${one.name}`.replace(/^\//, ""))
    .sort();
}

for (const [format, make] of Object.entries(formats)) {
  const targets = {
    "files that roll": { options: { roll: { every: "1h" } }, shows: "the end" },
    "files that roll at each checkpoint": { options: { roll: { every: 0 } }, shows: "checkpoints" },
    "a folder of each name": { options: { partitionBy: ["name"] }, shows: "checkpoints" },
    "folders whose files roll, with a marker": {
      options: { partitionBy: ["name"], roll: { every: "1h" }, marker: "_SUCCESS" },
      shows: "the end",
    },
  } as const;
  for (const [target, { options, shows }] of Object.entries(targets)) {
    const open = async (): Promise<SinkUnderTest<Row>> => {
      const folder = await temporaryFolder("millrace-folder-sink-");
      const sink = (): Sink<Row> => make(`${folder}/out`, options) as unknown as Sink<Row>;
      const hasFiles = async (): Promise<boolean> =>
        (await visibleIn(folder)).some((path) => /\/part-[^/]*$/.test(path));
      return {
        sink: sink(),
        rows: few,
        shows,
        reopened: sink,
        visible: async () =>
          (await hasFiles())
            ? (await from(make(`${folder}/out`, {})).collect()).map(({ id, name }) => ({ id, name }))
            : [],
        remove: () => deleteFolder(folder),
      };
    };
    for (const { name, run } of sinkContract(open, "exactly-once")) test(`${format}, ${target}: ${name}`, run);
  }
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

const numbersIn = async (folder: string): Promise<readonly (readonly number[])[]> => {
  const files = (await visibleIn(folder)).filter((name) => name.endsWith(".csv"));
  const rows = await Promise.all(files.map((name) => from(csv<{ id: number }>(`${folder}/${name}`)).collect()));
  return rows.map((each) => each.map(({ id }) => id)).sort((a, b) => a[0]! - b[0]!);
};

test("a file that rolls by time goes on over checkpoints, and is shown by the first that finds it old", () =>
  inFolder(async (folder) => {
    const clock = virtualClock(0);
    const sink = csv(`${folder}/out`, { roll: { every: "10s", clock } }) as unknown as Sink<never>;
    const writer = await sink.open(context({ checkpoints: true }));
    await write(writer, 1, 2);
    await checkpoint(sink, writer);
    clock.advanceTo(9_999);
    await write(writer, 3);
    await checkpoint(sink, writer);
    expect(await visibleIn(`${folder}/out`)).toEqual([]);
    clock.advanceTo(10_000);
    await write(writer, 4);
    await checkpoint(sink, writer);
    expect(await numbersIn(`${folder}/out`)).toEqual([[1, 2, 3]]);
    await writer.finish?.();
    await checkpoint(sink, writer);
    await writer.close();
    expect(await numbersIn(`${folder}/out`)).toEqual([[1, 2, 3], [4]]);
    expect((await readdir(`${folder}/out`)).length).toBe(2);
  }));

test("a file that rolls where no row came for so long is shown then", () =>
  inFolder(async (folder) => {
    const clock = virtualClock(0);
    const sink = csv(`${folder}/out`, { roll: { idleAfter: "5s", clock } }) as unknown as Sink<never>;
    const writer = await sink.open(context({ checkpoints: true }));
    await write(writer, 1);
    clock.advanceTo(4_000);
    await write(writer, 2);
    clock.advanceTo(8_000);
    await checkpoint(sink, writer);
    expect(await numbersIn(`${folder}/out`)).toEqual([]);
    clock.advanceTo(9_000);
    await checkpoint(sink, writer);
    expect(await numbersIn(`${folder}/out`)).toEqual([[1, 2]]);
    await writer.close();
  }));

test("files that roll go on at another parallelism: what two writers left one ends", () =>
  inFolder(async (folder) => {
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
    expect((await numbersIn(`${folder}/out`)).flat().sort((a, b) => a - b)).toEqual([0, 10, 20]);
    expect((await readdir(`${folder}/out`)).every((name) => name.startsWith("part-"))).toBe(true);
  }));

test("folders are by values, escaped as Hive does, and by the time of a column or of the row; files lack those columns", () =>
  inFolder(async (folder) => {
    const day = Date.UTC(2024, 4, 1, 13, 30);
    const rows = [
      { city: "São/Paulo", at: day, n: 1 },
      { city: null, at: day + 86_400_000, n: 2 },
      { city: "a=b", at: day, n: 3 },
    ];
    const made = schema({ city: "string", at: "timestamp", n: "int64" });
    await from(rows, { schema: made })
      .withEventTime((one) => one.at)
      .sinkTo(csv(`${folder}/out`, { partitionBy: ["city", { by: "day", of: "at" }, { by: "hour" }] }))
      .run();
    const paths = (await visibleIn(`${folder}/out`)).map((path) => path.replace(/\/part-.*/, ""));
    expect(paths).toEqual([
      "city=S\u00e3o%2FPaulo/day=2024-05-01/hour=2024-05-01-13",
      "city=__HIVE_DEFAULT_PARTITION__/day=2024-05-02/hour=2024-05-02-13",
      "city=a%3Db/day=2024-05-01/hour=2024-05-01-13",
    ]);
    const [first] = await visibleIn(`${folder}/out`);
    expect(Object.keys((await from(csv<object>(`${folder}/out/${first}`)).collect())[0]!)).toEqual(["at", "n"]);
  }));

test("more folders than are open at a time get one file each, with all their rows in order", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 1000 }, (_, n) => ({ key: n % 100, id: n }));
    await from(rows)
      .sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }))
      .run({ batchRows: 90 });
    const files = await numbersIn(`${folder}/out`);
    expect(files).toEqual(Array.from({ length: 100 }, (_, key) => Array.from({ length: 10 }, (_, n) => key + 100 * n)));
  }));

test("the marker is there once all writers have ended and their rows are shown; a new run takes it away until then", () =>
  inFolder(async (folder) => {
    const sink = csv(`${folder}/out`, { marker: "_SUCCESS" }) as unknown as Sink<never>;
    const names = async (): Promise<boolean> => (await readdir(`${folder}/out`)).includes("_SUCCESS");
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

test("what cannot be written so is refused", async () => {
  const given =
    (options: object, location = "out") =>
    () =>
      csv(location, options as never);
  expect(given({ partitionBy: ["_a"] })).toThrow('not begin with "." or "_", which readers pass over: got "_a"');
  expect(given({ partitionBy: ["a", "a"] })).toThrow('got "a"');
  expect(given({ partitionBy: [{ by: "week" }] })).toThrow('must be year, month, day, hour or minute: got "week"');
  expect(given({ marker: "DONE" })).toThrow(
    'must begin with "_" or ".", so that no reader takes it for data: got "DONE"',
  );
  expect(given({ roll: { sizeBytes: 0 } })).toThrow("as the sizeBytes of roll must be above 0: got 0");
  expect(given({ roll: { size: 1 } })).toThrow('Cannot set "size" in roll of csv(out)');
  await inFolder(async (folder) => {
    const file = csv(`${folder}/out.csv`, { roll: {} }) as unknown as Sink<never>;
    await expect(file.open(context())).rejects.toThrow(
      /with roll as that is of folders: got the name of a file; give a folder, ".*out\/"/,
    );
    const nested = from([{ k: { a: 1 } }]).sinkTo(csv(`${folder}/out`, { partitionBy: ["k"] }));
    await expect(nested.run()).rejects.toThrow(
      /by column "k" as its value must be a text, a number, a boolean or a time: got an object/,
    );
    const timeless = from([{ k: 1 }]).sinkTo(csv(`${folder}/out`, { partitionBy: [{ by: "day" }] }));
    await expect(timeless.run()).rejects.toThrow(
      /to folders by event time as its rows must have one: got rows without/,
    );
    const absent = from([{ k: 1 }]).sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }));
    await expect(absent.run()).rejects.toThrow(/Cannot read column "key" in csv\(.*\) as there is no such column/);
    const odd = from([{ k: "x" }]).sinkTo(csv(`${folder}/out`, { partitionBy: [{ by: "day", of: "k" }] }));
    await expect(odd.run()).rejects.toThrow(/to a folder by day as column "k" must be a time: got "x"/);
  });
});
