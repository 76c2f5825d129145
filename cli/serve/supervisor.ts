import { type RestartStrategy, restartStrategy } from "../../core/mod.ts";
import { elapsedBy, type ProgramEnd, readText, type StartedProgram, sleepBy } from "../../core/platform/mod.ts";
import { restartOf } from "../checkpoint-options.ts";
import { appendEvent, endStates, type RunRecord, readHistory, type WhatHappened } from "./history.ts";
import { HttpError } from "./http-error.ts";
import { modulePath } from "./module-path.ts";
import { attemptOf, type RunFolder, startWords } from "./run-words.ts";
import type { RunsSetup } from "./runs.ts";
import type { Submission } from "./submission.ts";

/** How often a process that another server has started is looked for, ms. */
const lookMs = 500;

const answerMs = 5_000;

/** Has a process for each run that has not ended, and begins again where one is gone without a word. */
export class Supervisor {
  readonly #setup: RunsSetup;
  /** Processes that this server has started, by their attempt. */
  readonly #own = new Map<string, StartedProgram>();
  readonly #strategies = new Map<string, RestartStrategy>();
  #isClosed = false;

  constructor(setup: RunsSetup) {
    this.#setup = setup;
  }

  /** Starts a process for a run that has none. */
  begin(folder: RunFolder): void {
    this.#strategies.delete(folder.path);
    this.#behind(folder, () => this.#start(folder));
  }

