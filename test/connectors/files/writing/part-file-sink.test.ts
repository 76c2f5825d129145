import { statSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { arrowSink } from "../../../../connectors/arrow/sink.ts";
import { avroSink } from "../../../../connectors/avro/sink.ts";
import { csvSink } from "../../../../connectors/csv/sink.ts";
import { partFileSink } from "../../../../connectors/files/writing/part-file-sink.ts";
import { textParts } from "../../../../connectors/files/writing/text-parts.ts";
import { float64, int64, string } from "../../../../core/data/data-type.ts";
import { type Batch, type DataType, rowSchema, type SinkContext } from "../../../../core/io/mod.ts";
import { inFolder, put, writeAll } from "../text-files.ts";
import { columnBatch } from "../typed-batch.ts";

const batch = columnBatch(rowSchema([{ name: "x", type: int64 }]), [{ x: 1 }, { x: 2 }]);

function context(subtask = 0, parallelism = 1, runId = "r1"): SinkContext {
  return { subtask, parallelism, runId, signal: new AbortController().signal };
}

async function visible(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith(".")).sort();
}

test("nothing is visible before the commit, and committing again is no error", () =>
  inFolder(async (folder) => {
    const sink = csvSink(`${folder}/t.csv`, {});
    const writer = await sink.open(context());
    await writer.write(batch);
    await writer.finish!();
    const transaction = await writer.prepare();
    expect(await visible(folder)).toEqual([]);
    // The process is killed here: what was prepared stays.
    await writer.close();
    const other = csvSink(`${folder}/t.csv`, {});
    await other.commit([JSON.parse(JSON.stringify(transaction))]);
    await other.commit([JSON.parse(JSON.stringify(transaction))]);
    expect(await readdir(folder)).toEqual(["t.csv"]);
    expect(await readFile(`${folder}/t.csv`, "utf8")).toBe("x\n1\n2\n");
  }));

test.each([
  ["avro", avroSink],
  ["arrow", arrowSink],
] as const)(
  "a column of a single file of %s that gets another type is told with both, one that is new by its name",
  (ending, sinkOf) =>
    inFolder(async (folder) => {
      const path = `${folder}/t.${ending}`;
      const ofType = (x: unknown, type: DataType, more: object = {}) =>
        columnBatch(rowSchema([{ name: "x", type }, ...Object.keys(more).map((name) => ({ name, type: int64 }))]), [
          { x, ...more },
        ]);
      const write = (next: Batch) => writeAll(sinkOf(path, {}), [batch, next]);
      for (const [value, type, name] of [
        [1.5, float64, "float64"],
        ["a", string, "string"],
      ] as const)
        await expect(write(ofType(value, type))).rejects.toThrow(
          `Cannot write to "${path}" as a column of a file must keep the type of its first batch: got "x" of type ${name} after int64; ` +
            "give it a type that holds all its values with schema({...}), or give a folder, where such rows get a file of their own",
        );
      await expect(write(ofType(1.5, float64, { y: 1 }))).rejects.toThrow(
        'columns of its first batch: got "y" as well; map',
      );
    }),
);

test("what was not prepared leaves nothing behind", () =>
  inFolder(async (folder) => {
    for (const location of ["t.csv", "t"]) {
      const writer = await csvSink(`${folder}/${location}`, {}).open(context());
      await writer.write(batch);
      await writer.close();
    }
    expect(await readdir(folder)).toEqual(["t"]);
    expect(await readdir(`${folder}/t`)).toEqual([]);
  }));

test("a sink that cannot be opened leaves nothing of the file that it made", () =>
  inFolder(async (folder) => {
    // What should be a marker is a folder that holds something.
    await mkdir(`${folder}/t/_DONE/kept`, { recursive: true });
    await expect(csvSink(`${folder}/t`, { marker: "_DONE" }).open(context())).rejects.toThrow(/_DONE/);
    expect(await readdir(`${folder}/t`)).toEqual(["_DONE"]);
  }));

test("one file takes the place of the empty folder that a failed run of several subtasks left", () =>
  inFolder(async (folder) => {
    const several = await csvSink(`${folder}/t.csv`, {}).open(context(0, 4));
    await several.write(batch);
    await several.close();
    const sink = csvSink(`${folder}/t.csv`, {});
    await writeAll(sink, [batch]);
    expect(await readFile(`${folder}/t.csv`, "utf8")).toBe("x\n1\n2\n");
  }));

test("a checkpoint without rows has nothing to commit", () =>
  inFolder(async (folder) => {
    const writer = await csvSink(`${folder}/t.csv`, {}).open(context());
    expect(await writer.prepare()).toBeUndefined();
    await writer.close();
  }));

test("writes that were not waited for keep their order", () =>
  inFolder(async (folder) => {
    const sink = csvSink(`${folder}/t.csv`, {});
    const writer = await sink.open(context());
    for (let count = 0; count < 50; count++) void writer.write(batch);
    await writer.finish!();
    await sink.commit([await writer.prepare()]);
    await writer.close();
    expect(await readFile(`${folder}/t.csv`, "utf8")).toBe(`x\n${"1\n2\n".repeat(50)}`);
  }));

test("several subtasks make a folder of part files, which replace those of an earlier run", () =>
  inFolder(async (folder) => {
    const sink = csvSink(`${folder}/t.csv`, {});
    for (const runId of ["r1", "r2"]) {
      const transactions: unknown[] = [];
      for (const subtask of [0, 1]) {
        const writer = await sink.open(context(subtask, 2, runId));
        await writer.write(batch);
        transactions.push(await writer.prepare());
        await writer.close();
      }
      await sink.commit(transactions);
    }
    const names = await visible(`${folder}/t.csv`);
    expect(names.map((name) => name.replace(/-[0-9a-f]{16}\.csv$/, ""))).toEqual(["part-0-r2", "part-1-r2"]);
  }));

