import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import type { ReadContext, Source, SplitPosition, SplitReader } from "../../../../core/io/mod.ts";
import { from, into, type Running, schema } from "../../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../../core/platform/mod.ts";
import { type SourceUnderTest, sourceContract } from "../../../../core/testing/mod.ts";
import { inFolder, put, rowsOf } from "../text-files.ts";

interface Row {
  readonly n: number;
}

const watch = { every: "5ms" } as const;
const numbers = schema({ n: "float64" });

/** Reads one split of a watched source as the runtime does. */
async function reading(source: Source<unknown>, at?: SplitPosition, more: Partial<ReadContext> = {}) {
  const [split] = await source.splits({ columns: undefined, conditions: [] });
  const reader = await source.open(split!, at, {
    request: { columns: undefined, conditions: [] },
    batchRows: 1000,
    signal: new AbortController().signal,
    onBadRecord: ({ message }) => {
      throw new Error(message);
    },
    ...more,
  });
  return {
    reader,
    /** Reads until so many rows are there, and on until the file that they end is behind. */
    rows: async (count: number, behind: "file" | "rows" = "file"): Promise<Row[]> => {
      const rows: Row[] = [];
      for (;;) {
        const batch = (await reader.read())!;
        if (batch.columns.length > 0) rows.push(...(rowsOf(batch) as unknown as Row[]));
        if (rows.length >= count && (behind === "rows" || batch.columns.length === 0)) return rows;
      }
    },
    position: () => JSON.parse(JSON.stringify(reader.position())) as SplitPosition,
  };
}

async function closed<Value>(reader: SplitReader, value: Value): Promise<Value> {
  await reader.close();
  return value;
}

test("files that come later are read, each once, and a run that is begun again reads only those that are new", () =>
  inFolder(async (folder) => {
    const from1 = async (position?: SplitPosition) => reading(csv<Row>(folder, { watch, schema: numbers }), position);
    await put(`${folder}/a.csv`, "n\n1\n2\n");
    const first = await from1();
    expect(await first.rows(2)).toEqual([{ n: 1 }, { n: 2 }]);
    await put(`${folder}/b.csv`, "n\n3\n");
    expect(await first.rows(1)).toEqual([{ n: 3 }]);
    const position = await closed(first.reader, first.position());
    await put(`${folder}/c.csv`, "n\n4\n");
    const second = await from1(position);
    expect(await closed(second.reader, await second.rows(1))).toEqual([{ n: 4 }]);
  }));

test("a reader that was stopped within a file goes on within it", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, "n\n1\n2\n3\n");
    await put(`${folder}/b.csv`, "n\n4\n");
    const source = csv<Row>(folder, { watch, schema: numbers });
    const first = await reading(source, undefined, { batchRows: 2 });
    expect(await first.rows(2, "rows")).toEqual([{ n: 1 }, { n: 2 }]);
    const second = await reading(source, await closed(first.reader, first.position()));
    expect(await closed(second.reader, await second.rows(2))).toEqual([{ n: 3 }, { n: 4 }]);
  }));

test("a file that is behind may be taken away", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, "n\n1\n");
    const source = csv<Row>(folder, { watch, schema: numbers });
    const first = await reading(source);
    await first.rows(1);
    const position = await closed(first.reader, first.position());
    await rm(`${folder}/a.csv`);
    await put(`${folder}/b.csv`, "n\n2\n");
    const second = await reading(source, position);
    expect(await closed(second.reader, await second.rows(1))).toEqual([{ n: 2 }]);
  }));

for (const [what, change] of [
  ["changed", (path: string) => writeFile(path, "n\n7\n8\n9\n10\n")],
  ["is gone", (path: string) => rm(path)],
] as const) {
  test(`where a file of which rows were read ${what} the run fails, reads it anew or leaves it, as was said`, () =>
    inFolder(async (folder) => {
      const path = await put(`${folder}/a.csv`, "n\n1\n2\n3\n");
      const read = (changed: "fail" | "again" | "ignore", at?: SplitPosition) =>
        reading(csv<Row>(folder, { watch: { ...watch, changed }, schema: numbers }), at, { batchRows: 2 });
      const first = await read("fail");
      await first.rows(2, "rows");
      const position = await closed(first.reader, first.position());
      await change(path);
      await put(`${folder}/z.csv`, "n\n100\n");
      const failing = await read("fail", position);
      await expect(failing.rows(1)).rejects.toThrow(
        /Cannot go on watching as ".*a\.csv", of which rows were read, must stay/,
      );
      await failing.reader.close();
      const again = await read("again", position);
      const anew = what === "changed" ? [7, 8, 9, 10, 100] : [100];
      expect(
        await closed(
          again.reader,
          (await again.rows(anew.length)).map(({ n }) => n),
        ),
      ).toEqual(anew);
      const left = await read("ignore", position);
      expect(await closed(left.reader, await left.rows(1))).toEqual([{ n: 100 }]);
    }));
}

test("a file that is written while it is read is told", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, "n\n1\n2\n3\n");
    const { reader, rows } = await reading(csv<Row>(folder, { watch, schema: numbers }), undefined, { batchRows: 2 });
    await rows(2, "rows");
    await writeFile(`${folder}/a.csv`, "n\n1\n2\n3\n4\n");
    await expect(rows(2)).rejects.toThrow("must stay as it was: got 10 bytes of");
    await reader.close();
  }));

