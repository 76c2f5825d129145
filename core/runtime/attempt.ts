import { neverRight } from "../data/never-right.ts";
import { fileSystemOf } from "../io/file-system.ts";
import { allNodesOf, type PlanNode } from "../plan/node.ts";
import { uniqueName } from "../platform/mod.ts";
import { Checkpoints } from "./checkpoint/checkpoints.ts";
import { type CheckpointDriver, checkpointDriver } from "./checkpoint/driver.ts";
import { matchCheckpoint } from "./checkpoint/match-checkpoint.ts";
import { type CheckpointSettings, checkpointSettings, type UpgradeOptions } from "./checkpoint/options.ts";
import { Passage } from "./checkpoint/passage.ts";
import { type SegmentSpool, segmentSpool } from "./checkpoint/segment-spool.ts";
import { StoppedWithSavepoint } from "./checkpoint/stopped.ts";
import {
  type CheckpointFiles,
  type FindOptions,
  type FoundCheckpoint,
  type LoadedCheckpoint,
  lastNumberIn,
  newestCheckpoint,
  requireWritable,
  savepointAt,
} from "./checkpoint/store.ts";
import { isUnchanged } from "./checkpoint/unchanged.ts";
import { checkpointedRun } from "./checkpointed-run.ts";
import type { Descriptions } from "./describe.ts";
import { edgesOf } from "./edges.ts";
import { closeExecution, commitExecution, type Execution, finishSinks, openExecution } from "./execution.ts";
import type { RunMetrics } from "./metrics.ts";
import { type RunTracing, traced } from "./observe/tracing.ts";
import type { RunOptions, RunResult } from "./options.ts";
import { asksForThreads, onThreads, plannedFor, readInMain } from "./planned.ts";
import { reachAll } from "./reach.ts";
import { readSources } from "./read-sources.ts";
import { Team, type TeamStart } from "./threads/team.ts";
import type { JoinThreads } from "./threads/thread-run.ts";
import { settle } from "./waiting.ts";

/** One life of a run: from where it goes on to its end, or its failure. */
export interface Attempt {
  readonly execution: Execution;
  readonly driver: CheckpointDriver | undefined;
  /** The checkpoint that it went on from; undefined where it began anew. */
  readonly restoredFrom: string | undefined;
  /** Where it has worker threads. */
  readonly team: Team | undefined;
  /** Where a savepoint is to be written once all that was read has come out. */
  drainInto: Promise<string> | undefined;
  drainDir: string | undefined;
  readonly onWarning: (text: string) => void;
  /** In which span it is. */
  readonly tracing: RunTracing | undefined;
}

export interface AttemptSetup {
  readonly roots: readonly PlanNode[];
  readonly job: string | null;
  /** What the job says of the state of its earlier versions. */
  readonly upgrade: UpgradeOptions | undefined;
  readonly options: RunOptions;
  readonly metrics: RunMetrics;
  readonly descriptions: Descriptions;
  readonly onWarning: (text: string) => void;
  /** Whether the run has begun before in this process. */
  readonly isAgain: boolean;
  /** The newest checkpoint of its folder that the run knows to have been there; undefined where it knows of none. */
  readonly knownPath: string | undefined;
  readonly tracing: RunTracing | undefined;
}

/** @param damaged Checkpoints that were found not to be whole, by path. */
export async function openAttempt(
  setup: AttemptSetup,
  damaged: ReadonlyMap<string, Error> = new Map(),
): Promise<Attempt> {
  const spool = segmentSpool(setup.options.state, setup.options.clock);
  try {
    return await attemptWith(setup, damaged, spool);
  } finally {
    spool?.close();
  }
}

