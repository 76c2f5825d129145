import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import type { FileSystem, Publishing } from "../io/file-system.ts";
import { openSavepoint } from "../runtime/checkpoint/offline.ts";
import { type StateRow, writeStateRows } from "../runtime/checkpoint/state-rows.ts";
import { plannedFor } from "../runtime/planned.ts";
import { Dataset } from "./dataset.ts";
import { isJob, type Job } from "./job.ts";
import type { JobParameters } from "./parameters.ts";

export interface WriteStateOptions {
  /**
   * The path of a savepoint that has all else: other steps, state that belongs to no key, how far sources were read, what sinks
   * had prepared. Default: nothing; who restores begins to read at the beginning.
   */
  readonly base?: string;
  /** What the job is built with. */
  readonly parameters?: JobParameters;
  /** What stands in for the file system of the savepoints. */
  readonly files?: FileSystem & Publishing;
}

const known: KnownOptions<WriteStateOptions> = { base: true, parameters: true, files: true };

/**
 * Makes a savepoint in which the keyed state of steps is what datasets say, in rows as `readState` gives them: to start a job with
 * state from elsewhere, or to change what a savepoint has. A job goes on from it as from any other. Of a step that is named
 * all keyed state is replaced. Rows are held in memory. Times to live begin when the job does.
 *
 * @param dir A folder for savepoints.
 * @param job The job that is to go on from it: its steps say how their state is stored.
 * @param steps Datasets by the names of steps.
 * @returns The path of the savepoint.
 * @example
 * ```ts
 * import { from, job, range, state, writeState } from "millrace";
 * const given: number[] = [];
 * const totals = job("totals", () =>
 *   range(3)
 *     .keyBy(() => "all")
 *     .process({ state: { sum: state.value<number>() }, row(n, { state: { sum } }) {
 *       sum.set((sum.get() ?? 0) + n);
 *       given.push(sum.get() ?? 0);
 *     } }, { name: "total" })
 *     .discard(),
 * );
 * const rows = [{ state: "sum", key: "all", pane: null, name: null, value: 100, updated: null }];
 * const savepoint = await writeState("./savepoints", totals, { total: from(rows) });
 * await totals.run({ checkpoint: { dir: "./checkpoints", from: savepoint } });
 * console.log(given); // [100, 101, 103]
 * ```
 */
export async function writeState(
  dir: string,
  job: Job,
  steps: Readonly<Record<string, Dataset<StateRow>>>,
  options: WriteStateOptions = {},
): Promise<string> {
  requireOptions(options, known, "writeState");
  if (typeof dir !== "string" || dir === "") {
    throw new TypeError(
      `Cannot write a savepoint as it must have a folder: got ${shown(dir)}; use for instance writeState("./savepoints", job, { … })`,
    );
  }
  if (!isJob(job)) {
    throw new TypeError(
      `Cannot write a savepoint as it must be of a job: got ${shown(job)}; use for instance writeState("./savepoints", job, { … })`,
    );
  }
  if (typeof steps !== "object" || steps === null) throw noDataset("steps", steps);
  const { files, base, parameters } = options;
  const { roots } = await plannedFor(job.output(parameters).sinks, { checkpoint: { dir } });
  const rows = new Map<string, readonly StateRow[]>();
  for (const [step, dataset] of Object.entries(steps)) {
    if (!(dataset instanceof Dataset)) throw noDataset(step, dataset);
    rows.set(step, await dataset.collect());
  }
  return writeStateRows({
    job: job.name,
    plan: roots,
    steps: rows,
    base: base === undefined ? undefined : await openSavepoint(base, files),
    dir: dir.replace(/(.)\/+$/, "$1"),
    files,
  });
}

function noDataset(step: string, given: unknown): TypeError {
  return new TypeError(
    `Cannot write the state of ${step} as its rows must be a dataset: got ${shown(given)}; use for instance from(rows)`,
  );
}
