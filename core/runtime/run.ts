import { checkOptions, shown } from "../data/options.ts";
import { distinctNames } from "../plan/distinct-names.ts";
import { refuseUnequalKeys } from "../plan/key-types.ts";
import { refuseMissingColumns } from "../plan/named-columns.ts";
import type { PlanNode } from "../plan/node.ts";
import { rewrite } from "../plan/rewrite/rewrite.ts";
import { validate } from "../plan/validate.ts";
import { described } from "./describe.ts";
import { edgesOf } from "./edges.ts";
import { closeExecution, commitExecution, type Execution, openExecution } from "./execution.ts";
import { type Metrics, newMetrics, type RunMetrics } from "./metrics.ts";
import type { KeyAsked } from "./open-subtask.ts";
import { type RunOptions, type RunResult, runOptions } from "./options.ts";
import { readSources } from "./read-sources.ts";
import { stagesOf } from "./stage.ts";
import { settle } from "./waiting.ts";
import { type RunState, type WhyFacts, whyOf } from "./why.ts";

/**
 * Runs a plan in this thread, to the end of its bounded sources or until it is stopped. Sinks commit when all has gone
 * well; after a failure or a stop nothing of theirs is visible.
 */
export async function run(roots: readonly PlanNode[], options: RunOptions = {}): Promise<RunResult> {
  return begin(roots, options).finished;
}

/** A run under way. */
export interface StartedRun {
  /** Settles with the run: rejects with what failed, or that it was stopped. */
  readonly finished: Promise<RunResult>;
  readonly metrics: Metrics;
  /** Ends it as a signal does: what was not committed is dropped. */
  stop(): Promise<void>;
  /** Why a step has given nothing more; without a name, the first that keeps something. */
  why(step?: string | undefined, key?: KeyAsked | undefined): Promise<WhyFacts & RunState>;
}

/** As `run`, and hands out the run while it goes on. */
export function begin(roots: readonly PlanNode[], options: RunOptions = {}): StartedRun {
  const metrics = newMetrics();
  const stopped = new AbortController();
  const signal = options.signal === undefined ? stopped.signal : AbortSignal.any([options.signal, stopped.signal]);
  const opened = open(roots, { ...options, signal }, metrics);
  let state: RunState = { run: "running", failure: null };
  const finished = opened.then(untilEnd);
  const ended = (run: RunState["run"], failure: string | null): void => {
    state = { run, failure };
  };
  finished.then(
    () => ended("done", null),
    (error: unknown) => ended("failed", error instanceof Error ? error.message : String(error)),
  );
  // Whoever waits for `finished` hears of it.
  opened.catch(() => undefined);
  return {
    finished,
    metrics,
    stop: async () => {
      stopped.abort(new DOMException("The run was stopped", "AbortError"));
      await finished.catch((error: unknown) => {
        if (error !== stopped.signal.reason) throw error;
      });
    },
    why: async (step, key) => ({ ...whyOf(await opened, step, key), ...state }),
  };
}

async function open(roots: readonly PlanNode[], options: RunOptions, metrics: RunMetrics): Promise<Execution> {
  checkOptions(options, runOptions, "run");
  options.signal?.throwIfAborted();
  const { roots: plan } = await plannedFor(roots, options);
  return openExecution(plan, options, undefined, metrics);
}

async function untilEnd(execution: Execution): Promise<RunResult> {
  try {
    await readSources(execution);
    await settle(execution);
    await commitExecution(execution);
  } catch (error) {
    // What failed first is why.
    await closeExecution(execution).catch(() => undefined);
    throw error;
  }
  await closeExecution(execution);
  execution.progress.report(true);
  const { metrics } = execution.host;
  return { elapsedMs: execution.progress.elapsedMs, rowsRead: metrics.total("rowsRead"), metrics };
}

/** A plan as it would run: described, rewritten, validated. */
export interface Planned {
  readonly roots: readonly PlanNode[];
  readonly parallelismOf: (node: PlanNode) => number | undefined;
}

export async function plannedFor(roots: readonly PlanNode[], options: RunOptions): Promise<Planned> {
  checkOptions(options, runOptions, "run");
  const parallelism = options.parallelism ?? 1;
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > 128) {
    throw new RangeError(
      `Cannot run as parallelism must be a whole number from 1 to 128: got ${shown(parallelism)}; use for instance 4`,
    );
  }
  const { batchRows = 1 } = options;
  if (!Number.isInteger(batchRows) || batchRows < 1) {
    throw new RangeError(
      `Cannot run as batchRows must be a whole number above 0: got ${shown(batchRows)}; leave it out for 8192`,
    );
  }
  if (typeof (options.memoryBytes ?? 1) !== "number" || !((options.memoryBytes ?? 1) > 0)) {
    throw new RangeError(
      `Cannot run as memoryBytes must be a number above 0: got ${shown(options.memoryBytes)}; use for instance 512 * 2 ** 20`,
    );
  }
  if (options.onProgress !== undefined && typeof options.onProgress !== "function") {
    throw new TypeError(
      `Cannot run as onProgress must be a function: got ${shown(options.onProgress)}; use for instance (progress) => console.log(progress.rows)`,
    );
  }
  const known = distinctNames(await described(roots, edgesOf(options), options.signal));
  refuseMissingColumns(known);
  refuseUnequalKeys(known);
  const plan = rewrite(known, parallelism);
  validate(plan);
  const subtasks = new Map(stagesOf(plan, parallelism).map((stage) => [stage.node as PlanNode, stage.parallelism]));
  return { roots: plan, parallelismOf: (node) => subtasks.get(node) };
}
