import { checkOptions } from "../data/options.ts";
import { whyText } from "../display/mod.ts";
import { liveRunBundle } from "../notebook/live-run.ts";
import type { CheckpointRecord } from "../runtime/checkpoint/driver.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { RunResult } from "../runtime/options.ts";
import type { StartedRun } from "../runtime/run.ts";
import type { RunState, WhyFacts } from "../runtime/why.ts";
import type { NewestRows } from "./newest-rows.ts";

/** Why a step has not fired: plain data, and the same in words. */
export interface Why extends WhyFacts, RunState {
  readonly text: string;
}

export interface AskStateOptions {
  readonly step?: string;
  readonly at?: "now" | "checkpoint";
}

/** State of a run by key. */
export interface AskedValues<Value> {
  /**
   * What the key has: a value; the items of a list; the entries of a map, as a `Map`; the result of what was added; results by
   * name. A copy. Undefined where it has nothing, or where that has expired.
   *
   * @param key A value, or an object where the key has several columns.
   */
  get(key: unknown): Promise<Value | undefined>;
}

/** A run under way: what `start` gives. */
export class Running {
  /** Settles with the run. Rejects with what failed; then nothing was committed, unless it was the commit of one of several sinks that failed. */
  readonly finished: Promise<RunResult>;
  /** How the run stands: counters, rates, event time, state of each step. Live. */
  readonly metrics: Metrics;
  readonly #run: StartedRun;

  constructor(run: StartedRun) {
    this.#run = run;
    this.finished = run.finished;
    this.metrics = run.metrics;
  }

  /** The last checkpoints: when they began, how long they took, what was written. Of the run since it last began again. */
  checkpoints(): readonly CheckpointRecord[] {
    return this.#run.checkpoints();
  }

  /** The path of what the run would go on from after a failure now: the last checkpoint that it has taken, or that it went on from. */
  lastCheckpoint(): string | undefined {
    return this.#run.lastCheckpoint();
  }

  /**
   * Writes all that the run remembers, and how far it is, into a folder, for another run to go on from: of this job, or of a
   * changed one. The run goes on.
   *
   * @returns The path of the savepoint: what `from` of another run's checkpoints is given.
   */
  savepoint(dir: string): Promise<string> {
    return this.#run.savepoint(dir);
  }

  /**
   * As `savepoint`, and ends the run, which then was a success: at once, without a word to its windows that more will come;
   * or, by `"drain"`, as if its sources had ended, so that every window gives what it has.
   */
  stopWithSavepoint(dir: string, how: "at once" | "drain" = "at once"): Promise<string> {
    return this.#run.stopWithSavepoint(dir, how);
  }

  /**
   * State of keys, to be read while the run goes on: that of a process function by the name it has there, the results of a
   * running aggregate by the name of its step; of tumbling, sliding, cumulate and session windows over aggregates, by theirs as
   * well, the windows that have not ended (at most the next 100), each with `windowStart`, `windowEnd` (ms) and its results so
   * far, those of `reduce` as `value`; of joins the rows that they keep: `"left rows"` and
   * `"right rows"` of regular ones, `"left rows"` that wait and `"versions"` as of a time, `left` and `right` of interval joins by
   * their step's name. Broadcast state is the same whatever the key.
   *
   * @param options.step The step, where several have such state.
   * @param options.at `"now"`, the default: between two batches, as the step has it; after a failure it may go back. Or
   * `"checkpoint"`: as of the last checkpoint, which all states and committed results have in common, read from its files.
   * @example
   * ```ts
   * import { from, state } from "millrace";
   * const clicks = { async *[Symbol.asyncIterator]() { yield { user: "Ann" }; yield { user: "Ann" }; await new Promise(() => {}); } };
   * const run = from(clicks, { boundedness: "unbounded" })
   *   .keyBy((click) => click.user)
   *   .process({
   *     state: { seen: state.value<number>() },
   *     row(_, { state: { seen } }) {
   *       seen.set((seen.get() ?? 0) + 1);
   *       return [];
   *     },
   *   })
   *   .discard()
   *   .start();
   * run.finished.catch(() => {});
   * const seen = run.state<number>("seen");
   * while ((await seen.get("Ann")) !== 2) await new Promise((resolve) => setTimeout(resolve));
   * console.log(await seen.get("Bob")); // undefined
   * await run.stop();
   * ```
   */
  state<Value = unknown>(name: string, options: AskStateOptions = {}): AskedValues<Value> {
    checkOptions(options, { step: true, at: ["now", "checkpoint"] }, `state(${JSON.stringify(name)})`);
    const { step, at = "now" } = options;
    return {
      get: async (key) => (await this.#run.state({ name, step, key: { value: key } }, at)) as Value | undefined,
    };
  }

  /** Ends the run: what was not committed is dropped, and `finished` rejects. */
  stop(): Promise<void> {
    return this.#run.stop();
  }

  /**
   * Why a step has not fired: what it holds and waits for, the very split that holds event time back, since when, and what
   * to do about it. Asked between two batches; the run goes on.
   *
   * @param step Its name, or a part of it; without one, the first step that keeps something.
   * @param key Only what is held of this key: a value, or an object where the key has several columns.
   * @example
   * ```ts
   * import { count, from, tumbling } from "millrace";
   * const ticks = { async *[Symbol.asyncIterator]() { yield { at: 5 }; await new Promise(() => {}); } };
   * const run = from(ticks, { boundedness: "unbounded" })
   *   .withEventTime((tick) => tick.at)
   *   .windowAll(tumbling("1m"))
   *   .aggregate({ ticks: count() }, { name: "ticks a minute" })
   *   .discard()
   *   .start();
   * run.finished.catch((error) => console.log(error.message)); // The run was stopped
   * console.log((await run.why("ticks a minute")).text);
   * await run.stop();
   * ```
   */
  async why(step?: string | undefined, ...key: readonly [unknown?]): Promise<Why> {
    const facts = await this.#run.why(step, key.length === 0 ? undefined : { value: key[0] });
    return { ...facts, text: whyText(facts) };
  }
}

/**
 * A run that a notebook can show. Methods that are named by a symbol of others cannot stand in a class that JSR takes.
 *
 * @param newest What is told of its rows, where somebody looks at them.
 */
export function runningOf(run: StartedRun, newest: Pick<NewestRows, "tables"> | undefined): Running {
  const { finished, metrics } = run;
  const shown = { finished, metrics, stop: () => run.stop(), tables: () => newest?.tables() ?? [] };
  return Object.defineProperty(new Running(run), Symbol.for("Jupyter.display"), { value: () => liveRunBundle(shown) });
}
