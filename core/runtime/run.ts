import { isNeverRight } from "../data/never-right.ts";
import { checkOptions } from "../data/options.ts";
import type { PlanNode } from "../plan/node.ts";
import {
  type Clock,
  mustBeRecent,
  refusedRun,
  refuseRuns,
  sleepBy,
  systemClock,
  systemRandom,
} from "../platform/mod.ts";
import { askedNow, askedOfCheckpoint, type StateAsked, stateAsked } from "./ask-state.ts";
import { type Attempt, endInput, knownCheckpoint, openAttempt, untilEnd } from "./attempt.ts";
import type { CheckpointRecord } from "./checkpoint/driver.ts";
import type { UpgradeOptions } from "./checkpoint/options.ts";
import type { Descriptions } from "./describe.ts";
import type { AskedRun } from "./held-back.ts";
import { type Metrics, newMetrics, type RunMetrics } from "./metrics.ts";
import { guardedTracing } from "./observe/guarded-tracing.ts";
import { type RunSpan, traced } from "./observe/tracing.ts";
import type { KeyAsked } from "./open-subtask.ts";
import { type RunOptions, type RunResult, runOptions } from "./options.ts";
import { plannedFor } from "./planned.ts";
import { type RestartStrategy, restartStrategy } from "./restart.ts";
import { threadWork } from "./threads/thread-run.ts";
import { Worker } from "./threads/worker.ts";
import { type RunState, type WhyFacts, whyOf } from "./why.ts";

