import { checkOptions, shown } from "../data/options.ts";
import { distinctNames } from "../plan/distinct-names.ts";
import type { RunDetails } from "../plan/explain.ts";
import { refuseUnequalKeys } from "../plan/key-types.ts";
import { refuseMissingColumns } from "../plan/named-columns.ts";
import { nodesOf, type PlanNode, type SourceNode } from "../plan/node.ts";
import { rewrite } from "../plan/rewrite/rewrite.ts";
import { validate } from "../plan/validate.ts";
import { isThread, simulatedThreads } from "../platform/mod.ts";
import { type Descriptions, described } from "./describe.ts";
import { edgesOf } from "./edges.ts";
import { type RunOptions, runOptions, type StateOnDisk, stateOnDisk } from "./options.ts";
import { type Stage, stagesOf } from "./stage.ts";
import { placementOf, threadsText } from "./threads/placement.ts";

/** A plan as it would run: described, rewritten, validated. */
export interface Planned {
  readonly roots: readonly PlanNode[];
  /** In how many subtasks a node runs, and in which threads. */
  readonly runDetails: RunDetails;
}

export async function plannedFor(
  roots: readonly PlanNode[],
  options: RunOptions,
  descriptions: Descriptions = new Map(),
): Promise<Planned> {
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
  checkState(options.state);
  if (options.onProgress !== undefined && typeof options.onProgress !== "function") {
    throw new TypeError(
      `Cannot run as onProgress must be a function: got ${shown(options.onProgress)}; use for instance (progress) => console.log(progress.rows)`,
    );
  }
  const known = distinctNames(await described(roots, edgesOf(options, options.signal), options.signal, descriptions));
  refuseMissingColumns(known);
  refuseUnequalKeys(known);
  const plan = rewrite(known, { parallelism, keepsState: options.checkpoint !== undefined });
  validate(plan);
  return { roots: plan, runDetails: detailsOf(stagesOf(plan, parallelism), options) };
}

function checkState(state: StateOnDisk | undefined): void {
  if (state === undefined) return;
  checkOptions(state, stateOnDisk, "the state of run");
  if (typeof state.disk !== "string" || state.disk === "") {
    throw new TypeError(
      `Cannot run as state.disk must be the path of a folder: got ${shown(state.disk)}; use for instance { disk: "./state" }`,
    );
  }
  if (typeof (state.memoryBytes ?? 1) !== "number" || !((state.memoryBytes ?? 1) > 0)) {
    throw new RangeError(
      `Cannot run as state.memoryBytes must be a number above 0: got ${shown(state.memoryBytes)}; use for instance 512 * 2 ** 20`,
    );
  }
}

function detailsOf(stages: readonly Stage[], options: RunOptions): RunDetails {
  const plan = stages.map(({ node }) => node);
  const placement = onThreads(options, plan) ? placementOf(stages, options.parallelism!) : undefined;
  const edgeOf = ({ node }: Stage): [string, string][] => {
    if (options.checkpoint === undefined) return [];
    if (node.kind === "sink") return [["guarantee", node.sink.guarantee]];
    const goesOn = node.kind === "source" ? (node.source.unrepeatable ?? "goes on where a checkpoint was") : undefined;
    return goesOn === undefined ? [] : [["after a restart", goesOn]];
  };
  const details = stages.map((stage): [PlanNode, [string, string][]] => {
    const threads: [string, string][] = placement === undefined ? [] : [["runs in", threadsText(stage, placement)]];
    return [stage.node, [["parallelism", String(stage.parallelism)], ...threads, ...edgeOf(stage)]];
  });
  const ofNode = new Map(details);
  return (node) => ofNode.get(node) ?? [];
}

/** The source that keeps a run from having worker threads, since it is read where the run was started. */
export function readInMain(plan: readonly PlanNode[]): SourceNode | undefined {
  return nodesOf(plan).find((node): node is SourceNode => node.kind === "source" && node.source.thread === "main");
}

/** Whether a run has worker threads. */
export function onThreads(options: RunOptions, plan: readonly PlanNode[]): boolean {
  return asksForThreads(options) && readInMain(plan) === undefined;
}

export function asksForThreads({ module, parallelism = 1, clock, checkpoint }: RunOptions): boolean {
  if (module === undefined || parallelism === 1) return false;
  if (isThread()) {
    throw new TypeError(
      "Cannot run on threads as a module that one of them loads must not do so itself: got a run while it was imported; " +
        "put it behind if (import.meta.main), or into another module",
    );
  }
  if (simulatedThreads(clock) !== undefined) return true;
  if (clock !== undefined) {
    throw new TypeError(
      "Cannot run on threads by a clock of its own as a function is of one thread: got both module and clock; leave one of them out",
    );
  }
  if (checkpoint?.files !== undefined) {
    throw new TypeError(
      "Cannot run on threads with checkpoints on a file system that is given as an object as that is of one thread: got both module and checkpoint.files; " +
        "register it by its scheme in the job's module, or leave module out",
    );
  }
  return true;
}
