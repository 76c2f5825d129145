import { expect, test } from "vitest";
import { isInSet } from "../../../ml/kernels/pair-splits.ts";
import { ClassGains, scanBoundedClasses, scanClassCategories, scanClassOrder } from "../../../ml/trees/class-splits.ts";
import { uniform } from "../learner/random-rows.ts";

// Searches beside every split that there is, valued row by row.

type Criterion = "gini" | "entropy";
type Bounds = readonly [number, number];
const unbounded: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

interface Case {
  /** Of each row; 255 is missing. */
  readonly bins: readonly number[];
  readonly classes: readonly number[];
  readonly weights: readonly number[];
  readonly count: number;
  readonly histogram: Float64Array;
  readonly total: Float64Array;
}

function randomCase(seed: number, categories: number, count: number, missing: number): Case {
  const signed = uniform(seed);
  const below = (end: number): number => Math.floor(((signed() + 1) / 2) * end);
  const bins = Array.from({ length: 2 + below(40) }, () => (below(10) < missing ? 255 : 1 + below(categories)));
  const [classes, weights] = [bins.map(() => below(count)), bins.map(() => 0.5 + below(3))];
  const channels = count + 1;
  const [histogram, total] = [new Float64Array(256 * channels), new Float64Array(channels)];
  bins.forEach((bin, row) => {
    for (const [sums, at] of [[histogram, channels * bin] as const, [total, 0] as const]) {
      sums[at]! += 1;
      sums[at + 1 + classes[row]!]! += weights[row]!;
    }
  });
  return { bins, classes, weights, count, histogram, total };
}

const free = { minLeafRows: 1, minLeafWeight: 0 };

/** The fall of weight · impurity, or of the logarithmic loss of shares between bounds; undefined where it is not allowed. */
function gainOf(
  { bins, classes, weights, count }: Case,
  criterion: Criterion,
  isLeft: (bin: number) => boolean,
  { minLeafRows, minLeafWeight } = free,
  [lower, upper]: Bounds = unbounded,
  direction = 0,
): number | undefined {
  const side = (of: (row: number) => boolean) => {
    const rows = bins.map((_, row) => row).filter(of);
    const sums = Array.from({ length: count }, (_, own) =>
      rows.filter((row) => classes[row] === own).reduce((sum, row) => sum + weights[row]!, 0),
    );
    const weight = sums.reduce((sum, own) => sum + own, 0);
    const own = sums.map((one) => one / weight);
    const second = Math.min(upper, Math.max(lower, own[1]!));
    const shares = lower === Number.NEGATIVE_INFINITY ? own : [1 - second, second];
    const loss =
      criterion === "gini"
        ? weight * (1 - own.reduce((sum, share) => sum + share * share, 0))
        : -sums.reduce((sum, one, at) => sum + (one > 0 ? one * Math.log(shares[at]!) : 0), 0);
    return { count: rows.length, weight, second, isMoved: second !== own[1]!, loss };
  };
  const [left, right] = [side((row) => isLeft(bins[row]!)), side((row) => !isLeft(bins[row]!))];
  if (Math.min(left.count, right.count) < minLeafRows) return undefined;
  if (Math.min(left.weight, right.weight) < minLeafWeight) return undefined;
  if (direction * (right.second - left.second) < 0) return undefined;
  if (direction !== 0 && (left.isMoved || right.isMoved)) return undefined;
  return side(() => true).loss - left.loss - right.loss;
}

function noSplit(count: number): Float64Array {
  const split = new Float64Array(5 + count);
  split[1] = -1;
  return split;
}

test("no two sets of up to eight categories gain more than those that are found, of two and of more classes", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const given = randomCase(seed, 1 + (seed % 7), 2 + (seed % 3), seed % 3);
    const criterion = seed % 2 === 0 ? "gini" : "entropy";
    const limits = seed % 5 === 0 ? { minLeafRows: 3, minLeafWeight: 4 } : free;
    const [split, left] = [noSplit(given.count), new Uint32Array(8)];
    scanClassCategories(given.histogram, 0, 7, new ClassGains(given.total, criterion, limits, unbounded), split, left);
    const there = [...new Set(given.bins)];
    let best = 0;
    for (let set = 1; set < 2 ** there.length - 1; set++) {
      const gain = gainOf(given, criterion, (bin) => ((set >> there.indexOf(bin)) & 1) === 1, limits) ?? 0;
      // Limits and the order of shares do not go together: of two classes those sets count that are a beginning of it.
      if (limits === free || given.count > 2) best = Math.max(best, gain);
    }
    if (limits === free || given.count > 2) expect(split[0]).toBeCloseTo(best, 9);
    if (split[1] === -1) continue;
    expect(split[1]).toBe(7);
    expect(gainOf(given, criterion, (bin) => isInSet(left, bin), limits)).toBeCloseTo(split[0]!, 9);
    const ofLeft = given.bins.filter((bin) => isInSet(left, bin)).length;
    expect(split[4]).toBe(ofLeft);
    // What no row has goes with the more rows.
    for (let bin = 0; bin < 256; bin++) {
      if (!there.includes(bin)) expect(isInSet(left, bin)).toBe(ofLeft * 2 > given.bins.length);
    }
  }
});

