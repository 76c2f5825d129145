import type { BenchCase, Run, Sample } from "./case.ts";

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
  /** CPU of what was taken off ours. */
  readonly takenOff?: Spread;
  /** Largest resident set seen after a round of ours. */
  readonly rssBytes: number;
}

/** A slice shorter than this is repeated within a round, so that the clock's grain does not show. */
const shortestSliceNs = 30e6;

/** Measures both sides in turn, `rounds` times, in this process, after a round that warms them up. */
export async function measure(one: BenchCase, rounds: number): Promise<Measured> {
  await one.setup?.();
  const repeats = await repeatsFor(one.run);
  await one.subtract?.();
  const rivalRepeats = one.rival === undefined ? 0 : await repeatsFor(one.rival.run);
  const ours: Round[] = [];
  const rivals: Round[] = [];
  let rssBytes = 0;
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureRound(one.run, one.subtract, repeats, one.rows));
    rssBytes = Math.max(rssBytes, ours.at(-1)!.rssBytes ?? process.memoryUsage.rss());
    if (one.rival !== undefined) {
      rivals.push(await measureRound(one.rival.run, one.rival.subtract, rivalRepeats, one.rows));
    }
  }
  return {
    ours: figureOf(ours),
    rssBytes,
    ...(rivals.length === 0 ? {} : { rival: figureOf(rivals) }),
    ...(one.subtract === undefined ? {} : { takenOff: spreadOf(ours.map(({ takenOffNs }) => takenOffNs)) }),
  };
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

/** One round of one side, per row. */
interface Round extends Sample {
  readonly takenOffNs: number;
}

async function measureRound(run: Run, subtract: Run | undefined, repeats: number, rows: number): Promise<Round> {
  const whole = await slice(run, repeats);
  const part = subtract === undefined ? { cpuNs: 0, wallNs: 0 } : await slice(subtract, repeats);
  const perRow = rows * repeats;
  return {
    cpuNs: (whole.cpuNs - part.cpuNs) / perRow,
    wallNs: (whole.wallNs - part.wallNs) / perRow,
    takenOffNs: part.cpuNs / perRow,
    ...(whole.rssBytes === undefined ? {} : { rssBytes: whole.rssBytes }),
  };
}

/** Garbage of the other side is collected before, not charged to this one. */
async function slice(run: Run, repeats: number): Promise<Sample> {
  globalThis.gc?.();
  await untilIdle();
  const parts: Sample[] = [];
  const watch = stopwatch();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const part = await run();
    if (part !== undefined) parts.push(part);
  }
  const whole = watch();
  return parts.length === 0 ? whole : parts.reduce(sumOf);
}

/** V8's threads go on sweeping behind a collection, of a large heap for longer than a slice takes: until they have hardly used the processor. */
async function untilIdle(): Promise<void> {
  for (let waited = 0; waited < 50; waited++) {
    const watch = stopwatch();
    await new Promise((wake) => setTimeout(wake, 20));
    if (watch().cpuNs < 1e6) return;
  }
}

/** Started when made; tells what has passed each time it is called. */
export function stopwatch(): () => Sample {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  return () => {
    const wallNs = Number(process.hrtime.bigint() - start);
    const { user, system } = process.cpuUsage(cpu);
    return { cpuNs: (user + system) * 1_000, wallNs };
  };
}

export function sumOf(a: Sample, b: Sample): Sample {
  const parts = { cpuNs: a.cpuNs + b.cpuNs, wallNs: a.wallNs + b.wallNs };
  return b.rssBytes === undefined ? parts : { ...parts, rssBytes: Math.max(a.rssBytes ?? 0, b.rssBytes) };
}

function figureOf(samples: readonly Sample[]): Figure {
  return {
    cpu: spreadOf(samples.map(({ cpuNs }) => cpuNs)),
    wall: spreadOf(samples.map(({ wallNs }) => wallNs)),
  };
}
