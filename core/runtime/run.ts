import { checkOptions, shown } from "../data/options.ts";
import { distinctNames } from "../plan/distinct-names.ts";
import type { RunDetails } from "../plan/explain.ts";
import { refuseUnequalKeys } from "../plan/key-types.ts";
import { refuseMissingColumns } from "../plan/named-columns.ts";
import type { PlanNode } from "../plan/node.ts";
import { rewrite } from "../plan/rewrite/rewrite.ts";
import { validate } from "../plan/validate.ts";
import { isThread } from "../platform/mod.ts";
import { described } from "./describe.ts";
import { edgesOf } from "./edges.ts";
import { closeExecution, commitExecution, type Execution, openExecution } from "./execution.ts";
import { type Metrics, newMetrics, type RunMetrics } from "./metrics.ts";
import type { KeyAsked } from "./open-subtask.ts";
import { type RunOptions, type RunResult, runOptions } from "./options.ts";
import { readSources } from "./read-sources.ts";
import { type Stage, stagesOf } from "./stage.ts";
import { placementOf, threadsText } from "./threads/placement.ts";
import { Team } from "./threads/team.ts";
import { threadWork } from "./threads/thread-run.ts";
import { Worker } from "./threads/worker.ts";
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
    why: async (step, key) => ({ ...whyOf((await opened).execution, step, key), ...state }),
  };
}

/** A run that is ready, and how its sources are read. */
interface Ready {
  readonly execution: Execution;
  read(): Promise<void>;
}

async function open(roots: readonly PlanNode[], options: RunOptions, metrics: RunMetrics): Promise<Ready> {
  checkOptions(options, runOptions, "run");
  options.signal?.throwIfAborted();
  const { roots: plan } = await plannedFor(roots, options);
  const team = onThreads(options) ? new Team(plan, options, edgesOf(options), metrics) : undefined;
  const execution = await openExecution(plan, options, undefined, metrics, team && ((stages) => team.join(stages)));
  try {
    await team?.opened(execution);
  } catch (error) {
    await closeExecution(execution, error).catch(() => undefined);
    throw error;
  }
  return { execution, read: () => (team === undefined ? readSources(execution) : team.run(execution)) };
}

/** Whether a run has worker threads. */
function onThreads({ module, parallelism = 1, clock }: RunOptions): boolean {
  if (module === undefined || parallelism === 1) return false;
  if (isThread()) {
    throw new TypeError(
      "Cannot run on threads as a module that one of them loads must not do so itself: got a run while it was imported; " +
        "put it behind if (import.meta.main), or into another module",
    );
  }
  if (clock !== undefined) {
    throw new TypeError(
      "Cannot run on threads by a clock of its own as a function is of one thread: got both module and clock; leave one of them out",
    );
  }
  return true;
}

/** Lets worker threads that import a job's module run it. Not among its methods: nobody else calls it. */
export function forThreads<Job extends object>(job: Job, rootsOf: () => readonly PlanNode[]): Job {
  const planFor = async (options: RunOptions): Promise<readonly PlanNode[]> =>
    (await plannedFor(rootsOf(), options)).roots;
  return Object.defineProperty(job, Symbol.for(threadWork), { value: () => void new Worker(planFor) });
}

async function untilEnd({ execution, read }: Ready): Promise<RunResult> {
  try {
    await read();
    await settle(execution);
    await commitExecution(execution);
  } catch (error) {
    // What failed first is why.
    await closeExecution(execution, error).catch(() => undefined);
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
  /** In how many subtasks a node runs, and in which threads. */
  readonly runDetails: RunDetails;
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
  return { roots: plan, runDetails: detailsOf(stagesOf(plan, parallelism), options) };
}

function detailsOf(stages: readonly Stage[], options: RunOptions): RunDetails {
  const placement = onThreads(options) ? placementOf(stages, options.parallelism!) : undefined;
  const details = stages.map((stage): [PlanNode, [string, string][]] => {
    const threads: [string, string][] = placement === undefined ? [] : [["runs in", threadsText(stage, placement)]];
    return [stage.node, [["parallelism", String(stage.parallelism)], ...threads]];
  });
  const ofNode = new Map(details);
  return (node) => ofNode.get(node) ?? [];
}
