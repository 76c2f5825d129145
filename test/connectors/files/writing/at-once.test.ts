import { readdir } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { csv } from "../../../../connectors/csv/mod.ts";
import { cleanUp, filesAtOnce, mapInTurns, turns } from "../../../../connectors/files/writing/at-once.ts";
import {
  type FileSystem,
  type FileWriter,
  localFiles,
  type Publishing,
  registerFileSystem,
  type Sink,
} from "../../../../core/io/mod.ts";
import { from } from "../../../../core/mod.ts";
import { batchOf } from "../../../../core/testing/event-batch.ts";
import { row } from "../../../../core/testing/mod.ts";
import { inFolder } from "../text-files.ts";

type Step = "write" | "finish" | "publish" | "delete" | "abort";

interface Watched {
  readonly files: FileSystem & Publishing;
  /** The most of each step that were under way at a time, and how many were begun. */
  readonly most: Readonly<Record<Step, number>>;
  readonly begun: Readonly<Record<Step, number>>;
}

/** This machine's files, whose steps take a while; `failing` says which fails. */
function slowFiles(failing: (step: Step, number: number) => boolean = () => false): Watched {
  const none = { write: 0, finish: 0, publish: 0, delete: 0, abort: 0 };
  const [most, begun, now] = [{ ...none }, { ...none }, { ...none }];
  const during = async <Value>(step: Step, act: () => Promise<Value>): Promise<Value> => {
    const number = begun[step]++;
    most[step] = Math.max(most[step], ++now[step]);
    try {
      await new Promise((done) => setTimeout(done, 3));
      if (failing(step, number)) throw new Error(`${step} ${number} fails`);
      return await act();
    } finally {
      now[step]--;
    }
  };
  const watched = (writer: FileWriter): FileWriter => ({
    write: (bytes) => writer.write(bytes),
    finish: () => during("finish", () => writer.finish()),
    abort: () => during("abort", () => writer.abort()),
  });
  const files = {
    ...localFiles,
    write: (path: string) => during("write", async () => watched(await localFiles.write(path))),
    publish: (temporary: string, path: string) => during("publish", () => localFiles.publish(temporary, path)),
    delete: (path: string) => during("delete", () => localFiles.delete(path)),
  };
  registerFileSystem("file", async () => files);
  return { files, most, begun };
}

afterEach(() => registerFileSystem("file", async () => localFiles));

const folders = 100;
const rows = Array.from({ length: 2 * folders }, (_, n) => ({ key: n % folders, id: n }));

test("many files of a sink are opened, ended and shown side by side, and no more than so many at a time", () =>
  inFolder(async (folder) => {
    const { most } = slowFiles();
    await from(rows)
      .sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }))
      .run();
    expect(most).toMatchObject({ write: filesAtOnce, finish: filesAtOnce, publish: filesAtOnce });
    const back = await from(csv<{ id: number }>(`${folder}/out`)).collect();
    expect(back.map(({ id }) => id).sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
  }));

for (const [step, begunAtMost] of [
  ["write", 40],
  ["finish", 5 + filesAtOnce],
] as const)
  test(`of many files one whose ${step} fails is told first, no more are begun, and nothing is left`, () =>
    inFolder(async (folder) => {
      const { begun } = slowFiles((each, number) => each === step && number === 5);
      const running = from(rows)
        .sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }))
        .run();
      await expect(running).rejects.toThrow(`${step} 5 fails`);
      expect(begun[step]).toBeLessThanOrEqual(begunAtMost);
      expect(begun.publish).toBe(0);
      expect((await readdir(`${folder}/out`, { recursive: true })).filter((name) => name.endsWith(".csv"))).toEqual([]);
      const left = (await readdir(`${folder}/out`, { recursive: true, withFileTypes: true })).filter((one) =>
        one.isFile(),
      );
      expect(left.map(({ name }) => name)).toEqual([]);
    }));

const context = { subtask: 0, parallelism: 1, runId: "r1", checkpoints: true, signal: new AbortController().signal };

test("a commit of which some files could not be shown shows each once when it is done again", () =>
  inFolder(async (folder) => {
    const sink = csv(`${folder}/out`, { partitionBy: ["key"] }) as unknown as Sink<never>;
    const failing = slowFiles((step, number) => step === "publish" && (number === 7 || number === 9));
    const writer = await sink.open(context);
    await writer.write(batchOf(rows.map(row), { layout: "columns" }));
    const transaction = await writer.prepare();
    await writer.close();
    await expect(sink.commit([transaction])).rejects.toThrow(/^publish [79] fails$/);
    expect(failing.begun.publish).toBeLessThanOrEqual(8 + filesAtOnce);
    slowFiles();
    await sink.commit([transaction]);
    await sink.commit([transaction]);
    const back = await from(csv<{ id: number }>(`${folder}/out`)).collect();
    expect(back.map(({ id }) => id).sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
  }));

test("a file that cannot be removed keeps no other from being removed", () =>
  inFolder(async (folder) => {
    const sink = csv(`${folder}/out`, { partitionBy: ["key"] }) as unknown as Sink<never>;
    const { begun, most } = slowFiles((step, number) => step === "delete" && number === 3);
    const writer = await sink.open(context);
    await writer.write(batchOf(rows.map(row), { layout: "columns" }));
    const transaction = await writer.prepare();
    await writer.close();
    await expect(sink.abort!([transaction])).rejects.toThrow("delete 3 fails");
    expect([begun.delete, most.delete]).toEqual([folders, filesAtOnce]);
    const left = await readdir(`${folder}/out`, { recursive: true, withFileTypes: true });
    expect(left.filter((one) => one.isFile())).toHaveLength(1);
  }));

test("values keep their order, and all that was begun is over when a failure is told", async () => {
  let underWay = 0;
  const after = async (ms: number): Promise<number> => {
    underWay++;
    await new Promise((done) => setTimeout(done, ms));
    underWay--;
    if (ms === 5) throw new Error("five");
    return ms;
  };
  expect(await mapInTurns([9, 1, 3], after, turns(2))).toEqual([9, 1, 3]);
  await expect(mapInTurns([20, 5, 30, 1, 2], after, turns(3))).rejects.toThrow("five");
  expect(underWay).toBe(0);
  expect(await mapInTurns([], after)).toEqual([]);
});

test("removing stops asking once as many have failed as are asked at a time", async () => {
  let asked = 0;
  const refused = async (): Promise<never> => {
    throw new Error(`number ${asked++}`);
  };
  await expect(cleanUp(Array.from({ length: 1000 }), refused)).rejects.toThrow("number 0");
  expect(asked).toBe(filesAtOnce);
});