async function attemptWith(
  setup: AttemptSetup,
  damaged: ReadonlyMap<string, Error>,
  spool: SegmentSpool | undefined,
): Promise<Attempt> {
  const { options, metrics, onWarning, tracing } = setup;
  const { roots: plan } = await plannedFor(setup.roots, options, setup.descriptions);
  const threaded = onThreads(options, plan);
  tellOneThread(plan, setup);
  const reached = (): Promise<void> | undefined =>
    setup.isAgain ? undefined : reachAll(plan, edgesOf(options, options.signal), options.signal);
  const rest = { drainInto: undefined, drainDir: undefined, onWarning, tracing };
  if (options.checkpoint === undefined) {
    await reached();
    const team = threaded ? new Team(plan, options, {}, metrics) : undefined;
    const execution = await openExecution(plan, options, { metrics, join: joining(team) });
    await joined(execution, team);
    return { execution, driver: undefined, restoredFrom: undefined, team, ...rest };
  }
  const settings = checkpointSettings(options.checkpoint, setup.upgrade);
  refuseUnrepeatable(plan);
  const files = settings.files ?? (await fileSystemOf(settings.dir));
  const { start, found } = await foundStart(files, settings, setup, { plan, threaded, damaged, spool });
  const { loaded, lastId, origin } = found;
  if (!setup.isAgain) await requireWritable(files, settings.dir);
  const restored = loaded && matchCheckpoint(loaded, plan, options.parallelism ?? 1, settings.upgrade, onWarning);
  const runId = loaded?.manifest.runId ?? uniqueName();
  await reached();
  const team = threaded ? new Team(plan, options, { runId, restored: start }, metrics) : undefined;
  const checkpoints = new Checkpoints({ job: setup.job, runId, origin });
  const barriers = new Passage();
  const execution = await openExecution(plan, options, { restored, metrics, barriers, runId, join: joining(team) });
  try {
    await joined(execution, team);
  } catch (error) {
    const again = loaded?.manifest.kind !== "savepoint" && isDamaged(error);
    if (!again) throw error;
    return openAttempt(setup, new Map([...damaged, [loaded!.path, error]]));
  }
  const run = team === undefined ? checkpointedRun(execution, barriers) : team.checkpointed(execution, barriers);
  const before = pathIn(settings.dir, loaded?.path);
  const driver = checkpointDriver(execution, run, { settings, files, checkpoints, lastId, before, onWarning, tracing });
  const attempt: Attempt = { execution, driver, restoredFrom: loaded?.path, team, ...rest };
  // Where it was drained its sources have more, which is of whoever goes on from the savepoint.
  if (loaded?.manifest.kind === "end") endInput(attempt);
  return attempt;
}

/** A run that was to have threads and has none is slower: it says why, once. */
function tellOneThread(plan: readonly PlanNode[], { options, onWarning, isAgain }: AttemptSetup): void {
  const source = readInMain(plan);
  if (source === undefined || isAgain || !asksForThreads(options)) return;
  onWarning(
    `Cannot run on threads as ${source.name} must be read in the one that started the run: all is done in that; leave module out, or pass --one-thread`,
  );
}

/** Takes all sources for ended where they are. */
export function endInput({ execution, driver, team }: Attempt): void {
  driver!.drain(() => {
    execution.isDraining = true;
    team?.drain();
  });
}

interface StartSetup {
  readonly plan: readonly PlanNode[];
  readonly threaded: boolean;
  readonly damaged: ReadonlyMap<string, Error>;
  readonly spool: SegmentSpool | undefined;
}

/** Where the run goes on from, and what of it each worker is to read by itself: of what has to be changed for this job, all. */
async function foundStart(
  files: CheckpointFiles,
  settings: CheckpointSettings,
  setup: AttemptSetup,
  { plan, threaded, damaged, spool }: StartSetup,
): Promise<{ readonly start: TeamStart["restored"]; readonly found: Start }> {
  const { upgrade } = settings;
  if (!threaded) return { start: undefined, found: await startOf(files, settings, setup, { damaged, spool }) };
  const head = await startOf(files, settings, setup, { wants: () => false, damaged });
  if (head.loaded === undefined) return { start: undefined, found: head };
  const { path } = head.loaded;
  if (isUnchanged(head.loaded, plan, setup.options.parallelism!, upgrade)) {
    return { start: { path, upgrade, reads: "its own" }, found: head };
  }
  const found = await startOf(files, settings, setup, { damaged, spool });
  return { start: found.loaded && { path: found.loaded.path, upgrade, reads: "all" }, found };
}

function joining(team: Team | undefined): JoinThreads | undefined {
  return team && ((stages) => team.join(stages));
}

/** Errors of workers have lost their class on their way. */
function isDamaged(error: unknown): error is Error {
  return error instanceof Error && error.name === "DamagedCheckpoint";
}

/** Waits until the worker threads have opened what is theirs. */
async function joined(execution: Execution, team: Team | undefined): Promise<void> {
  try {
    await team?.opened(execution);
  } catch (error) {
    await closeExecution(execution, error).catch(() => undefined);
    throw error;
  }
}

interface Start {
  readonly loaded: LoadedCheckpoint | undefined;
  readonly lastId: number;
  readonly origin: string | null;
}

async function startOf(
  files: CheckpointFiles,
  settings: CheckpointSettings,
  setup: AttemptSetup,
  find: FindOptions,
): Promise<Start> {
  const { dir, from } = settings;
  // Where the run has made none of its own there may be some of runs before it.
  const isFresh = from === "none" && setup.knownPath === undefined;
  const found = isFresh ? undefined : await newestCheckpoint(files, dir, find);
  // State may have been named before a crash whose checkpoint was not: no number comes twice.
  const lastId = await lastNumberIn(files, dir);
  if (found?.loaded === undefined && setup.knownPath !== undefined) throw neverRight(missing(dir, setup.knownPath));
  if (found !== undefined) tellRefused(found, setup);
  requireJob(found?.loaded, setup.job);
  if (from === "latest" || from === "none")
    return { loaded: found?.loaded, lastId, origin: found?.loaded?.manifest.origin ?? null };
  const savepoint = await savepointAt(settings.files ?? (await fileSystemOf(from)), from, find);
  const origin = `${savepoint.path} of ${savepoint.manifest.runId} at ${savepoint.manifest.takenMs}`;
  // What began from it and has made a checkpoint since goes on from there.
  if (found?.loaded?.manifest.origin === origin) return { loaded: found.loaded, lastId, origin };
  return { loaded: savepoint, lastId, origin };
}

