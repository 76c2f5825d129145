import { noReadings, put, type Readings } from "./readings.ts";
import type { SplitReading } from "./split-readings.ts";

interface Watched {
  readonly step: string;
  readonly name: string;
  readonly read: () => number;
}

export type WatchedKind = "counters" | "gauges" | "times";

const joins: Readonly<Record<WatchedKind, (one: number, other: number) => number>> = {
  counters: (one, other) => one + other,
  gauges: (one, other) => one + other,
  times: Math.min,
};

/** Numbers that their owners keep, and that are looked up only when somebody asks. */
export class WatchedNumbers {
  readonly #all: Record<WatchedKind, Watched[]> = { counters: [], gauges: [], times: [] };
  /** Those whose names are known only when they are read. */
  #named: { readonly step: string; readonly read: () => Readonly<Record<string, number>> }[] = [];
  #readSplits: () => readonly SplitReading[] = () => [];

  watch(kind: WatchedKind, step: string, name: string, read: () => number): void {
    this.#all[kind].push({ step, name, read });
  }

  watchGauges(step: string, read: () => Readonly<Record<string, number>>): void {
    this.#named.push({ step, read });
  }

  watchSplits(read: () => readonly SplitReading[]): void {
    this.#readSplits = read;
  }

  /** One number; undefined where nobody keeps it. */
  get(kind: WatchedKind, step: string, name: string): number | undefined {
    let found: number | undefined;
    for (const each of this.#all[kind]) {
      if (each.step !== step || each.name !== name) continue;
      const value = each.read();
      found = found === undefined ? value : joins[kind](found, value);
    }
    return found;
  }

  /** Also one whose name is known only when it is read. */
  gauge(step: string, name: string): number {
    const named = this.#named.flatMap((each) => (each.step === step ? [each.read()[name] ?? 0] : []));
    return named.reduce((sum, value) => sum + value, this.get("gauges", step, name) ?? 0);
  }

  readings(): Readings {
    return {
      counters: this.#numbers("counters"),
      gauges: this.#gauges(),
      times: this.#numbers("times"),
      splits: this.#readSplits(),
    };
  }

  /** Lets go of all owners. */
  clear(): void {
    for (const kind of ["counters", "gauges", "times"] as const) this.#all[kind] = [];
    this.#named = [];
    this.#readSplits = () => noReadings.splits;
  }

  #gauges(): Map<string, Map<string, number>> {
    const steps = this.#numbers("gauges");
    for (const { step, read } of this.#named) {
      for (const [name, value] of Object.entries(read())) put(steps, step, name, value, joins.gauges);
    }
    return steps;
  }

  #numbers(kind: WatchedKind): Map<string, Map<string, number>> {
    const steps = new Map<string, Map<string, number>>();
    for (const { step, name, read } of this.#all[kind]) put(steps, step, name, read(), joins[kind]);
    return steps;
  }
}
