import { noReadings, type Readings } from "./readings.ts";
import type { SplitReading } from "./split-readings.ts";

/** Rates are those of the last minute, as Flink's; at the beginning of all the time there was. */
const windowMs = 60_000;
const sampleEveryMs = 5_000;

interface Sample {
  readonly atMs: number;
  readonly readings: Readings;
}

/** What was read before, for how much that has become a second since. Times are elapsed ones, ms. */
export class Rates {
  #samples: Sample[] = [];

  begin(atMs: number): void {
    if (this.#samples.length === 0) this.#samples.push({ atMs, readings: noReadings });
  }

  isDue(atMs: number): boolean {
    const last = this.#samples.at(-1);
    return last !== undefined && atMs - last.atMs >= sampleEveryMs;
  }

  take(atMs: number, readings: Readings): void {
    this.#samples.push({ atMs, readings });
    // One that is as old as the window is enough.
    while (this.#samples.length > 1 && atMs - this.#samples[1]!.atMs >= windowMs) this.#samples.shift();
  }

  /** By how much a counter has grown a second until now, where it is `value`. */
  perSecond(step: string, name: string, value: number, atMs: number): number {
    const { atMs: beganMs, readings } = this.#base(atMs);
    if (atMs <= beganMs) return 0;
    return ((value - (readings.counters.get(step)?.get(name) ?? 0)) / (atMs - beganMs)) * 1000;
  }

  /** A split as it was when the window began; undefined where it was not read yet. */
  splitBefore(key: string, atMs: number): SplitReading | undefined {
    return this.#base(atMs).readings.splits.find((split) => split.key === key);
  }

  #base(atMs: number): Sample {
    return this.#samples.findLast((sample) => atMs - sample.atMs >= windowMs) ?? this.#samples[0]!;
  }
}
