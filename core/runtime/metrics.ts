import type { Clock } from "../platform/mod.ts";
import { elapsedBy } from "../platform/mod.ts";
import { type CheckpointTold, noCheckpoints, withCheckpoint } from "./observe/checkpoint-metrics.ts";
import { type FailureMetrics, type MetricsSnapshot, type StepInfo, snapshotOf } from "./observe/metrics-snapshot.ts";
import { Rates } from "./observe/rates.ts";
import { mergedReadings, put, type Readings } from "./observe/readings.ts";
import type { SplitReading } from "./observe/split-readings.ts";
import { WatchedNumbers } from "./observe/watched.ts";
import { timeOrNull } from "./time-or-null.ts";

/** What a run counts and how it stands. Live: read it while the run goes on, or when it is over. */
export interface Metrics {
  /** A counter or gauge of a step, of Millrace (`numRecordsIn`) or of yours (`context.count`); 0 where there is none. */
  get(step: string, counter: string): number;
  /** The sum of a counter or gauge over all steps. */
  total(counter: string): number;
  /** The event time that a step has reached, ms: all its rows up to then have come. Null before the first watermark; +∞ at the end. */
  watermark(step: string): number | null;
  /**
   * All there is to see of the run at this moment, as plain data: it is the same after `JSON.parse(JSON.stringify(…))`. Rates are
   * those of the last 60 s. Names, units and meanings: core/runtime/observe/README.md.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const { metrics } = await from([3, 1, 2]).filter((n) => n > 1, { name: "large ones" }).discard().run();
   * const { numRecordsIn, numRecordsOut } = metrics.snapshot().steps["large ones"]!;
   * console.log(numRecordsIn, numRecordsOut); // 3 2
   * ```
   */
  snapshot(): MetricsSnapshot;
}

/** Metrics as the runtime keeps them: most are looked up only when somebody asks. */
export interface RunMetrics extends Metrics {
  add(step: string, counter: string, by: number): void;
  /** A part of a counter that its owner counts. Parts are added up. */
  watch(step: string, counter: string, read: () => number): void;
  /** A part of what comes and goes. */
  gauge(step: string, name: string, read: () => number): void;
  /** All that comes and goes in a part of a step, by name. */
  gauges(step: string, read: () => Readonly<Record<string, number>>): void;
  /** How far event time is in one subtask of a step: the least of all counts. */
  watchTime(step: string, name: StepTime, read: () => number): void;
  watchSplits(read: () => readonly SplitReading[]): void;
  /** What another thread has told last. */
  include(read: () => Readings): void;
  /** The run begins, or begins anew after a failure: what was watched before is not looked at any more, but stays counted. */
  begin(steps: readonly StepInfo[], clock: Clock): void;
  /** The run, or this life of it, is over: time stands still, and nothing of it is held on to. */
  end(): void;
  /** A checkpoint was taken, or could not be. */
  checkpointed(told: CheckpointTold): void;
  /** The run has failed: it begins anew, or ends. */
  failed(message: string): void;
  /** Called often while the run goes on, so that rates can be told. */
  tick(): void;
  readings(): Readings;
}

export type StepTime = "currentInputWatermark" | "currentOutputWatermark";

const never: Clock = { nowMs: () => 0 };
/** So many are told of. */
const mostFailures = 20;

export function newMetrics(): RunMetrics {
  return new RunNumbers();
}

/** Metrics of steps that come and go: what they count stays, nothing of theirs is watched. */
export function onlyCounting(metrics: RunMetrics): RunMetrics {
  const nothing = (): void => undefined;
  return {
    get: (step, counter) => metrics.get(step, counter),
    total: (counter) => metrics.total(counter),
    watermark: (step) => metrics.watermark(step),
    snapshot: () => metrics.snapshot(),
    readings: () => metrics.readings(),
    add: (step, counter, by) => metrics.add(step, counter, by),
    watch: nothing,
    gauge: nothing,
    gauges: nothing,
    watchTime: nothing,
    watchSplits: nothing,
    include: nothing,
    checkpointed: nothing,
    failed: nothing,
    begin: nothing,
    end: nothing,
    tick: nothing,
  };
}

class RunNumbers implements RunMetrics {
  readonly #added = new Map<string, Map<string, number>>();
  readonly #watched = new WatchedNumbers();
  #included: (() => Readings)[] = [];
  /** How the last life ended, counters aside. */
  #past: Readings | undefined;
  #steps: readonly StepInfo[] = [];
  #clock = never;
  #lives = 0;
  #checkpoints = noCheckpoints;
  #failures: readonly FailureMetrics[] = [];
  #beganMs = 0;
  #downMs = 0;
  /** When it ended: by the wall, and as an elapsed time. */
  #ended: { readonly nowMs: number; readonly elapsedMs: number } | undefined;
  readonly #rates = new Rates();

