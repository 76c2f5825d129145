import fc from "fast-check";
import { into, type RunOptions } from "../../core/mod.ts";
import { type Clock, simulateFolders, systemClock } from "../../core/platform/mod.ts";
import { memoryFolder } from "../../core/testing/memory-folder.ts";
import { type Build, datasetOf, type Program, textOf, traitsOf } from "./program.ts";
import { arriving, delays } from "./sample.ts";
import type { Rows } from "./step.ts";

/** A way to run a program. All ways give the same. */
export interface Way extends Build {
  readonly delays: readonly number[];
  readonly batchRows: number;
  readonly parallelism: number;
  /** Little of it sends rows, groups and build sides to disk; the state of what goes on for ever is there where a run says so. */
  readonly memory: "enough" | "little" | "state on disk";
}

/** The plainest way: stored rows in order of time, whole batches, one subtask. */
export const plainly: Way = {
  boundedness: "bounded",
  fused: true,
  delays: [],
  batchRows: 8192,
  parallelism: 1,
  memory: "enough",
};

/** Each differs from the plain one in some respect; small counts come first, as failures shrink towards them. */
export const ways: fc.Arbitrary<Way> = fc.record({
  boundedness: fc.constantFrom("bounded", "unbounded"),
  fused: fc.boolean().map((apart) => !apart),
  alignMs: fc.constantFrom(undefined, undefined, 1000, 60, 1),
  delays,
  batchRows: fc.constantFrom(8192, 13, 2, 1),
  parallelism: fc.integer({ min: 1, max: 4 }),
  memory: fc.constantFrom("enough", "little", "state on disk"),
});

/** So little that rows, groups and build sides of a few records go to disk. */
const littleBytes = 2_000;

/** What runs by it has its folders of state in memory: whether they are on a disk is tested elsewhere. */
const clockOfFolders: Clock = { ...systemClock };
simulateFolders(clockOfFolders, () => ({ ...memoryFolder().folder, path: "in memory", close: () => undefined }));

/** What is left at the end; in the order of the rows where they have one. */
export function finalRows(program: Program, way: Way): Promise<string[]> {
  return rowsOf(program, datasetOf(arrivingBy(program, way), way), runOptions(way));
}

/** What a dataset that was built by a program leaves. */
export async function rowsOf(program: Program, dataset: Rows, options: RunOptions = {}): Promise<string[]> {
  const rows: unknown[] = [];
  await dataset.sinkTo(into(rows)).run(options);
  return textsOfRows(rows, traitsOf(program).ordered);
}

/** Rows as they are compared. */
export function textsOfRows(rows: readonly unknown[], ordered: boolean): string[] {
  const texts = rows.map((row) => JSON.stringify(row, rounded));
  return ordered ? texts : texts.sort();
}

/** Whether a way can run a program: what must end cannot be a stream. */
export function canRun(program: Program, { boundedness }: Way): boolean {
  return boundedness === "bounded" || !traitsOf(program).ends;
}

/** The program that failed and how it was run. */
export function report(program: Program, way: Way): string {
  const { sources } = arrivingBy(program, way);
  return `${textOf(program, sources, way)}\n// run with ${JSON.stringify(runOptions(way))}${way.fused ? "" : ", steps apart"}`;
}

function arrivingBy(program: Program, way: Way): Program {
  const [left, right] = program.sources;
  return { ...program, sources: [arriving(left, way.delays), arriving(right, [...way.delays].reverse())] };
}

function runOptions({ batchRows, parallelism, memory }: Way): RunOptions {
  const place: RunOptions =
    memory === "little"
      ? { memoryBytes: littleBytes }
      : memory === "state on disk"
        ? {
            clock: clockOfFolders,
            state: { disk: "in memory", memoryBytes: littleBytes },
            // That indexes take more than that is no news.
            onWarning: () => undefined,
          }
        : {};
  return { batchRows, parallelism, ...place };
}

/** Means of doubles may differ in the last bits by the order of merging. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
}