test("of more categories, and more than two classes, the best beginning of the orders by each class counts", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const given = randomCase(seed, 30, 3 + (seed % 2), seed % 3);
    const there = [...new Set(given.bins)];
    if (there.length <= 8) continue;
    const [split, left] = [noSplit(given.count), new Uint32Array(8)];
    scanClassCategories(given.histogram, 0, 0, new ClassGains(given.total, "gini", free, unbounded), split, left);
    const share = (bin: number, own: number): number => {
      const rows = given.bins.map((_, row) => row).filter((row) => given.bins[row] === bin);
      const sum = (of: readonly number[]): number => of.reduce((all, row) => all + given.weights[row]!, 0);
      return sum(rows.filter((row) => given.classes[row] === own)) / sum(rows);
    };
    const gains = Array.from({ length: given.count }, (_, own) => {
      const order = there.toSorted((a, b) => share(a, own) - share(b, own) || a - b);
      return order.slice(0, -1).map((_, at) => gainOf(given, "gini", (bin) => order.indexOf(bin) <= at) ?? 0);
    });
    expect(split[0]).toBeCloseTo(Math.max(0, ...gains.flat()), 9);
    expect(gainOf(given, "gini", (bin) => isInSet(left, bin))).toBeCloseTo(split[0]!, 9);
  }
});

test("shares between bounds that rise or fall with a feature: the best threshold of all there are", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const given = randomCase(seed, 1 + (seed % 9), 2, seed % 3);
    const limits = { minLeafRows: 1 + (seed % 3), minLeafWeight: seed % 2 };
    const bounds = [unbounded, [0.2, 0.6], [0.4, Number.POSITIVE_INFINITY]][seed % 3] as Bounds;
    const direction = [-1, 0, 1][(seed >> 2) % 3]!;
    const split = noSplit(2);
    const gains = new ClassGains(given.total, "entropy", limits, bounds);
    scanBoundedClasses(given.histogram, 0, 10, 3, direction, -1, gains, split);
    let best = 0;
    const hasMissing = given.bins.includes(255);
    for (const toLeft of [false, true]) {
      const first = Math.min(...given.bins.filter((bin) => bin < 255));
      for (let last = first; last < (hasMissing && !toLeft ? 10 : 9); last++) {
        const isLeft = (bin: number): boolean => (bin === 255 ? toLeft : bin <= last);
        best = Math.max(best, gainOf(given, "entropy", isLeft, limits, bounds, direction) ?? 0);
      }
    }
    expect(split[0]).toBeCloseTo(best, 9);
    if (split[1] === -1) continue;
    const isLeft = (bin: number): boolean => (bin === 255 ? split[3] === 1 : bin <= split[2]!);
    expect(gainOf(given, "entropy", isLeft, limits, bounds, direction)).toBeCloseTo(best, 9);
    const only = noSplit(2);
    scanBoundedClasses(given.histogram, 0, 10, 3, direction, split[2]!, gains, only);
    expect(only).toEqual(split);
  }
});

test("of an order so many go left as are asked for, and none are of none", () => {
  const given = randomCase(5, 6, 3, 2);
  const there = [...new Set(given.bins)];
  const gains = new ClassGains(given.total, "gini", free, unbounded);
  for (let count = 1; count < there.length; count++) {
    const [split, left] = [noSplit(3), new Uint32Array(8)];
    scanClassOrder(given.histogram, 0, 2, there, count, gains, split, left);
    expect(split[0]).toBeCloseTo(gainOf(given, "gini", (bin) => there.indexOf(bin) < count)!, 9);
    there.forEach((bin, at) => expect(isInSet(left, bin)).toBe(at < count));
  }
  const split = noSplit(3);
  scanClassOrder(given.histogram, 0, 2, there, 0, gains, split, new Uint32Array(8));
  expect(split[1]).toBe(-1);
});
