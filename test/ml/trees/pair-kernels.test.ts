import { expect, test } from "vitest";
import type { KernelMemory } from "../../../ml/matrix/kernel-memory.ts";
import { uniform } from "../learner/random-rows.ts";
import { sameInBoth } from "../matrix/twins.ts";

// Histograms of trees: kernels in WebAssembly and JavaScript give the same, and what plain loops over rows give.

const rowUnit = 2 ** 12;

interface Case {
  readonly rows: number;
  readonly features: number;
  /** [rows][features]; 255 is missing. */
  readonly bins: readonly (readonly number[])[];
  readonly binCounts: readonly number[];
  readonly gradients: readonly number[];
  readonly hessians: readonly number[];
  /** Rows of a list, of which those from start to end count. */
  readonly list: readonly number[];
  readonly start: number;
  readonly end: number;
}

function randomCase(seed: number, share: number): Case {
  const signed = uniform(seed);
  const random = (): number => (signed() + 1) / 2;
  const below = (end: number): number => Math.floor(random() * end);
  const [rows, features] = [1 + below(400), 1 + below(9)];
  const binCounts = Array.from({ length: features }, () => 1 + below(seed % 3 === 0 ? 4 : 255));
  const bins = Array.from({ length: rows }, () => binCounts.map((count) => (random() < 0.1 ? 255 : below(count))));
  const list = Array.from({ length: rows }, (_, row) => row).filter(() => random() < share);
  return {
    rows,
    features,
    bins,
    binCounts,
    gradients: Array.from({ length: rows }, () => below(21) - 10),
    hessians: Array.from({ length: rows }, () => below(4)),
    list,
    start: Math.floor(list.length / 5),
    end: list.length,
  };
}

/** A case as kernels see it. */
function laid(memory: KernelMemory, { rows, features, bins, binCounts, gradients, hessians, list }: Case) {
  const groups = Math.ceil(features / 4);
  const own = {
    groups,
    bins: memory.uint32(groups * rows).fill(0),
    counts: memory.uint32(features),
    list: memory.uint32(rows),
    spare: memory.uint32(rows),
    gradients: memory.float64(rows),
    hessians: memory.float64(rows),
    pairs: memory.float64(2 * rows),
    ordered: memory.float64(2 * rows),
    histogram: memory.float64(groups * 2048).fill(7),
    total: memory.float64(2).fill(0),
    rules: memory.float64(6),
    split: memory.float64(6).fill(-1),
  };
  bins.forEach((row, at) =>
    row.forEach((bin, feature) => (own.bins[(feature >> 2) * rows + at]! |= bin << (8 * (feature & 3)))),
  );
  for (const [to, values] of [
    [own.counts, binCounts],
    [own.list, list],
    [own.gradients, gradients],
    [own.hessians, hessians],
  ] as const)
    to.set(values);
  memory.run("roundPairs", own.gradients, own.hessians, rows, 1, 1, rowUnit, own.pairs);
  return own;
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);

test("histograms are sums over the rows of a list, exactly, and that of a sibling is the difference", () => {
  for (const seed of seeds) {
    const given = randomCase(seed, 0.7);
    const { rows, features, list, start, end } = given;
    const { whole, rest } = sameInBoth((memory) => {
      const own = laid(memory, given);
      const part = memory.float64(own.histogram.length);
      memory.run("fillPairs", own.bins, rows, own.groups, own.list, 0, end, own.pairs, own.ordered, own.histogram);
      const whole = own.histogram.slice();
      memory.run("fillPairs", own.bins, rows, own.groups, own.list, 0, start, own.pairs, own.ordered, part);
      memory.run("subtractPairs", own.histogram, part, part.length);
      return { whole, rest: own.histogram };
    });
    const expected = (from: number): number[] => {
      const sums = Array<number>(features * 512).fill(0);
      for (const row of list.slice(from)) {
        given.bins[row]!.forEach((bin, feature) => {
          sums[feature * 512 + 2 * bin]! += given.gradients[row]!;
          sums[feature * 512 + 2 * bin + 1]! += given.hessians[row]! * rowUnit + 1;
        });
      }
      return sums;
    };
    expect(Array.from(whole.subarray(0, features * 512))).toEqual(expected(0));
    expect(Array.from(rest.subarray(0, features * 512))).toEqual(expected(start));
  }
});