/** What runs: a plan, made anew for each life of the run where it can be. */
export interface RunnablePlan {
  /** Of a job; null where it has none. */
  readonly job: string | null;
  /** What a job says of the state of its earlier versions. */
  readonly upgrade?: UpgradeOptions | undefined;
  /** What a job's plan was built with. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  build(): readonly PlanNode[];
}

/**
 * Runs a plan in this thread, to the end of its bounded sources or until it is stopped. Sinks commit at checkpoints and when
 * all has gone well; after a failure or a stop nothing else of theirs is visible.
 */
export async function run(plan: RunnablePlan, options: RunOptions = {}): Promise<RunResult> {
  return begin(plan, options).finished;
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
  /** Writes a savepoint into a folder; gives its path. */
  savepoint(dir: string): Promise<string>;
  /** The same, and ends the run: at once, or when what has been read has come out. */
  stopWithSavepoint(dir: string, how: "at once" | "drain"): Promise<string>;
  /** What a key has of a state of its own: now, or as of the last checkpoint. */
  state(asked: StateAsked, at: "now" | "checkpoint"): Promise<unknown>;
  /** The last checkpoints since the run, or its last restart, began. */
  checkpoints(): readonly CheckpointRecord[];
  /** What it would go on from now: the last that it has taken, or that it went on from. */
  lastCheckpoint(): string | undefined;
}

/** As `run`, and hands out the run while it goes on. */
export function begin(plan: RunnablePlan, options: RunOptions = {}): StartedRun {
  mustBeRecent();
  const refused = refusedRun();
  if (refused !== undefined) throw refused;
  checkOptions(options, runOptions, "run");
  const stopped = new AbortController();
  const signal = options.signal === undefined ? stopped.signal : AbortSignal.any([options.signal, stopped.signal]);
  const lives = new Lives(plan, { ...options, signal });
  const finished = lives.run();
  let state: RunState = { run: "running", failure: null };
  const ended = (run: RunState["run"], failure: string | null): void => {
    state = { run, failure };
  };
  finished.then(
    () => ended("done", null),
    (error: unknown) => ended("failed", messageOf(error)),
  );
  return {
    finished,
    metrics: lives.metrics,
    stop: async () => {
      stopped.abort(new DOMException("The run was stopped", "AbortError"));
      await finished.catch((error: unknown) => {
        if (error !== stopped.signal.reason) throw error;
      });
    },
    why: async (step, key) => ({ ...(await whyOfAttempt(await lives.asked(), step, key)), ...state }),
    savepoint: async (dir) => driverOf(await lives.current).savepoint(dir),
    stopWithSavepoint: async (dir, how) => {
      const attempt = await lives.current;
      if (how === "at once") return driverOf(attempt).stopWithSavepoint(dir);
      driverOf(attempt);
      lives.drainInto(dir);
      return (await finished).savepoint!;
    },
    state: async (asked, at) => stateOf(await lives.asked(), asked, at),
    checkpoints: () => lives.last?.driver?.history ?? [],
    lastCheckpoint: () => lives.last?.driver?.last()?.path ?? lives.last?.restoredFrom,
  };
}

async function stateOf(attempt: Attempt, asked: StateAsked, at: "now" | "checkpoint"): Promise<unknown> {
  const { execution, team, driver } = attempt;
  const found = stateAsked(execution.stages, asked);
  const { key } = asked;
  if (at === "now") {
    const place = { stage: found.stage.id, state: found.declaration.name, key };
    return (askedNow(execution.wiring.subtasks, place) ?? (await team?.askState(place)))?.value;
  }
  for (let tries = 0; ; tries++) {
    const last = driver?.last();
    if (last === undefined) throw noCheckpoint(asked.name);
    try {
      return await askedOfCheckpoint(last.files, last.path, found, key);
    } catch (error) {
      // It may have been removed meanwhile, as newer ones came.
      if (tries === mostTries || driver?.last()?.path === last.path) throw error;
    }
  }
}

const mostTries = 3;

function noCheckpoint(name: string): Error {
  return new Error(
    `Cannot ask for state ${JSON.stringify(name)} as of a checkpoint as the run must have taken one: got none yet; ` +
      'ask again, or for what it is now (at: "now"), or run it with checkpoint: { dir: "./checkpoints" }',
  );
}

/** Where nothing is held of a number, the text that reads like it is looked at too, and the reverse. */
async function whyOfAttempt(attempt: Attempt, step: string | undefined, key: KeyAsked | undefined): Promise<WhyFacts> {
  const facts = whyOf(await askedOf(attempt, key), step, key);
  const isHeld = facts.holds !== null && facts.holds.count > 0;
  const other = "key" in facts && !isHeld ? otherKindOf(facts.key) : undefined;
  if (other === undefined) return facts;
  const { holds } = whyOf(await askedOf(attempt, other), step, other);
  return holds !== null && holds.count > 0 ? { ...facts, reason: "no such key", otherKey: other.value } : facts;
}

function otherKindOf(value: unknown): { readonly value: string | number } | undefined {
  if (typeof value === "number") return { value: String(value) };
  const isNumber = typeof value === "string" && String(Number(value)) === value;
  return isNumber ? { value: Number(value) } : undefined;
}

/** A run with worker threads asks them. */
async function askedOf({ execution, team }: Attempt, key: KeyAsked | undefined): Promise<AskedRun> {
  return team === undefined ? execution : team.asked(execution, key);
}

function driverOf({ driver }: Attempt): NonNullable<Attempt["driver"]> {
  if (driver !== undefined) return driver;
  throw new Error(
    "Cannot take a savepoint of the run as it must run with checkpoints: got none; " +
      'run it with checkpoint: { dir: "./checkpoints" }, or millrace run … --checkpoint 10s:./checkpoints; ' +
      "to end it without one, use its stop(), or millrace cancel",
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What makes a plan runs nothing: a run that it began would print rows, or write them, whenever the plan is looked at. */
export function withoutRuns<Result>(job: string, make: () => Result): Result {
  const release = refuseRuns(
    () =>
      new TypeError(
        `Cannot run a dataset in the build function of job ${JSON.stringify(job)} as it only says what runs: ` +
          "got collect(), print() or their like; end each dataset with .sinkTo(…) or .discard() and return it",
      ),
  );
  try {
    return make();
  } finally {
    release();
  }
}

/** Lets worker threads that import a job's module run it. Not among its methods: nobody else calls it. */
export function forThreads<Job extends object>(job: Job, rootsOf: (options: RunOptions) => readonly PlanNode[]): Job {
  const planFor = async (options: RunOptions): Promise<readonly PlanNode[]> =>
    (await plannedFor(rootsOf(options), options)).roots;
  return Object.defineProperty(job, Symbol.for(threadWork), { value: () => void new Worker(planFor) });
}

interface LivesSetup {
  readonly clock: Clock;
  /** When it begins again after a failure. */
  readonly next: RestartStrategy;
  readonly span: RunSpan | undefined;
}

/** A run with its restarts. */
class Lives {
  readonly metrics: RunMetrics = newMetrics();
  readonly #plan: RunnablePlan;
  readonly #options: RunOptions;
  /** The life under way, once it has been opened. */
  current: Promise<Attempt>;
  last: Attempt | undefined;
  #opened = Promise.withResolvers<Attempt>();
  readonly #descriptions: Descriptions = new Map();
  #drainDir: string | undefined;
  /** Until it begins anew, where that is longer than anybody waits for an answer. */
  #pause: { readonly delayMs: number; readonly reason: string } | undefined;

  constructor(plan: RunnablePlan, options: RunOptions) {
    this.#plan = plan;
    this.#options = options;
    this.current = this.#await();
  }

  async run(): Promise<RunResult> {
    try {
      return await this.#live();
    } catch (error) {
      this.#opened.reject(error);
      throw error;
    }
  }

  async #live(): Promise<RunResult> {
    const options = this.#options;
    checkOptions(options, runOptions, "run");
    options.signal?.throwIfAborted();
    const { clock = systemClock, checkpoint } = options;
    const next = restartStrategy(options.restart ?? { strategy: checkpoint === undefined ? "none" : "exponential" });
    const facts = { "millrace.job": this.#plan.job ?? "", "millrace.parallelism": options.parallelism ?? 1 };
    const tracing = options.tracing && guardedTracing(options.tracing, (text) => this.#warn(text));
    return traced(tracing, "millrace.run", facts, (span) => this.#untilDone({ clock, next, span }));
  }

  async #untilDone({ clock, next, span }: LivesSetup): Promise<RunResult> {
    const options = this.#options;
    for (let restarts = 0; ; restarts++) {
      try {
        return await this.#once(restarts, span);
      } catch (error) {
        // What cannot even begin will not by waiting, nor does the run go away that has the same folder of checkpoints.
        if (options.signal?.aborted !== true) this.metrics.failed(messageOf(error));
        const isHopeless = this.last === undefined || options.signal?.aborted === true || isNeverRight(error);
        const elapsedMs = clock.elapsedMs?.() ?? clock.nowMs();
        const delayMs = isHopeless ? undefined : next({ elapsedMs, random: () => systemRandom.next() });
        if (delayMs === undefined) throw error;
        this.#warn(`Restarting in ${(delayMs / 1000).toFixed(1)} s: ${messageOf(error)}`);
        this.current = this.#await();
        this.#pause = delayMs > mostWaitMs ? { delayMs, reason: messageOf(error) } : undefined;
        if (delayMs > 0) await stoppable(sleepBy(clock, delayMs), options.signal);
        this.#pause = undefined;
      }
    }
  }

  async #once(restarts: number, tracing: RunSpan | undefined): Promise<RunResult> {
    const { build, job, upgrade } = this.#plan;
    const onWarning = (text: string): void => this.#warn(text);
    const facts = { "millrace.restarts": restarts };
    const attempt = await traced(tracing, "millrace.initialization", facts, async (span) => {
      const opened = await openAttempt({
        roots: build(),
        job,
        upgrade,
        options: this.#options,
        metrics: this.metrics,
        descriptions: this.#descriptions,
        onWarning,
        isAgain: restarts > 0,
        knownPath: knownCheckpoint(this.last, this.#options.checkpoint?.dir),
        tracing,
      });
      if (opened.restoredFrom !== undefined) span?.set({ "millrace.restored.from": opened.restoredFrom });
      return opened;
    });
    this.last = attempt;
    this.#opened.resolve(attempt);
    if (this.#drainDir !== undefined) drain(attempt, this.#drainDir);
    return untilEnd(attempt);
  }

  /** Ends the run when what has been read has come out: also where it fails meanwhile, and begins anew. */
  drainInto(dir: string): void {
    this.#drainDir = dir;
    drain(this.last!, dir);
  }

  /** The life under way, for a question; rejects where the next one is not about to begin. */
  async asked(): Promise<Attempt> {
    if (this.#pause !== undefined) throw beginsAnew(this.#pause);
    return this.current;
  }

  #await(): Promise<Attempt> {
    this.#opened = Promise.withResolvers();
    // Whoever waits for the run hears of it.
    this.#opened.promise.catch(() => undefined);
    return this.#opened.promise;
  }

  #warn(text: string): void {
    const { onWarning = (warning: string) => console.warn(warning) } = this.#options;
    onWarning(text);
  }
}

/** A question waits for so long until the run has begun anew. */
const mostWaitMs = 5_000;

function beginsAnew({ delayMs, reason }: { readonly delayMs: number; readonly reason: string }): Error {
  return new Error(
    `Cannot ask the run as it must be going on: got one that begins anew ${(delayMs / 1000).toFixed(1)} s after a failure (${reason}); ask again then`,
  );
}

function drain(attempt: Attempt, dir: string): void {
  attempt.drainDir = dir;
  endInput(attempt);
}

async function stoppable(waiting: Promise<void>, signal: RunOptions["signal"]): Promise<void> {
  const stop = Promise.withResolvers<never>();
  stop.promise.catch(() => undefined);
  const listener = (): void => stop.reject(signal!.reason);
  signal?.addEventListener("abort", listener, { once: true });
  try {
    await Promise.race([waiting, stop.promise]);
  } finally {
    signal?.removeEventListener("abort", listener);
  }
}
