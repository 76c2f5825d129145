import { expect, test } from "vitest";
import { isInSet, PairGains, scanBounded, scanCategories } from "../../../ml/kernels/pair-splits.ts";
import { uniform } from "../learner/random-rows.ts";
import { sameInBoth } from "../matrix/twins.ts";

// Searches beside every split that there is, valued row by row.

const rowUnit = 2 ** 10;
const unbounded = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

interface Case {
  /** Of each row; 255 is missing. */
  readonly bins: readonly number[];
  readonly gradients: readonly number[];
  readonly hessians: readonly number[];
  readonly histogram: Float64Array;
  readonly total: Float64Array;
}

function randomCase(seed: number, categories: number, missing: number): Case {
  const signed = uniform(seed);
  const below = (end: number): number => Math.floor(((signed() + 1) / 2) * end);
  const rows = 2 + below(40);
  const bins = Array.from({ length: rows }, () => (below(10) < missing ? 255 : 1 + below(categories)));
  const gradients = bins.map(() => below(21) - 10);
  const hessians = bins.map(() => 1 + below(3));
  const [histogram, total] = [new Float64Array(512), new Float64Array(2)];
  bins.forEach((bin, row) => {
    for (const [sums, at] of [[histogram, 2 * bin] as const, [total, 0] as const]) {
      sums[at]! += gradients[row]!;
      sums[at + 1]! += hessians[row]! * rowUnit + 1;
    }
  });
  return { bins, gradients, hessians, histogram, total };
}

interface Rules {
  readonly minRows: number;
  readonly minWeight: number;
  readonly l2: number;
}

const rulesOf = ({ minRows, minWeight, l2 }: Rules): Float64Array =>
  Float64Array.of(1, 1, rowUnit, minRows, minWeight, l2);

/** The gain of a left side by its definition; undefined where it is not allowed. */
function gainOf(
  { bins, gradients, hessians }: Case,
  isLeft: (bin: number) => boolean,
  { minRows, minWeight, l2 }: Rules,
  [lower, upper]: readonly [number, number],
  direction: number,
  outside: "moved" | "refused" = "moved",
): number | undefined {
  const side = (of: (row: number) => boolean) => {
    const rows = bins.map((_, row) => row).filter(of);
    const [g, h] = [gradients, hessians].map((all) => rows.reduce((sum, row) => sum + all[row]!, 0)) as [
      number,
      number,
    ];
    const value = Math.min(upper, Math.max(lower, -g / (h + l2)));
    const loss = rows.reduce((sum, row) => sum + gradients[row]! * value + (hessians[row]! * value * value) / 2, 0);
    const isMoved = value !== -g / (h + l2);
    return { count: rows.length, h, value, isMoved, loss: loss + (l2 * value * value) / 2 };
  };
  const left = side((row) => isLeft(bins[row]!));
  const right = side((row) => !isLeft(bins[row]!));
  if (Math.min(left.count, right.count) < minRows || Math.min(left.h, right.h) < minWeight) return undefined;
  if (direction * (right.value - left.value) < 0) return undefined;
  if (direction !== 0 && outside === "refused" && (left.isMoved || right.isMoved)) return undefined;
  return 2 * (side(() => true).loss - left.loss - right.loss);
}

const rules = { minRows: 1, minWeight: 0, l2: 0 };

test("without smoothing no two sets of categories gain more than those that are found, of all there are", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const given = randomCase(seed, 1 + (seed % 8), seed % 3);
    const [split, left] = [new Float64Array(6), new Uint32Array(8)];
    split[1] = -1;
    scanCategories(
      given.histogram,
      0,
      7,
      0,
      new PairGains(given.total, rulesOf(rules), unbounded, "moved"),
      split,
      left,
    );
    const there = [...new Set(given.bins)];
    let best = 0;
    for (let set = 1; set < 2 ** there.length - 1; set++) {
      const isLeft = (bin: number): boolean => ((set >> there.indexOf(bin)) & 1) === 1;
      best = Math.max(best, gainOf(given, isLeft, rules, unbounded, 0) ?? 0);
    }
    expect(split[0]).toBeCloseTo(best, 9);
    if (split[1] === -1) continue;
    expect(split[1]).toBe(7);
    expect(gainOf(given, (bin) => isInSet(left, bin), rules, unbounded, 0)).toBeCloseTo(best, 9);
    const ofLeft = given.bins.filter((bin) => isInSet(left, bin)).length;
    expect(split[5]! % rowUnit).toBe(ofLeft);
    // What no row has goes with the more rows.
    const others = Array.from({ length: 256 }, (_, bin) => bin).filter((bin) => !there.includes(bin));
    for (const bin of others) expect(isInSet(left, bin)).toBe(ofLeft * 2 > given.bins.length);
  }
});