/** The best of all splits, looked for row by row. */
function bestSplit(
  { bins, binCounts, gradients, hessians, list, start, end }: Case,
  asked: readonly number[],
  rules: readonly number[],
) {
  const [minRows, minWeight, l2] = rules as [number, number, number];
  const own = list.slice(start, end);
  const sum = (rows: readonly number[], of: readonly number[]): number => rows.reduce((all, row) => all + of[row]!, 0);
  const value = (rows: readonly number[]): number => sum(rows, gradients) ** 2 / (sum(rows, hessians) + l2);
  let best = { gain: 0, feature: -1, bin: -1, missingLeft: 0 };
  for (const feature of asked) {
    const isMissing = own.some((row) => bins[row]![feature] === 255);
    for (const toLeft of isMissing ? [0, 1] : [0]) {
      const last = isMissing && toLeft === 0 ? binCounts[feature]! : binCounts[feature]! - 1;
      for (let bin = 0; bin < last; bin++) {
        const isLeft = (row: number): boolean =>
          bins[row]![feature]! <= bin || (bins[row]![feature] === 255 && toLeft === 1);
        const [left, right] = [own.filter(isLeft), own.filter((row) => !isLeft(row))];
        if ([left, right].some((side) => side.length < minRows || sum(side, hessians) < minWeight)) continue;
        const gain = value(left) + value(right) - value(own);
        const missingLeft = isMissing ? toLeft : left.length * 2 > own.length ? 1 : 0;
        if (gain > best.gain + 1e-9) best = { gain, feature, bin, missingLeft };
      }
    }
  }
  return best;
}

test.each([
  { rules: [1, 0.5, 0], share: 0.9 },
  { rules: [1, 0.5, 0], share: 0.2 },
  { rules: [5, 3, 1], share: 0.9 },
])("the split that gains most is found, by histograms and by lists: rules $rules, share $share", ({ rules, share }) => {
  for (const seed of seeds) {
    const given = randomCase(seed, share);
    const { rows, features, start, end } = given;
    const drawn = Array.from({ length: features }, (_, feature) => feature).reverse();
    const { all, some, scratch } = sameInBoth((memory) => {
      const own = laid(memory, given);
      own.rules.set([1, 1, rowUnit, ...rules]);
      for (const row of given.list.slice(start, end)) {
        own.total[0]! += given.gradients[row]!;
        own.total[1]! += given.hessians[row]! * rowUnit + 1;
      }
      own.split.set([1e-9, -1]);
      memory.run("fillPairs", own.bins, rows, own.groups, own.list, start, end, own.pairs, own.ordered, own.histogram);
      memory.run("findPairSplits", own.histogram, features, own.counts, own.total, own.rules, own.split);
      const all = own.split.slice();
      own.split.set([1e-9, -1]);
      const [scratch, asked] = [memory.float64(512).fill(0), memory.uint32(features)];
      asked.set(drawn);
      const listed = [
        own.bins,
        rows,
        asked,
        1,
        features,
        own.list,
        start,
        end,
        own.pairs,
        own.ordered,
        scratch,
      ] as const;
      memory.run("splitByFeatures", ...listed, own.counts, own.total, own.rules, own.split);
      return { all, some: own.split, scratch };
    });
    for (const [found, asked] of [
      [all, drawn.toReversed()],
      [some, drawn.slice(1)],
    ] as const) {
      const best = bestSplit(given, asked, rules);
      expect(found[1] === -1 ? 0 : found[0]).toBeCloseTo(best.gain, 7);
      // Of splits that gain alike any is right: the same rows on the same side.
      if (best.feature < 0) continue;
      const own = given.list.slice(start, end);
      const left = own.filter((row) => {
        const bin = given.bins[row]![found[1]!]!;
        return bin <= found[2]! || (bin === 255 && found[3] === 1);
      });
      const isMissing = own.some((row) => given.bins[row]![found[1]!] === 255);
      expect(found[5]! % rowUnit).toBe(left.length);
      expect(found[4]).toBe(left.reduce((sum, row) => sum + given.gradients[row]!, 0));
      if (!isMissing) expect(found[3]).toBe(left.length * 2 > own.length ? 1 : 0);
    }
    expect(scratch.every((value) => value === 0)).toBe(true);
  }
});