test("what several checkpoints wrote to a single file becomes one, with one header, at the end", () =>
  inFolder(async (folder) => {
    const sink = csvSink(`${folder}/t.csv`, {});
    const writer = await sink.open(context());
    for (let checkpoint = 0; checkpoint < 3; checkpoint++) {
      await writer.write(batch);
      await sink.commit([await writer.prepare()]);
      expect(await visible(folder)).toEqual([]);
    }
    await writer.finish!();
    await sink.commit([await writer.prepare()]);
    await writer.close();
    expect(await readdir(folder)).toEqual(["t.csv"]);
    expect(await readFile(`${folder}/t.csv`, "utf8")).toBe("x\n1\n2\n1\n2\n1\n2\n");
  }));

test("a run that fails at its end leaves what earlier checkpoints have prepared", () =>
  inFolder(async (folder) => {
    const sink = csvSink(`${folder}/t.csv`, {});
    const lost = await sink.open(context());
    await lost.write(batch);
    const restored = [await lost.prepare()];
    await lost.finish!();
    await sink.abort!([await lost.prepare()]);
    await lost.close();
    const writer = await csvSink(`${folder}/t.csv`, {}).open({ ...context(), restored });
    await writer.finish!();
    await sink.commit([await writer.prepare()]);
    await writer.close();
    expect(await readFile(`${folder}/t.csv`, "utf8")).toBe("x\n1\n2\n");
  }));

test("a single file takes no rows once its input has ended", () =>
  inFolder(async (folder) => {
    const writer = await csvSink(`${folder}/t.csv`, {}).open(context());
    await writer.write(batch);
    await writer.finish!();
    expect(() => writer.write(batch)).toThrow(
      `Cannot write more to "${folder}/t.csv" as a single file is whole once its input has ended: got rows after it; ` +
        `run the job anew, or give a folder, which gets files at each checkpoint: "${folder}/t/"`,
    );
    await writer.close();
  }));

test("a single file cannot go on without what its checkpoints wrote, nor with more subtasks", () =>
  inFolder(async (folder) => {
    const sink = csvSink(`${folder}/t.csv`, {});
    const writer = await sink.open(context());
    await writer.write(batch);
    const transaction = await writer.prepare();
    await writer.close();
    await expect(sink.open({ ...context(0, 2), restored: [transaction] })).rejects.toThrow(
      `Cannot go on with csv(${folder}/t.csv) as what one subtask began as one file must be ended by one: got 2 subtasks; ` +
        "restore at the parallelism of before, or run the job anew",
    );
    await sink.abort!([transaction]);
    await expect(sink.open({ ...context(), restored: [transaction] })).rejects.toThrow(
      /^Cannot go on with ".*t\.csv" as what earlier checkpoints wrote must be there: got no ".*\.tmp"; restore from a later/,
    );
    expect(await readdir(folder)).toEqual([]);
  }));

test("part files of other engines in a folder of a file's name are not removed", () =>
  inFolder(async (folder) => {
    await mkdir(`${folder}/t.csv`);
    const spark = "part-00000-7e6c9f2e-3f0a-4b53-8c4f-d0b6f0a7a5e1-c000.csv";
    await put(`${folder}/t.csv/${spark}`, "x\n7\n");
    const sink = csvSink(`${folder}/t.csv`, {});
    const writer = await sink.open(context(1, 2));
    await writer.write(batch);
    await sink.commit([await writer.prepare()]);
    await writer.close();
    expect(await visible(`${folder}/t.csv`)).toEqual([spark, expect.stringMatching(/^part-1-r1-/)]);
  }));

test("files of a folder end when they are large", () =>
  inFolder(async (folder) => {
    const encoder = { header: new Uint8Array(0), misses: () => [], encode: () => new Uint8Array(10) };
    const format = textParts({ name: "tens", extensions: [".csv"], encoder: () => encoder });
    const sink = partFileSink(`${folder}/t`, format, { roll: { sizeBytes: 25 } });
    const writer = await sink.open(context());
    for (let count = 0; count < 7; count++) await writer.write(batch);
    await writer.finish?.();
    await sink.commit([await writer.prepare()]);
    await writer.close();
    const names = await visible(`${folder}/t`);
    const sizes = names.map((name) => statSync(`${folder}/t/${name}`).size);
    expect(sizes.sort()).toEqual([10, 30, 30]);
  }));

test("a folder in the place of a file, and a file in the place of a folder, are errors", () =>
  inFolder(async (folder) => {
    await writeAll(csvSink(`${folder}/parts.csv/inner.csv`, {}), [batch]);
    await expect(csvSink(`${folder}/parts.csv`, {}).open(context())).rejects.toThrow(
      `Cannot write to "${folder}/parts.csv" as one subtask writes a file of that name: got a folder that is there ` +
        "already; remove it, or give another name",
    );
    await put(`${folder}/file`, "");
    await expect(csvSink(`${folder}/file`, {}).open(context())).rejects.toThrow(
      `Cannot write to "${folder}/file" as a name without its extension makes part files in a folder of that name: ` +
        "got a file that is there already; remove it, or give another name",
    );
    await expect(csvSink([`${folder}/a`, `${folder}/b`], {}).open(context())).rejects.toThrow(
      `Cannot write to ${folder}/a and 1 more as a sink writes to one place: got a list of 2; give one path, or a folder`,
    );
  }));
