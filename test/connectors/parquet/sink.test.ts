import { afterAll, beforeAll, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Batch, SinkContext } from "../../../core/io/mod.ts";
import { float64, int32, localFiles } from "../../../core/io/mod.ts";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { batchOf, messageOf, readRows } from "./kit.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-sink-");
});
afterAll(() => deleteFolder(folder));

function context(parts: Partial<SinkContext> = {}): SinkContext {
  return { subtask: 0, parallelism: 1, runId: "first", signal: new AbortController().signal, ...parts };
}

const one = batchOf({ x: int32 }, [{ x: 1 }]);
const two = batchOf({ x: int32 }, [{ x: 2 }]);

async function filesBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of localFiles.list(path)) found.push(file.path.slice(path.length + 1));
  return found;
}

/** Writes as a run does that comes to its end. */
async function write(location: string, batches: readonly Batch[], parts: Partial<SinkContext> = {}): Promise<void> {
  const sink = parquet(location);
  const writer = await sink.open(context(parts));
  for (const batch of batches) {
    await writer.write(batch);
  }
  await writer.finish!();
  await sink.commit([await writer.prepare()]);
  await writer.close();
}

/** Writes `x = subtask` from each of two subtasks and commits. */
async function runOfTwo(location: string, runId: string): Promise<void> {
  const sink = parquet(location);
  for (const subtask of [0, 1]) {
    const writer = await sink.open(context({ subtask, parallelism: 2, runId }));
    await writer.write(batchOf({ x: int32 }, [{ x: subtask }]));
    await sink.commit([await writer.prepare()]);
    await writer.close();
  }
}

test("a file is invisible until it is committed, then whole; committing again changes nothing", async () => {
  const location = `${folder}/once.parquet`;
  const sink = parquet(location);
  const writer = await sink.open(context());
  await writer.write(one);
  await writer.finish!();
  const prepared = JSON.parse(JSON.stringify(await writer.prepare()));
  expect(await localFiles.stat(location)).toBeUndefined();
  await sink.commit([prepared]);
  expect(await readRows(location)).toEqual([{ x: 1 }]);
  await sink.commit([prepared]);
  await writer.close();
  expect(await readRows(location)).toEqual([{ x: 1 }]);
});

test("a writer that is closed before it is prepared leaves nothing behind", async () => {
  const writer = await parquet(`${folder}/left/x.parquet`).open(context());
  await writer.write(one);
  await writer.close();
  expect(await filesBelow(`${folder}/left`)).toEqual([]);
});

test("a file of an earlier run is replaced", async () => {
  const location = `${folder}/again.parquet`;
  await write(location, [one]);
  await write(location, [two], { runId: "second" });
  expect(await readRows(location)).toEqual([{ x: 2 }]);
});

test("what several checkpoints wrote to a single file becomes one at the end, in the types that hold all", async () => {
  const location = `${folder}/checkpointed.parquet`;
  const sink = parquet(location);
  const writer = await sink.open(context());
  for (const batch of [one, two, batchOf({ x: float64 }, [{ x: 2.5 }])]) {
    await writer.write(batch);
    await sink.commit([JSON.parse(JSON.stringify(await writer.prepare()))]);
    expect(await localFiles.stat(location)).toBeUndefined();
  }
  await writer.finish!();
  await sink.commit([await writer.prepare()]);
  await writer.close();
  expect(await readRows(location)).toEqual([{ x: 1 }, { x: 2 }, { x: 2.5 }]);
  expect((await filesBelow(folder)).filter((name) => name.includes("checkpointed"))).toEqual(["checkpointed.parquet"]);
});

test("columns that come behind a checkpoint are absent before it", async () => {
  const location = `${folder}/columns.parquet`;
  const sink = parquet(location);
  const writer = await sink.open(context());
  for (const batch of [one, batchOf({ y: int32 }, [{ y: 1 }]), two]) {
    await writer.write(batch);
    await sink.commit([await writer.prepare()]);
  }
  await writer.finish!();
  await sink.commit([await writer.prepare()]);
  await writer.close();
  expect(await readRows(location)).toEqual([
    { x: 1, y: null },
    { x: null, y: 1 },
    { x: 2, y: null },
  ]);
});

test("a column that only later rows have is absent in all row groups before", async () => {
  const location = `${folder}/late.parquet`;
  const rows = Array.from({ length: 20_000 }, (_, at) => (at < 15_000 ? { x: at } : { y: `${at % 7}`, x: at + 0.5 }));
  await from(rows)
    .sinkTo(parquet(location, { rowGroupRows: 1000 }))
    .run();
  const read = await from(parquet<object>(location)).collect();
  expect(read).toEqual(rows.map(({ x, y = null }: { x: number; y?: string | null }) => ({ x, y })));
});

test("a folder gets a file for each subtask and checkpoint, and keeps those of earlier runs", async () => {
  const location = `${folder}/parts/`;
  const sink = parquet(location);
  const writer = await sink.open(context());
  for (const batch of [one, two]) {
    await writer.write(batch);
    await sink.commit([await writer.prepare()]);
  }
  await writer.close();
  await runOfTwo(location, "second");
  expect(await filesBelow(`${folder}/parts`)).toEqual([
    expect.stringMatching(/^part-0-first-[0-9a-f]{16}\.parquet$/),
    expect.stringMatching(/^part-0-first-/),
    expect.stringMatching(/^part-0-second-/),
    expect.stringMatching(/^part-1-second-/),
  ]);
  expect((await readRows(location)).map(({ x }) => x).sort()).toEqual([0, 1, 1, 2]);
});

test("several subtasks make a folder of a file's name, whose parts replace those of earlier runs", async () => {
  const location = `${folder}/wide.parquet`;
  await runOfTwo(location, "first");
  await runOfTwo(location, "second");
  expect((await filesBelow(location)).map((name) => name.slice(0, 13))).toEqual(["part-0-second", "part-1-second"]);
  expect((await readRows(location)).map(({ x }) => x)).toEqual([0, 1]);
});

test("a file where a folder is needed, and a folder where a file is, are refused", async () => {
  expect(await messageOf(() => parquet(`${folder}/once.parquet`).open(context({ parallelism: 3 })))).toBe(
    `Cannot write to "${folder}/once.parquet" as 3 subtasks make part files in a folder of that name: ` +
      "got a file that is there already; remove it, or give another name",
  );
  expect(await messageOf(() => parquet(`${folder}/wide.parquet`).open(context()))).toBe(
    `Cannot write to "${folder}/wide.parquet" as one subtask writes a file of that name: ` +
      "got a folder that is there already; remove it, or give another name",
  );
});

test("a sink has one location", async () => {
  expect(await messageOf(() => parquet([`${folder}/a.parquet`, `${folder}/b.parquet`]).open(context()))).toBe(
    `Cannot write to ${folder}/a.parquet and 1 more as a sink writes to one place: got a list of 2; give one path, or a folder`,
  );
});