test("rows are parted in their order, and what leaves say is added to them", () => {
  for (const seed of seeds) {
    const given = randomCase(seed, 0.8);
    const { rows, features, list, start, end } = given;
    const feature = seed % features;
    const bin = Math.floor(given.binCounts[feature]! / 2);
    for (const missingLeft of [0, 1]) {
      const { middle, parted, sums, magnitudes, values, total } = sameInBoth((memory) => {
        const own = laid(memory, given);
        const [sums, magnitudes, total] = [memory.float64(2), memory.float64(2), memory.float64(2)];
        memory.run("sumPairs", own.list, end, own.pairs, total);
        const middle = memory.run(
          "partitionRows",
          own.bins,
          rows,
          feature,
          own.list,
          start,
          end,
          bin,
          missingLeft,
          own.spare,
        );
        memory.run("sumAtRows", own.list, start, middle, own.gradients, own.hessians, sums);
        memory.run("sumMagnitudes", own.gradients, own.hessians, rows, magnitudes);
        memory.run("addAtRows", own.list, start, middle, 0.5, own.gradients);
        return { middle, parted: own.list.slice(0, end), sums, magnitudes, values: own.gradients, total };
      });
      const isLeft = (row: number): boolean => {
        const own = given.bins[row]![feature]!;
        return own <= bin || (own === 255 && missingLeft === 1);
      };
      const left = list.slice(start).filter(isLeft);
      expect(Array.from(parted)).toEqual([
        ...list.slice(0, start),
        ...left,
        ...list.slice(start).filter((row) => !isLeft(row)),
      ]);
      expect(middle).toBe(start + left.length);
      const sum = (of: readonly number[]): number => of.reduce((all, value) => all + value, 0);
      expect(Array.from(sums)).toEqual([
        sum(left.map((row) => given.gradients[row]!)),
        sum(left.map((row) => given.hessians[row]!)),
      ]);
      const weight = list.reduce((all, row) => all + given.hessians[row]! * rowUnit + 1, 0);
      expect(Array.from(total)).toEqual([sum(list.map((row) => given.gradients[row]!)), weight]);
      expect(Array.from(magnitudes)).toEqual([sum(given.gradients.map(Math.abs)), sum(given.hessians)]);
      expect(Array.from(values)).toEqual(given.gradients.map((value, row) => value + (left.includes(row) ? 0.5 : 0)));
    }
  }
});

test("derivatives are rounded to whole numbers, halves to the even one", () => {
  const { pairs } = sameInBoth((memory) => {
    const [gradients, hessians] = [memory.float64(4), memory.float64(4)];
    gradients.set([-1.25, 0.75, 0.25, 2 ** 40 + 0.3]);
    hessians.set([0, 0.25, 0.75, 1.9]);
    const pairs = memory.float64(8);
    memory.run("roundPairs", gradients, hessians, 4, 2, 2, 16, pairs);
    return { pairs };
  });
  expect(Array.from(pairs)).toEqual([-2, 1, 2, 1, 0, 33, 2 ** 41 + 1, 65]);
});
