import { afterAll, beforeAll, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { SinkContext } from "../../../core/io/mod.ts";
import { int32, localFiles } from "../../../core/io/mod.ts";
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
  const prepared = JSON.parse(JSON.stringify(await writer.prepare()));
  expect(await localFiles.stat(location)).toBeUndefined();
  await sink.commit([prepared]);
  expect(await readRows(location)).toEqual([{ x: 1 }]);
  await sink.commit([prepared]);
  expect(await readRows(location)).toEqual([{ x: 1 }]);
});

test("a writer that is closed before it is prepared leaves nothing behind", async () => {
  const writer = await parquet(`${folder}/left/x.parquet`).open(context());
  await writer.write(one);
  await writer.close();
  expect(await filesBelow(`${folder}/left`)).toEqual([]);
});

test("without a batch there is nothing to commit", async () => {
  const writer = await parquet(`${folder}/nothing.parquet`).open(context());
  expect(await writer.prepare()).toBeUndefined();
});

test("a file of an earlier run is replaced", async () => {
  const location = `${folder}/again.parquet`;
  for (const [runId, batch] of [
    ["first", one],
    ["second", two],
  ] as const) {
    const sink = parquet(location);
    const writer = await sink.open(context({ runId }));
    await writer.write(batch);
    await sink.commit([await writer.prepare()]);
  }
  expect(await readRows(location)).toEqual([{ x: 2 }]);
});

test("a single file takes no more rows after a checkpoint", async () => {
  const location = `${folder}/checkpointed.parquet`;
  const sink = parquet(location);
  const writer = await sink.open(context());
  await writer.write(one);
  await sink.commit([await writer.prepare()]);
  expect(await messageOf(async () => writer.write(two))).toBe(
    `Cannot write more to "${location}" as a single file is whole after one checkpoint: got rows after it; ` +
      `give a folder, which gets a file for each checkpoint, for instance parquet("${folder}/checkpointed/")`,
  );
});

test("a single file that this run has published is not replaced after a crash either", async () => {
  const location = `${folder}/crashed.parquet`;
  const sink = parquet(location);
  const before = await sink.open(context());
  await before.write(one);
  await sink.commit([await before.prepare()]);
  const after = await sink.open(context());
  await after.write(two);
  const transaction = await after.prepare();
  expect(await messageOf(() => sink.commit([transaction]))).toContain("as a single file is whole after one checkpoint");
  expect(await readRows(location)).toEqual([{ x: 1 }]);
});

test("a folder gets a file for each subtask and checkpoint, and keeps those of earlier runs", async () => {
  const location = `${folder}/parts/`;
  const sink = parquet(location);
  const writer = await sink.open(context());
  for (const batch of [one, two]) {
    await writer.write(batch);
    await sink.commit([await writer.prepare()]);
  }
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
    `Cannot write to "${folder}/once.parquet" as 3 subtasks write part files to a folder of that name: ` +
      "got a file that is there already; remove it, or give another name",
  );
  expect(await messageOf(() => parquet(`${folder}/wide.parquet`).open(context()))).toBe(
    `Cannot write to "${folder}/wide.parquet" as one subtask writes a file of that name: ` +
      "got a folder that is there already; remove it, or give another name",
  );
});

test("a sink has one location", async () => {
  expect(await messageOf(() => parquet([`${folder}/a.parquet`, `${folder}/b.parquet`]).open(context()))).toBe(
    `Cannot write to ${folder}/a.parquet and 1 more as a sink must have one location: got 2; give one file or folder`,
  );
});