  add(step: string, counter: string, by: number): void {
    let counters = this.#added.get(step);
    if (counters === undefined) {
      counters = new Map();
      this.#added.set(step, counters);
    }
    counters.set(counter, (counters.get(counter) ?? 0) + by);
  }

  get(step: string, counter: string): number {
    const own = (this.#added.get(step)?.get(counter) ?? 0) + (this.#watched.get("counters", step, counter) ?? 0);
    const counted = this.#included.reduce((sum, read) => sum + (read().counters.get(step)?.get(counter) ?? 0), own);
    return counted + this.#gauge(step, counter);
  }

  #gauge(step: string, name: string): number {
    const others = [...this.#included.map((read) => read()), ...(this.#past === undefined ? [] : [this.#past])];
    const own = this.#watched.gauge(step, name);
    return others.reduce((sum, { gauges }) => sum + (gauges.get(step)?.get(name) ?? 0), own);
  }

  total(counter: string): number {
    const { counters, gauges } = this.readings();
    let sum = 0;
    for (const values of [...counters.values(), ...gauges.values()]) sum += values.get(counter) ?? 0;
    return sum;
  }

  watermark(step: string): number | null {
    const times = [
      this.#past?.times.get(step)?.get("currentInputWatermark"),
      this.#watched.get("times", step, "currentInputWatermark"),
      ...this.#included.map((read) => read().times.get(step)?.get("currentInputWatermark")),
    ].filter((timeMs) => timeMs !== undefined);
    return times.length === 0 ? null : timeOrNull(Math.min(...times));
  }

  snapshot(): MetricsSnapshot {
    const { nowMs, elapsedMs } = this.#ended ?? this.#now();
    return snapshotOf({
      readings: this.readings(),
      rates: this.#rates,
      steps: this.#steps,
      nowMs,
      elapsedMs,
      beganMs: this.#beganMs,
      checkpoints: this.#checkpoints,
      failures: this.#failures,
      restarts: Math.max(0, this.#lives - 1),
      downtimeMs: this.#downMs,
      isOver: this.#ended !== undefined,
    });
  }

  watch(step: string, counter: string, read: () => number): void {
    this.#watched.watch("counters", step, counter, read);
  }

  gauge(step: string, name: string, read: () => number): void {
    this.#watched.watch("gauges", step, name, read);
  }

  gauges(step: string, read: () => Readonly<Record<string, number>>): void {
    this.#watched.watchGauges(step, read);
  }

  watchTime(step: string, name: StepTime, read: () => number): void {
    this.#watched.watch("times", step, name, read);
  }

  watchSplits(read: () => readonly SplitReading[]): void {
    this.#watched.watchSplits(read);
  }

  include(read: () => Readings): void {
    this.#included.push(read);
  }

  begin(steps: readonly StepInfo[], clock: Clock): void {
    if (this.#lives > 0 && this.#ended === undefined) this.end();
    if (this.#ended !== undefined) this.#downMs += elapsedBy(clock) - this.#ended.elapsedMs;
    this.#past = undefined;
    this.#ended = undefined;
    this.#steps = steps;
    this.#clock = clock;
    this.#lives++;
    this.#beganMs = elapsedBy(clock);
    this.#rates.begin(this.#beganMs);
  }

  end(): void {
    if (this.#ended !== undefined) return;
    const past = this.readings();
    for (const [step, counters] of past.counters) {
      for (const [counter, value] of counters) put(this.#added, step, counter, value, (_, all) => all);
    }
    this.#past = { ...past, counters: new Map() };
    this.#ended = this.#now();
    this.#watched.clear();
    this.#included = [];
  }

  checkpointed(told: CheckpointTold): void {
    this.#checkpoints = withCheckpoint(this.#checkpoints, told);
  }

  failed(message: string): void {
    this.#failures = [...this.#failures.slice(1 - mostFailures), { timeMs: this.#clock.nowMs(), message }];
  }

  tick(): void {
    const { elapsedMs } = this.#now();
    if (this.#rates.isDue(elapsedMs)) this.#rates.take(elapsedMs, this.readings());
  }

  readings(): Readings {
    const added: Readings = { counters: this.#added, gauges: new Map(), times: new Map(), splits: [] };
    const all = [added, this.#watched.readings(), ...this.#included.map((read) => read())];
    return mergedReadings(this.#past === undefined ? all : [...all, this.#past]);
  }

  #now(): { readonly nowMs: number; readonly elapsedMs: number } {
    return { nowMs: this.#clock.nowMs(), elapsedMs: elapsedBy(this.#clock) };
  }
}
