import type { MetricsSnapshot, StepMetrics } from "../core/mod.ts";

/** What is kept of each step over time. Rates a second; shares from 0 to 1; `lag` in ms; `state` in bytes. */
const quantities = ["in", "out", "busy", "held", "lag", "state"] as const;
export type Quantity = (typeof quantities)[number];

/** The last ten minutes by seconds, or the last 24 hours by minutes. */
export type Span = "10m" | "24h";

export interface Points {
  /** ms since the epoch. */
  readonly x: readonly number[];
  /** NaN where nothing is known. */
  readonly y: readonly number[];
}

/** How a minute is told by its readings: the mean, or the worst of them. */
const worst: readonly Quantity[] = ["lag", "held"];

const secondsKept = 300;
const minutesKept = 1440;
const minuteMs = 60_000;
const shortMs = 10 * minuteMs;
/** Readings are at least so far apart: who loads a page again and again must not push out what was. */
const leastMs = 1_000;

/** Numbers by time of which the oldest go when new ones come. */
class Ring {
  readonly #values: Float32Array;

  constructor(size: number) {
    this.#values = new Float32Array(size).fill(Number.NaN);
  }

  put(at: number, value: number): void {
    this.#values[at % this.#values.length] = value;
  }

  get(at: number): number {
    return this.#values[at % this.#values.length]!;
  }
}

/** What is kept of a step: 6 × 1,740 numbers, 42 kB, however long it runs. */
interface Kept {
  readonly seconds: Readonly<Record<Quantity, Ring>>;
  readonly minutes: Readonly<Record<Quantity, Ring>>;
  /** Of the minute that goes on: a sum, or the greatest, and how many were known. */
  readonly open: Record<Quantity, { sum: number; most: number; known: number }>;
}

/** How a run went: of each step, and of the run (by the name ""), the last ten minutes and the last 24 hours. Does not grow. */
export class History {
  readonly #steps = new Map<string, Kept>();
  readonly #secondTimes = new Float64Array(secondsKept);
  readonly #minuteTimes = new Float64Array(minutesKept);
  #seconds = 0;
  #minutes = 0;
  #minuteMs = Number.NaN;

  /** A reading; one that is less than a second behind the last is left out. */
  add(snapshot: MetricsSnapshot): void {
    const { timeMs, steps } = snapshot;
    // A run that has not begun has no clock yet.
    if (Object.keys(steps).length === 0) return;
    if (this.#seconds > 0 && timeMs < this.#secondTimes[(this.#seconds - 1) % secondsKept]! + leastMs) return;
    if (Number.isNaN(this.#minuteMs)) this.#minuteMs = timeMs;
    if (timeMs - this.#minuteMs >= minuteMs) this.#endMinute(timeMs);
    this.#secondTimes[this.#seconds % secondsKept] = timeMs;
    const all = new Map(Object.entries(steps).map(([name, step]) => [name, readingOf(step, timeMs)]));
    all.set("", runReading(steps, all));
    for (const name of this.#steps.keys()) if (!all.has(name)) all.set(name, unknown);
    for (const [name, reading] of all) this.#put(name, reading);
    this.#seconds++;
  }

  #put(name: string, reading: Reading): void {
    let kept = this.#steps.get(name);
    if (kept === undefined) {
      kept = newKept();
      this.#steps.set(name, kept);
    }
    for (const quantity of quantities) {
      const value = reading[quantity];
      kept.seconds[quantity].put(this.#seconds, value);
      if (Number.isNaN(value)) continue;
      const open = kept.open[quantity];
      open.sum += value;
      open.most = Math.max(open.most, value);
      open.known++;
    }
  }

  #endMinute(timeMs: number): void {
    this.#minuteTimes[this.#minutes % minutesKept] = this.#minuteMs;
    for (const { minutes, open } of this.#steps.values()) {
      for (const quantity of quantities) {
        const { sum, most, known } = open[quantity];
        const value = known === 0 ? Number.NaN : worst.includes(quantity) ? most : sum / known;
        minutes[quantity].put(this.#minutes, value);
        open[quantity] = { sum: 0, most: 0, known: 0 };
      }
    }
    this.#minutes++;
    this.#minuteMs = timeMs;
  }

  points(step: string, quantity: Quantity, span: Span): Points {
    const kept = this.#steps.get(step);
    const [count, size, times] =
      span === "10m"
        ? [this.#seconds, secondsKept, this.#secondTimes]
        : [this.#minutes, minutesKept, this.#minuteTimes];
    const first = Math.max(0, count - size);
    // Of plans with many steps a reading is taken less often.
    const sinceMs = span === "10m" ? times[(count - 1) % size]! - shortMs : Number.NEGATIVE_INFINITY;
    const places = Array.from({ length: count - first }, (_, n) => first + n).filter(
      (at) => times[at % size]! > sinceMs,
    );
    const ring = span === "10m" ? kept?.seconds[quantity] : kept?.minutes[quantity];
    return {
      x: places.map((at) => times[at % size]!),
      y: places.map((at) => ring?.get(at) ?? Number.NaN),
    };
  }
}

type Reading = Readonly<Record<Quantity, number>>;

const unknown: Reading = {
  in: Number.NaN,
  out: Number.NaN,
  busy: Number.NaN,
  held: Number.NaN,
  lag: Number.NaN,
  state: Number.NaN,
};

function readingOf(step: StepMetrics, timeMs: number): Reading {
  return {
    in: step.numRecordsInPerSecond,
    out: step.numRecordsOutPerSecond ?? Number.NaN,
    busy: step.busyTimeMsPerSecond / 1000,
    held: step.backPressuredTimeMsPerSecond / 1000,
    lag: step.currentInputWatermark === null ? Number.NaN : timeMs - step.currentInputWatermark,
    state: step.stateBytes ?? Number.NaN,
  };
}

/** What sources read and sinks take; the busiest and the most held back; how far the last sink is behind; all state. */
function runReading(steps: Readonly<Record<string, StepMetrics>>, readings: ReadonlyMap<string, Reading>): Reading {
  const of = (kinds: readonly StepMetrics["kind"][], quantity: Quantity): number[] =>
    Object.entries(steps)
      .filter(([, { kind }]) => kinds.includes(kind))
      .map(([name]) => readings.get(name)![quantity])
      .filter((value) => !Number.isNaN(value));
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const most = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : Math.max(...values));
  const any = ["source", "operator", "loop", "sink"] as const;
  return {
    in: sum(of(["source"], "in")),
    out: sum(of(["sink"], "in")),
    busy: most(of(any, "busy")),
    held: most(of(any, "held")),
    lag: most(of(["sink"], "lag")),
    state: sum(of(any, "state")),
  };
}

function newKept(): Kept {
  const rings = (size: number): Record<Quantity, Ring> => each(() => new Ring(size));
  return {
    seconds: rings(secondsKept),
    minutes: rings(minutesKept),
    open: each(() => ({ sum: 0, most: 0, known: 0 })),
  };
}

function each<Value>(make: () => Value): Record<Quantity, Value> {
  return Object.fromEntries(quantities.map((quantity) => [quantity, make()])) as Record<Quantity, Value>;
}
