import type { SplitReading } from "./split-readings.ts";

/** Numbers by step and name. */
export type ByStep = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * What the subtasks of one thread count and hold at a moment, as plain data: a worker sends it to the main thread. Of one step
 * and name several threads' counters and gauges are added up, and the least of their times counts.
 */
export interface Readings {
  /** What only grows. */
  readonly counters: ByStep;
  /** What comes and goes. NaN where it is not known. */
  readonly gauges: ByStep;
  /** How far event time is. */
  readonly times: ByStep;
  /** The splits that are being read. */
  readonly splits: readonly SplitReading[];
}

export const noReadings: Readings = { counters: new Map(), gauges: new Map(), times: new Map(), splits: [] };

export function mergedReadings(all: readonly Readings[]): Readings {
  if (all.length === 1) return all[0]!;
  return {
    counters: merged(
      all.map(({ counters }) => counters),
      (one, other) => one + other,
    ),
    gauges: merged(
      all.map(({ gauges }) => gauges),
      (one, other) => one + other,
    ),
    times: merged(
      all.map(({ times }) => times),
      Math.min,
    ),
    splits: all.flatMap(({ splits }) => splits),
  };
}

function merged(all: readonly ByStep[], join: (one: number, other: number) => number): ByStep {
  const steps = new Map<string, Map<string, number>>();
  for (const each of all) {
    for (const [step, values] of each) {
      for (const [name, value] of values) put(steps, step, name, value, join);
    }
  }
  return steps;
}

/** Joins a number to what is known of a step and name. */
export function put(
  steps: Map<string, Map<string, number>>,
  step: string,
  name: string,
  value: number,
  join: (one: number, other: number) => number,
): void {
  let values = steps.get(step);
  if (values === undefined) {
    values = new Map();
    steps.set(step, values);
  }
  const known = values.get(name);
  values.set(name, known === undefined ? value : join(known, value));
}