test("files that are moved into the folder are read however old they are, and hidden ones are not", () =>
  inFolder(async (folder) => {
    await mkdir(`${folder}/in`);
    await put(`${folder}/in/new.csv`, "n\n1\n");
    const { reader, rows } = await reading(csv<Row>(`${folder}/in`, { watch, schema: numbers }));
    await rows(1);
    await put(`${folder}/old.csv`, "n\n2\n");
    await utimes(`${folder}/old.csv`, 0, 0);
    await put(`${folder}/in/.hidden.csv`, "n\n3\n");
    await rename(`${folder}/old.csv`, `${folder}/in/old.csv`);
    expect(await closed(reader, await rows(1))).toEqual([{ n: 2 }]);
  }));

test("a folder that is not there yet is waited for where the columns are known, and else refused", () =>
  inFolder(async (folder) => {
    const { reader, rows } = await reading(csv<Row>(`${folder}/later`, { watch, schema: numbers }));
    const found = rows(1);
    await mkdir(`${folder}/later`);
    await put(`${folder}/.a.csv`, "n\n1\n");
    await rename(`${folder}/.a.csv`, `${folder}/later/a.csv`);
    expect(await closed(reader, await found)).toEqual([{ n: 1 }]);
    await expect(
      from(parquet(`${folder}/never`, { watch }))
        .discard()
        .run(),
    ).rejects.toThrow(
      /Cannot plan parquet\(.*never\) as its columns must be known: got no file yet that would tell them; check the path/,
    );
  }));

test("a later file may lack columns and have narrower ones; one with others is refused, with what to do", () =>
  inFolder(async (folder) => {
    const write = (name: string, rows: readonly object[]) =>
      from(rows)
        .sinkTo(parquet(`${folder}/${name}.parquet`))
        .run();
    await write("a", [{ n: 0.5, name: "a" }]);
    const { reader, rows } = await reading(parquet(folder, { watch }));
    await rows(1);
    await write("b", [{ n: 2 }]);
    expect(await rows(1)).toEqual([{ n: 2, name: null }]);
    await write("c", [{ n: 3, name: "c", more: true }]);
    await expect(rows(1)).rejects.toThrow(
      /Cannot read ".*c\.parquet" for parquet\(.*\) as its columns must be among those .*: got "more" besides; begin the run anew/,
    );
    await reader.close();
  }));

test("a later file of CSV whose columns nobody knew is refused, one whose values are wider is read", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, "n\n1\n");
    const { reader, rows } = await reading(csv(folder, { watch }));
    await rows(1);
    await put(`${folder}/b.csv`, "n\nx\n");
    expect(await rows(1)).toEqual([{ n: "x" }]);
    await put(`${folder}/c.csv`, "m,n\n1,2\n");
    await expect(rows(1)).rejects.toThrow(/got "m" besides/);
    await reader.close();
  }));

test("several readers share the files; another number of them is refused by what is in a checkpoint", () =>
  inFolder(async (folder) => {
    const rows: Row[] = [];
    for (let n = 0; n < 20; n++) await put(`${folder}/${n}.jsonl`, `{"n":${n}}\n`);
    const run = (readers: number): Running =>
      from(jsonLines<Row>(folder, { watch: { ...watch, readers }, schema: numbers }))
        .sinkTo(into(rows))
        .start({
          parallelism: 2,
          checkpoint: { dir: `${folder}/checkpoints`, interval: "20ms" },
          restart: { strategy: "none" },
        });
    const running = run(3);
    while (rows.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.stopWithSavepoint(`${folder}/saved`);
    expect(rows.map(({ n }) => n).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    const source = jsonLines<Row>(folder, { watch: { ...watch, readers: 2 }, schema: numbers });
    expect((await source.splits({ columns: undefined, conditions: [] })).map(({ id }) => id)).toEqual([
      "reader 1 of 2",
      "reader 2 of 2",
    ]);
  }));

test("a reader that waits ends when the run is stopped or it is closed, and no timer stays", () =>
  inFolder(async (folder) => {
    const stop = new AbortController();
    const source = csv<Row>(folder, { watch: "1h", schema: numbers });
    const stopped = await reading(source, undefined, { signal: stop.signal });
    const waiting = stopped.reader.read();
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    const other = await reading(source);
    const idle = other.reader.read();
    await other.reader.close();
    expect(await idle).toBeUndefined();
  }));

test("what a watch cannot be is refused", () => {
  const given = (options: object) => () => csv("in/", { watch: options } as never);
  expect(given({ every: 0 })).toThrow("Cannot watch csv(in/) as every must be at least 1 ms: got 0 ms");
  expect(given({ readers: 0 })).toThrow("Cannot watch csv(in/) as its readers must be a count of at least 1: got 0");
  expect(given({ evry: 1 })).toThrow('Cannot set "evry" in the watch of csv(in/) as there is no such option');
  expect(given({ changed: "skip" })).toThrow("Cannot set changed in the watch of csv(in/)");
});

const rows: readonly Row[] = Array.from({ length: 11 }, (_, n) => ({ n }));

for (const [format, make] of Object.entries({
  csv: (location: string, live: object) => csv<Row>(location, { schema: numbers, ...live }),
  jsonl: (location: string, live: object) => jsonLines<Row>(location, { schema: numbers, ...live }),
  parquet: (location: string, live: object) => parquet<Row>(location, live),
})) {
  const open = async (): Promise<SourceUnderTest<Row>> => {
    const folder = await temporaryFolder("millrace-watch-");
    await from(rows.slice(0, 4))
      .sinkTo(make(`${folder}/a.${format}`, {}))
      .run();
    await from(rows.slice(4))
      .sinkTo(make(`${folder}/b.${format}`, {}))
      .run();
    return { source: make(folder, { watch }), rows, remove: () => deleteFolder(folder) };
  };
  for (const { name, run } of sourceContract(open)) test(`${format}, watched: ${name}`, run);
}