test("with smoothing, limits and bounds the best beginning of the order counts", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const given = randomCase(seed, 12, seed % 3);
    const limits = { minRows: 1 + (seed % 4), minWeight: seed % 5, l2: seed % 2 };
    const bounds = seed % 2 === 0 ? unbounded : ([-1, 0.5] as const);
    const [split, left] = [new Float64Array(6), new Uint32Array(8)];
    scanCategories(given.histogram, 0, 0, 4, new PairGains(given.total, rulesOf(limits), bounds, "moved"), split, left);
    const sum = (all: readonly number[], bin?: number): number =>
      all.reduce((sums, value, row) => sums + (bin === undefined || given.bins[row] === bin ? value : 0), 0);
    const mean = sum(given.gradients) / sum(given.hessians);
    const place = (bin: number): number => (sum(given.gradients, bin) + 4 * mean) / (sum(given.hessians, bin) + 4);
    const order = [...new Set(given.bins)].sort((a, b) => place(a) - place(b) || a - b);
    const gains = order.map((_, at) => gainOf(given, (bin) => order.indexOf(bin) <= at, limits, bounds, 0));
    expect(split[0]).toBeCloseTo(Math.max(0, ...gains.slice(0, -1).map((gain) => gain ?? 0)), 9);
  }
});

test("values between bounds that rise or fall with a feature: the best threshold of all there are", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const given = randomCase(seed, 1 + (seed % 9), seed % 3);
    const limits = { minRows: 1 + (seed % 3), minWeight: seed % 4, l2: seed % 2 };
    const bounds = [unbounded, [-0.5, 0.7], [0, 3]][seed % 3] as readonly [number, number];
    const direction = [-1, 0, 1][seed % 3 === 0 ? seed % 2 : (seed >> 2) % 3]!;
    const split = new Float64Array(6);
    split[1] = -1;
    const outside = seed % 2 === 0 ? "moved" : "refused";
    const gains = new PairGains(given.total, rulesOf(limits), bounds, outside);
    scanBounded(given.histogram, 0, 10, 3, direction, -1, gains, split);
    let best = 0;
    const hasMissing = given.bins.includes(255);
    for (const toLeft of [false, true]) {
      // Missing values alone lie on the right: what rises or falls is told from there.
      for (
        let last = Math.min(...given.bins.filter((bin) => bin < 255));
        last < (hasMissing && !toLeft ? 10 : 9);
        last++
      ) {
        const isLeft = (bin: number): boolean => (bin === 255 ? toLeft : bin <= last);
        best = Math.max(best, gainOf(given, isLeft, limits, bounds, direction, outside) ?? 0);
      }
    }
    expect(split[0]).toBeCloseTo(best, 9);
    if (split[1] === -1) continue;
    const isLeft = (bin: number): boolean => (bin === 255 ? split[3] === 1 : bin <= split[2]!);
    expect(gainOf(given, isLeft, limits, bounds, direction, outside)).toBeCloseTo(best, 9);
  }
});

test("rows are parted by a set in their order", () => {
  const random = uniform(4);
  const below = (end: number): number => Math.floor(((random() + 1) / 2) * end);
  for (let trial = 0; trial < 50; trial++) {
    const rows = 1 + below(60);
    const features = Array.from({ length: 4 }, () => Array.from({ length: rows }, () => below(256)));
    const bins = Uint32Array.from({ length: rows }, (_, row) =>
      features.reduce((four, own, feature) => four | (own[row]! << (8 * feature)), 0),
    );
    const set = Uint32Array.from({ length: 8 }, () => below(2 ** 32));
    const list = Uint32Array.from({ length: rows }, (_, row) => rows - 1 - row);
    const feature = below(4);
    const start = below(rows);
    const before = [...list];
    const { middle, parted } = sameInBoth((memory) => {
      const [own, listed, sets, spare] = [bins, list, set, list].map((values) => {
        const here = memory.uint32(values.length);
        here.set(values);
        return here;
      }) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
      const middle = memory.run("partitionBySet", own, rows, feature, listed, start, rows, sets, spare);
      return { middle, parted: listed };
    });
    const isLeft = (row: number): boolean => isInSet(set, features[feature]![row]!);
    const left = before.slice(start).filter(isLeft);
    const right = before.slice(start).filter((row) => !isLeft(row));
    expect([...parted]).toEqual([...before.slice(0, start), ...left, ...right]);
    expect(middle).toBe(start + left.length);
  }
});
