import { isNeverRight } from "../../data/never-right.ts";
import { fileSystemOf } from "../../io/file-system.ts";
import type { Clock } from "../../platform/mod.ts";
import type { Execution } from "../execution.ts";
import { type RunTracing, traced } from "../observe/tracing.ts";
import type { Waker } from "../wakeups.ts";
import type { CheckpointedRun, Checkpoints, TakenCheckpoint } from "./checkpoints.ts";
import type { Manifest } from "./manifest.ts";
import type { CheckpointSettings } from "./options.ts";
import { StoppedWithSavepoint } from "./stopped.ts";
import { type CheckpointFiles, lastNumberIn, removeAll, removeOld } from "./store.ts";
import { tellSources } from "./tell-sources.ts";
import { copyCheckpoint } from "./write-checkpoint.ts";

/** A checkpoint that was taken, or could not be. */
export interface CheckpointRecord {
  readonly id: number;
  readonly kind: Manifest["kind"];
  /** ms since the epoch. */
  readonly beganMs: number;
  /** How long it took until it was whole, ms. */
  readonly tookMs: number;
  /** How long nothing was processed, ms; null where it failed. */
  readonly pauseMs: number | null;
  /** Written for it, not shared with those before; null where it failed. */
  readonly writtenBytes: number | null;
  readonly path: string | null;
  readonly failure: string | null;
}

export interface DriverSetup {
  readonly settings: CheckpointSettings;
  readonly files: CheckpointFiles;
  readonly checkpoints: Checkpoints;
  readonly lastId: number;
  /** The checkpoint of the folder that the run goes on from. */
  readonly before: string | undefined;
  readonly onWarning: (text: string) => void;
  readonly tracing: RunTracing | undefined;
}

/** Takes the checkpoints of a run when they are due, commits what they hold, and lets go of old ones. */
export interface CheckpointDriver {
  /** One that was asked for, in a folder of its own; the run goes on. Gives the path of its manifest. */
  savepoint(dir: string, drained?: "drained"): Promise<string>;
  /** A savepoint, as which the run then ends: `Execution.fail` is told a `StoppedWithSavepoint`. Gives the path. */
  stopWithSavepoint(dir: string): Promise<string>;
  /** Has sources taken for ended, once no checkpoint is under way: from then on only those of the end are taken. */
  drain(begin: () => void): void;
  /** One more, now: behind it nothing is committed any more but by this. */
  takeLast(kind: "checkpoint" | "end"): Promise<void>;
  /** The run has done all that it should: nobody goes on from where it was. */
  forget(): Promise<void>;
  /** No more are taken. Settles when the last one is done with. */
  close(): Promise<void>;
  /** As what the run has ended, where it was stopped, though something else may have failed meanwhile. */
  readonly stopped: StoppedWithSavepoint | undefined;
  /** The last checkpoint that was taken, and where it is; undefined before the first of this life. */
  last(): { readonly files: CheckpointFiles; readonly path: string } | undefined;
  readonly history: readonly CheckpointRecord[];
}

/** How many the history has. */
const remembered = 100;

export function checkpointDriver(execution: Execution, run: CheckpointedRun, setup: DriverSetup): CheckpointDriver {
  return new Driver(execution, run, setup);
}

class Driver implements CheckpointDriver {
  readonly history: CheckpointRecord[] = [];
  readonly #execution: Execution;
  readonly #run: CheckpointedRun;
  readonly #setup: DriverSetup;
  readonly #waker: Waker;
  readonly #limit: Waker;
  #lastId: number;
  #dueMs: number;
  #failures = 0;
  /** What is being written, also where nobody waits for it any more. */
  #writing: Promise<unknown> = Promise.resolve();
  /** Taken one after another. */
  #last: Promise<unknown> = Promise.resolve();
  #isBusy = false;
  #isClosed = false;
  #isStopping = false;
  /** Whether sources are taken for ended where they are not: who went on from a checkpoint would miss what was not read. */
  #isDraining = false;
  /** Whether the life that it belongs to is over: what is asked of it from then on would take from the next one, or write behind its back. */
  #isOver = false;
  stopped: StoppedWithSavepoint | undefined;
  #giveUp: ((why: "too late" | "ended") => void) | undefined;
  /** When the one under way is given up. */
  #limitMs = Number.POSITIVE_INFINITY;