/** The checkpoint of its folder that the next life of a run must find: its last, or what it went on from. */
export function knownCheckpoint(attempt: Attempt | undefined, dir: string | undefined): string | undefined {
  const own = attempt?.driver?.last()?.path;
  const { restoredFrom } = attempt ?? {};
  return own ?? pathIn(dir, restoredFrom);
}

/** What is a checkpoint of the folder. */
function pathIn(dir: string | undefined, path: string | undefined): string | undefined {
  return path?.startsWith(`${dir?.replace(/(.)\/+$/, "$1")}/checkpoint-`) ? path : undefined;
}

/** Beginning anew would write again what was committed. */
function missing(dir: string, path: string): Error {
  return new Error(
    `Cannot begin again from ${JSON.stringify(dir)} as what the run has written there must still be there: got no checkpoint, and ` +
      `${JSON.stringify(path)} was one; see what removes them (another run in this folder does when it is done), or start anew with from: "none"`,
  );
}

function tellRefused({ refused, loaded }: FoundCheckpoint, { onWarning }: AttemptSetup): void {
  for (const error of refused) {
    onWarning(
      `${error.message}; going on from ${loaded!.path}: what was committed behind it is written again where a sink cannot tell`,
    );
  }
}

function requireJob(loaded: LoadedCheckpoint | undefined, job: string | null): void {
  if (loaded === undefined || loaded.manifest.job === job) return;
  throw new Error(
    `Cannot go on from ${JSON.stringify(loaded.path)} as a folder of checkpoints must be one job's alone: ` +
      `got one of ${JSON.stringify(loaded.manifest.job)} for ${JSON.stringify(job)}; give another folder`,
  );
}

function refuseUnrepeatable(plan: readonly PlanNode[]): void {
  for (const node of allNodesOf(plan)) {
    if (node.kind !== "source" || node.source.unrepeatable === undefined) continue;
    throw new TypeError(
      `Cannot run ${node.name} with checkpoints as reading must be able to go on at a position: got a source that cannot, ` +
        `${node.source.unrepeatable}`,
    );
  }
}

/** Runs to the end, or to a failure; closes all in both cases. */
export async function untilEnd(attempt: Attempt): Promise<RunResult> {
  const { execution, driver, team } = attempt;
  try {
    await (team === undefined ? readSources(execution) : team.run(execution));
    await settle(execution);
    if (isReadWhole(execution)) {
      execution.host.keyMeetings?.refuse();
      execution.host.columns?.refuse(attempt.onWarning);
    }
    if (driver === undefined) await traced(attempt.tracing, "millrace.commit", {}, () => commitExecution(execution));
    else await lastCheckpoint(attempt, driver);
  } catch (error) {
    // What failed first is why.
    await driver?.close();
    await closeExecution(execution, error).catch(() => undefined);
    const stopped = error instanceof StoppedWithSavepoint ? error : driver?.stopped;
    if (stopped !== undefined) return { ...resultOf(execution), savepoint: stopped.path };
    throw error;
  }
  await driver?.close();
  await closeExecution(execution);
  const savepoint = await attempt.drainInto;
  const result = savepoint === undefined ? resultOf(execution) : { ...resultOf(execution), savepoint };
  await execution.options.onDone?.(result);
  // All is committed: what stays behind is no reason to begin again.
  await driver?.forget().catch((error: unknown) => attempt.onWarning(notForgotten(error)));
  execution.progress.report(true);
  return result;
}

/** Where it was drained, or a limit ends it, there may be more that has not been read. */
function isReadWhole({ isDraining, stages }: Execution): boolean {
  return !isDraining && !stages.some(({ node }) => node.kind === "operator" && node.operator.ends === true);
}

function notForgotten(error: unknown): string {
  return `Cannot remove the checkpoints of a run that is done: ${error instanceof Error ? error.message : error}; remove their folder before it is run again`;
}

function resultOf({ host: { metrics }, progress, stages }: Execution): RunResult {
  const sources = stages.flatMap(({ node }) => (node.kind === "source" ? [node.name] : []));
  const rowsRead = sources.reduce((sum, name) => sum + metrics.get(name, "numRecordsIn"), 0);
  return { elapsedMs: progress.elapsedMs, rowsRead, metrics };
}

/** All has been given: what sinks have for the end is in a checkpoint before it is committed. */
async function lastCheckpoint(attempt: Attempt, driver: CheckpointDriver): Promise<void> {
  await finishSinks(attempt.execution);
  if (attempt.drainDir !== undefined) {
    attempt.drainInto = driver.savepoint(attempt.drainDir, "drained");
    await attempt.drainInto;
  }
  await driver.takeLast("end");
}
