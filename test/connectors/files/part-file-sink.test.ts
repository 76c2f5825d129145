import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { csvSink } from "../../../connectors/csv/sink.ts";
import { int64 } from "../../../core/data/data-type.ts";
import { rowSchema, type SinkContext } from "../../../core/io/mod.ts";
import { inFolder, put, writeAll } from "./text-files.ts";
import { columnBatch } from "./typed-batch.ts";

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

test("what was not prepared leaves nothing behind", () =>
  inFolder(async (folder) => {
    const writer = await csvSink(`${folder}/t.csv`, {}).open(context());
    await writer.write(batch);
    await writer.close();
    expect(await readdir(folder)).toEqual([]);
  }));

test("without rows there is nothing to commit", () =>
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
    await sink.commit([await writer.prepare()]);
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

test("rows after a checkpoint do not fit into a single file", () =>
  inFolder(async (folder) => {
    const writer = await csvSink(`${folder}/t.csv`, {}).open(context());
    await writer.write(batch);
    await writer.prepare();
    expect(() => writer.write(batch)).toThrow(
      `Cannot write more to "${folder}/t.csv" as a single file is whole after one checkpoint: got rows after it; ` +
        `give a folder, which gets files at each: "${folder}/t/"`,
    );
    await writer.close();
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
