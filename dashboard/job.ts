import type { CheckpointRecord, MetricsSnapshot, Running, Why } from "../core/mod.ts";

/** What a page shows of a job, however it is asked: in this process, or in another one. */
export interface DashboardJob {
  /** Shown above all. */
  readonly name: string;
  metrics(): MetricsSnapshot | Promise<MetricsSnapshot>;
  /** The last checkpoints, the newest last. */
  checkpoints(): readonly CheckpointRecord[] | Promise<readonly CheckpointRecord[]>;
  /** Why a step has given nothing more; without a name, the first that keeps something. */
  why(step?: string): Promise<WhyFacts>;
  /** Writes a savepoint and gives its path. Without it there is no such button. */
  savepoint?(): Promise<string>;
  /** Ends the run as Ctrl-C does. Without it there is no such button. */
  cancel?(): Promise<void> | void;
}

/** `Why` without its text, which is made of it anew. */
export type WhyFacts = Omit<Why, "text">;

/** What a run of this process may be asked for besides. */
export interface RunOfDashboard {
  readonly name: string;
  /** Where savepoints go; without it nobody can ask for one. */
  readonly savepoints?: string;
  /** Whether it may be ended. Default true. */
  readonly mayCancel?: boolean;
}

/**
 * A run of this process as a page shows it.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { jobOf } from "millrace/dashboard";
 *
 * const run = from([1, 2, 3]).discard().start();
 * const job = jobOf(run, { name: "numbers", savepoints: "./savepoints" });
 * console.log(job.name); // numbers
 * await run.finished;
 * ```
 */
export function jobOf(run: Running, { name, savepoints, mayCancel = true }: RunOfDashboard): DashboardJob {
  return {
    name,
    metrics: () => run.metrics.snapshot(),
    checkpoints: () => run.checkpoints(),
    why: (step) => run.why(step),
    ...(savepoints === undefined ? {} : { savepoint: () => run.savepoint(savepoints) }),
    ...(mayCancel ? { cancel: () => run.stop() } : {}),
  };
}
