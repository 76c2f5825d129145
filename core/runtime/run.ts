import { checkOptions } from "../data/options.ts";
import type { PlanNode } from "../plan/node.ts";
import { rewrite } from "../plan/rewrite/rewrite.ts";
import { validate } from "../plan/validate.ts";
import { described } from "./describe.ts";
import { edgesOf } from "./edges.ts";
import { closeExecution, commitExecution, openExecution } from "./execution.ts";
import { type RunOptions, type RunResult, runOptions } from "./options.ts";
import { readSources } from "./read-sources.ts";
import { stagesOf } from "./stage.ts";
import { settle } from "./waiting.ts";

/**
 * Runs a plan in this thread, to the end of its bounded sources or until it is stopped. Sinks commit when all has gone
 * well; after a failure or a stop nothing of theirs is visible.
 */
export async function run(roots: readonly PlanNode[], options: RunOptions = {}): Promise<RunResult> {
  checkOptions(options, runOptions, "run");
  options.signal?.throwIfAborted();
  const { roots: plan } = await plannedFor(roots, options);
  const execution = await openExecution(plan, options);
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
      `Cannot run as parallelism must be a whole number from 1 to 128: got ${parallelism}; use for instance 4`,
    );
  }
  const { batchRows = 1 } = options;
  if (!Number.isInteger(batchRows) || batchRows < 1) {
    throw new RangeError(
      `Cannot run as batchRows must be a whole number above 0: got ${batchRows}; leave it out for 8192`,
    );
  }
  if (!((options.memoryBytes ?? 1) > 0)) {
    throw new RangeError(
      `Cannot run as memoryBytes must be a number above 0: got ${options.memoryBytes}; use for instance 512 * 2 ** 20`,
    );
  }
  const plan = rewrite(await described(roots, edgesOf(options), options.signal), parallelism);
  validate(plan);
  const subtasks = new Map(stagesOf(plan, parallelism).map((stage) => [stage.node as PlanNode, stage.parallelism]));
  return { roots: plan, parallelismOf: (node) => subtasks.get(node) };
}