  constructor(execution: Execution, run: CheckpointedRun, setup: DriverSetup) {
    this.#execution = execution;
    this.#run = run;
    this.#setup = setup;
    this.#lastId = setup.lastId;
    const { wakeups, clock } = execution.host;
    this.#waker = wakeups.waker();
    this.#limit = wakeups.waker();
    this.#waker.wakes((nowMs) => this.#wake(nowMs));
    this.#limit.wakes((nowMs) => {
      const leftMs = this.#limitMs - elapsedMs(clock);
      if (leftMs > 0) this.#limit.at(nowMs + leftMs);
      else this.#giveUp?.("too late");
    });
    this.#dueMs = elapsedMs(clock) + setup.settings.intervalMs;
    this.#waker.at(clock.nowMs() + setup.settings.intervalMs);
  }

  savepoint(dir: string, drained?: "drained"): Promise<string> {
    return this.#inTurn(async () => {
      this.#requireLife();
      if (drained === undefined) this.#requireInput();
      return (await this.#savepoint(dir, await this.#filesOf(dir), drained === "drained")).path;
    });
  }

  stopWithSavepoint(dir: string): Promise<string> {
    this.#isStopping = true;
    return this.#inTurn(async () => {
      this.#requireLife();
      if (this.stopped !== undefined) throw alreadyStopped(this.stopped.path);
      this.#requireInput();
      const { settings, files } = this.#setup;
      const target = await this.#filesOf(dir);
      const taken = await this.#savepoint(dir, target, false);
      // What the run goes on from by itself must not be older than what is committed now.
      await copyCheckpoint(target, taken.path, { files, dir: settings.dir, id: ++this.#lastId });
      await this.#commit(taken);
      await removeOld(files, settings.dir, settings.retain);
      this.stopped = new StoppedWithSavepoint(taken.path);
      this.#execution.fail(this.stopped);
      return taken.path;
    }).catch((error: unknown) => {
      // The run goes on, and so do its checkpoints.
      this.#isStopping = this.stopped !== undefined;
      this.#schedule();
      throw error;
    });
  }

  last(): { readonly files: CheckpointFiles; readonly path: string } | undefined {
    const path = this.history.findLast((record) => record.kind !== "savepoint" && record.path !== null)?.path;
    return path === undefined || path === null ? undefined : { files: this.#setup.files, path };
  }

  drain(begin: () => void): void {
    this.#isDraining = true;
    const began = this.#inTurn(async () => {
      begin();
      this.#waker.soon();
    });
    began.catch((error: unknown) => this.#execution.fail(error));
  }

  takeLast(kind: "checkpoint" | "end"): Promise<void> {
    this.#isClosed = true;
    return this.#inTurn(async () => {
      // Its sources may have ended meanwhile: what came behind the savepoint is of whoever goes on from it.
      if (this.stopped !== undefined) throw this.stopped;
      const { settings, files } = this.#setup;
      await this.#commit(await this.#take(kind, settings.dir, files, false));
    });
  }

  forget(): Promise<void> {
    return removeAll(this.#setup.files, this.#setup.settings.dir);
  }

  #requireLife(): void {
    if (this.#isOver) throw notGoingOn();
  }

  #requireInput(): void {
    if (this.#isDraining) throw isDrained();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isOver = true;
    this.#giveUp?.("ended");
    await this.#last.catch(() => undefined);
    // Whoever goes on from here must not find that one more checkpoint becomes visible behind its back.
    await this.#execution.host.edges.close("end the checkpoint under way", () => this.#writing).catch(() => undefined);
    this.#waker.release();
    this.#limit.release();
  }

  #wake(nowMs: number): void {
    if (this.#isClosed || this.#isStopping || this.#isDraining || this.#isBusy) return;
    // The clock may have been set: what counts is how much time has passed.
    const leftMs = this.#dueMs - elapsedMs(this.#execution.host.clock);
    if (leftMs > 0) return this.#waker.at(nowMs + leftMs);
    void this.#inTurn(() => this.#checkpoint());
  }

  /** The first thing it does happens at once, where nothing else is under way: between two batches. */
  #inTurn<Value>(doing: () => Promise<Value>): Promise<Value> {
    const turn = this.#isBusy ? this.#last.then(doing, doing) : doing();
    this.#isBusy = true;
    const done = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#last === done) this.#isBusy = false;
        this.#schedule();
      });
    this.#last = done;
    return turn;
  }

  #schedule(): void {
    if (this.#isClosed || this.#isStopping || this.#isDraining || this.#isBusy) return;
    const { clock } = this.#execution.host;
    const nowMs = elapsedMs(clock);
    this.#dueMs = Math.max(this.#dueMs, nowMs + this.#setup.settings.minPauseMs);
    this.#waker.at(clock.nowMs() + Math.max(0, this.#dueMs - nowMs));
  }

  async #checkpoint(): Promise<void> {
    const { settings, files, onWarning } = this.#setup;
    this.#dueMs = elapsedMs(this.#execution.host.clock) + settings.intervalMs;
    let taken: TakenCheckpoint;
    try {
      taken = await this.#take("checkpoint", settings.dir, files, false);
      this.#failures = 0;
    } catch (error) {
      if (this.#isClosed) return;
      if (isNeverRight(error) || ++this.#failures > settings.toleratedFailures) return this.#execution.fail(error);
      return onWarning(
        `Cannot take a checkpoint (${this.#failures} in a row, ${settings.toleratedFailures} may): ${messageOf(error)}`,
      );
    }
    try {
      await this.#commit(taken);
    } catch (error) {
      return this.#execution.fail(error);
    }
    await removeOld(files, settings.dir, settings.retain).catch((error: unknown) =>
      onWarning(`Cannot remove old checkpoints of ${settings.dir}: ${messageOf(error)}`),
    );
  }

  /** Never in the place of another: its folder may have those of earlier runs, and of this one before it began anew. */
  async #savepoint(dir: string, files: CheckpointFiles, drained: boolean): Promise<TakenCheckpoint> {
    this.#lastId = Math.max(this.#lastId, await lastNumberIn(files, dir));
    return this.#take("savepoint", dir, files, drained);
  }

  async #take(kind: Manifest["kind"], dir: string, files: CheckpointFiles, drained: boolean): Promise<TakenCheckpoint> {
    // The life may have ended while a folder was looked at: nobody would give this one up any more.
    this.#requireLife();
    const { settings, checkpoints, tracing } = this.#setup;
    const { clock } = this.#execution.host;
    const [beganMs, beganElapsedMs, id] = [clock.nowMs(), elapsedMs(clock), ++this.#lastId];
    const span = tracing?.begin(`millrace.${kind === "savepoint" ? kind : "checkpoint"}`, {
      "millrace.checkpoint.id": id,
    });
    const state = { isWanted: true };
    const given = Promise.withResolvers<never>();
    given.promise.catch(() => undefined);
    this.#giveUp = (why) => {
      state.isWanted = false;
      this.#run.giveUp(id);
      given.reject(why === "ended" ? endedMeanwhile(kind, id) : tooLate(id, settings.timeoutMs));
    };
    this.#limitMs = beganElapsedMs + settings.timeoutMs;
    this.#limit.at(beganMs + settings.timeoutMs);
    const record = (rest: Pick<CheckpointRecord, "pauseMs" | "writtenBytes" | "path" | "failure">): void => {
      const taken = { id, kind, beganMs, tookMs: elapsedMs(clock) - beganElapsedMs, ...rest };
      this.history.push(taken);
      this.#execution.host.metrics.checkpointed(taken);
      if (this.history.length > remembered) this.history.shift();
    };
    const isWanted = (): boolean => state.isWanted;
    const before = kind === "savepoint" ? undefined : (this.last()?.path ?? this.#setup.before);
    const counted = this.#execution.host.checkpoints;
    try {
      counted.underWay++;
      const taking = checkpoints
        .take(this.#run, { kind, files, dir, id, nowMs: beganMs, isWanted, before, drained })
        .finally(() => counted.underWay--);
      // What was given up goes on to its end all the same, but does not become visible.
      this.#writing = taking.catch(() => undefined);
      const taken = await Promise.race([taking, given.promise]);
      record({ pauseMs: taken.pauseMs, writtenBytes: taken.writtenBytes, path: taken.path, failure: null });
      span?.set({ "millrace.checkpoint.path": taken.path, "millrace.checkpoint.bytes": taken.writtenBytes });
      span?.end();
      return taken;
    } catch (error) {
      record({ pauseMs: null, writtenBytes: null, path: null, failure: messageOf(error) });
      span?.end(error);
      throw error;
    } finally {
      this.#giveUp = undefined;
    }
  }

  async #filesOf(dir: string): Promise<CheckpointFiles> {
    return this.#setup.settings.files ?? fileSystemOf(dir);
  }

  async #commit({ manifest }: TakenCheckpoint): Promise<void> {
    const facts = { "millrace.checkpoint.id": manifest.id };
    await traced(this.#setup.tracing, "millrace.commit", facts, () => this.#execution.commitStored(manifest));
    this.#setup.checkpoints.committed(manifest);
    await tellSources(this.#execution, manifest, this.#setup.onWarning);
  }
}

function isDrained(): Error {
  return new Error(
    "Cannot take a savepoint as the run's input must be going on: got a run that is being drained; go on from the savepoint that it is drained into",
  );
}

function endedMeanwhile(kind: Manifest["kind"], id: number): Error {
  return new Error(
    `Cannot finish ${kind === "savepoint" ? kind : "checkpoint"} ${id} as the run must be going on until then: got one that has ended, or begins anew after a failure; ask again, or go on from its last checkpoint`,
  );
}

function notGoingOn(): Error {
  return new Error(
    "Cannot take a savepoint as the run must be going on: got one that has ended, or begins anew after a failure; ask again, or go on from its last checkpoint",
  );
}

function alreadyStopped(path: string): Error {
  return new Error(
    `Cannot stop with a savepoint as the run must be going on: got one that was stopped with ${JSON.stringify(path)} already; go on from that`,
  );
}

function elapsedMs(clock: Clock): number {
  return clock.elapsedMs?.() ?? clock.nowMs();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tooLate(id: number, timeoutMs: number): Error {
  return new Error(
    `Cannot finish checkpoint ${id} as it must be done in time: got none within ${timeoutMs.toLocaleString("en-US")} ms; ` +
      "see what is slow, or raise the timeout of checkpoints",
  );
}