  /** A run that another server has begun. */
  takeOver(folder: RunFolder, record: RunRecord): void {
    this.#behind(folder, async () => {
      if (record.attempts === 0 || record.state === "restarting") return this.#start(folder);
      const process = await claimedBy(folder, record.attempts);
      // The server died before the process could begin: nobody else can begin this attempt from now on.
      if (process === undefined) return this.#start(folder, { again: record.attempts });
      if (await this.#isThere(record, process)) await this.#untilGone(process);
      await this.#gone(folder, record.attempts, "its process was gone when the server looked for it");
    });
  }

  /** What has been asked to end, ends. To be called in the turn of the run. */
  async cancel(folder: RunFolder, record: RunRecord, how: "ask" | "kill"): Promise<void> {
    const { place, attempts } = record;
    const own = this.#own.get(attemptOf(folder, attempts));
    if (own === undefined && (record.state === "restarting" || attempts === 0)) {
      return this.#noteCanceled(folder, attempts);
    }
    if (how === "kill") return this.#kill(record, own);
    if (place === null) return own?.signal("SIGTERM");
    try {
      await this.#setup.ask(place, { ask: "cancel" }, answerMs);
    } catch (error) {
      if (own === undefined) throw error;
      own.signal("SIGTERM");
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  async #start(folder: RunFolder, which: WhichAttempt = {}): Promise<void> {
    const started = await this.#setup.turns.take(folder.path, () => this.#started(folder, which));
    if (started === undefined) return;
    const end = await started.program.ended;
    this.#own.delete(attemptOf(folder, started.attempt));
    const claimed = await claimedBy(folder, started.attempt);
    // One that a server before this one has started was quicker: it is the run's, and this one has done nothing.
    if (claimed !== undefined && claimed !== started.program.process) await this.#untilGone(claimed);
    await this.#gone(folder, started.attempt, endText(end));
  }

  /** Undefined where nothing is to be started any more, or could be. */
  async #started(
    folder: RunFolder,
    { after, again }: WhichAttempt,
  ): Promise<{ readonly program: StartedProgram; readonly attempt: number } | undefined> {
    const record = await readHistory(folder.history);
    if (this.#isClosed || record === undefined || endStates.has(record.state)) return undefined;
    if (after !== undefined && after !== record.attempts) return undefined;
    const { submission, from } = record;
    const attempt = again ?? record.attempts + 1;
    if (record.state === "canceling") await this.#noteCanceled(folder, attempt);
    if (record.state === "canceling") return undefined;
    await this.#note(folder, { event: "starting", attempt, from });
    try {
      const module = await modulePath(this.#setup.jobs, submission.module);
      const program = this.#setup.start(startWords(module, folder, attempt), {
        folder: this.#setup.jobs,
        log: folder.log,
      });
      this.#own.set(attemptOf(folder, attempt), program);
      return { program, attempt };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      await this.#note(folder, { event: "ended", attempt, how: "failed", failure, savepoint: null, rowsRead: null });
      return undefined;
    }
  }

  /** The process of its last attempt is there no more: it said how it ended, or it begins again by the strategy. */
  async #gone(folder: RunFolder, attempt: number, reason: string): Promise<void> {
    if (this.#isClosed) return;
    const restartMs = await this.#setup.turns.take(folder.path, () => this.#noteGone(folder, attempt, reason));
    if (restartMs === null) return;
    await sleepBy(this.#setup.clock, restartMs);
    await this.#start(folder, { after: attempt });
  }

  /** When it begins again; null where it does not. */
  async #noteGone(folder: RunFolder, attempt: number, reason: string): Promise<number | null> {
    const record = await readHistory(folder.history);
    // It said how it ended, and the run may have been resumed since.
    if (record === undefined || record.attempts !== attempt || record.isOver) return null;
    if (record.state === "canceling") {
      await this.#noteCanceled(folder, attempt);
      return null;
    }
    const { clock, random } = this.#setup;
    const restartMs = this.#strategyOf(folder, record.submission)({ elapsedMs: elapsedBy(clock), random }) ?? null;
    await this.#note(folder, { event: "lost", attempt, reason, restartMs });
    return restartMs;
  }

  async #kill(record: RunRecord, own: StartedProgram | undefined): Promise<void> {
    if (own !== undefined) return own.signal("SIGKILL");
    const { place } = record;
    if (place !== null && (await this.#isThere(record, place.process))) return this.#setup.kill(place.process);
    throw new HttpError(
      409,
      "Cannot end the process as it must be known to be the run's: got one that another server has started and that has not answered yet; try again",
    );
  }

  #strategyOf({ path }: RunFolder, { restart, checkpoint }: Submission): RestartStrategy {
    const options = restart === null ? undefined : restartOf(new Map([["restart", restart]]));
    const known =
      this.#strategies.get(path) ??
      restartStrategy(options ?? { strategy: checkpoint === null ? "none" : "exponential" });
    this.#strategies.set(path, known);
    return known;
  }

  /** Whether the process is the run's: its number may be that of another one by now. */
  async #isThere({ place }: RunRecord, process: number): Promise<boolean> {
    if (!this.#setup.runs(process)) return false;
    // It has not come to answering yet, or cannot while it works: it is taken for what it says it is.
    if (place === null) return true;
    const answer = await this.#setup.ask(place, { ask: "status" }, answerMs).then(
      () => "there",
      (error: { readonly isGone?: boolean }) => (error.isGone === true ? "gone" : "there"),
    );
    return answer === "there";
  }

  async #untilGone(process: number): Promise<void> {
    while (!this.#isClosed && this.#setup.runs(process)) await sleepBy(this.#setup.clock, lookMs);
  }

  async #noteCanceled(folder: RunFolder, attempt: number): Promise<void> {
    await this.#note(folder, {
      event: "ended",
      attempt,
      how: "canceled",
      failure: null,
      savepoint: null,
      rowsRead: null,
    });
  }

  #note(folder: RunFolder, what: WhatHappened): Promise<void> {
    return appendEvent(folder.history, { atMs: this.#setup.clock.nowMs(), ...what });
  }

  #behind(folder: RunFolder, doing: () => Promise<void>): void {
    doing().catch((error: unknown) => {
      if (!this.#isClosed)
        this.#setup.warn(`${folder.path}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

/** `again`: one that was said to begin and did not; `after`: only where no other one was begun since. */
interface WhichAttempt {
  readonly again?: number;
  readonly after?: number;
}

/** The number of the process that has begun an attempt; undefined where none has. */
async function claimedBy(folder: RunFolder, attempt: number): Promise<number | undefined> {
  const text = await readText(attemptOf(folder, attempt));
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

function endText({ code, signal, failure }: ProgramEnd): string {
  if (failure !== null) return `its process could not be started: ${failure}`;
  return signal === null ? `its process ended with ${code}` : `its process was ended by ${signal}`;
}
