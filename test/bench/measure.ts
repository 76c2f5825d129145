import type { BenchCase } from "./case.ts";

export interface Sample {
  readonly cpuNs: number;
  readonly wallNs: number;
}

/** CPU and wall nanoseconds per row over the rounds of one side of a case. */
export interface Figure {
  readonly cpu: Spread;
  readonly wall: Spread;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Measured {
  readonly ours: Figure;
  readonly rival?: Figure;
  /** Largest resident set seen after a round of ours. */
  readonly rssBytes: number;
}

type Run = () => void | Promise<void>;

/** A slice shorter than this is repeated within a round, so that the clock's grain does not show. */
const shortestSliceNs = 30e6;

/** Measures both sides in turn, `rounds` times, in this process, after a round that warms them up. */
export async function measure(one: BenchCase, rounds: number): Promise<Measured> {
  await one.setup?.();
  const repeats = await repeatsFor(one.run);
  const rivalRepeats = one.rival === undefined ? 0 : await repeatsFor(one.rival.run);
  const ours: Sample[] = [];
  const rivals: Sample[] = [];
  let rssBytes = 0;
  for (let round = 0; round < rounds; round++) {
    ours.push(await sample(one.run, one.subtract, repeats, one.rows));
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
    if (one.rival !== undefined) {
      rivals.push(await sample(one.rival.run, one.rival.subtract, rivalRepeats, one.rows));
    }
  }
  return { ours: figureOf(ours), rssBytes, ...(rivals.length === 0 ? {} : { rival: figureOf(rivals) }) };
}

/** Median, least and greatest. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1)! };
}

async function repeatsFor(run: Run): Promise<number> {
  await run();
  const { wallNs } = await slice(run, 1);
  return Math.max(1, Math.ceil(shortestSliceNs / Math.max(1, wallNs)));
}

async function sample(run: Run, subtract: Run | undefined, repeats: number, rows: number): Promise<Sample> {
  const whole = await slice(run, repeats);
  const part = subtract === undefined ? { cpuNs: 0, wallNs: 0 } : await slice(subtract, repeats);
  const perRow = rows * repeats;
  return { cpuNs: (whole.cpuNs - part.cpuNs) / perRow, wallNs: (whole.wallNs - part.wallNs) / perRow };
}

/** Garbage of the other side is collected before, not charged to this one. */
async function slice(run: Run, repeats: number): Promise<Sample> {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let repeat = 0; repeat < repeats; repeat++) await run();
  const wallNs = Number(process.hrtime.bigint() - start);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuNs: (user + system) * 1_000, wallNs };
}

function figureOf(samples: readonly Sample[]): Figure {
  return {
    cpu: spreadOf(samples.map(({ cpuNs }) => cpuNs)),
    wall: spreadOf(samples.map(({ wallNs }) => wallNs)),
  };
}
