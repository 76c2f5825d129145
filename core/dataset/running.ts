import { whyText } from "../display/mod.ts";
import type { CheckpointRecord } from "../runtime/checkpoint/driver.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { RunResult } from "../runtime/options.ts";
import type { StartedRun } from "../runtime/run.ts";
import type { RunState, WhyFacts } from "../runtime/why.ts";

/** Why a step has not fired: plain data, and the same in words. */
export interface Why extends WhyFacts, RunState {
  readonly text: string;
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
