import { expect, test } from "vitest";
import { fasterInWasm } from "../../../ml/matrix/kernel-choice.ts";
import { KernelMemory, type TwinName, twinNames } from "../../../ml/matrix/kernel-memory.ts";
import { uniform } from "../learner/random-rows.ts";
import { sameInBoth } from "./twins.ts";

// One suite for kernels in WebAssembly and in JavaScript: what they give is the same to the bit, and, but for rounding, that of loops
// that are written down.

/** Numbers of many sizes, of both signs. */
function numbers(seed: number, length: number): Float64Array {
  const random = uniform(seed);
  return Float64Array.from({ length }, () => random() * 2 ** Math.floor(10 * random()));
}

test("WebAssembly runs here: both sides of these sentences are there", () => {
  const trial: Record<string, number> = {};
  const memory = KernelMemory.of(new Set<TwinName>(["addGram"]), 2 ** 16);
  const [rows, gram, right] = [memory.float64(4).fill(2), memory.float64(16).fill(0), memory.float64(4)];
  // An array of no memory of its own would be read from the wrong place by WebAssembly.
  memory.run("addGram", new Float64Array(4).fill(3), undefined, 1, 1, gram, right);
  trial.elsewhere = gram[0]!;
  memory.run("addGram", rows, undefined, 1, 1, gram.fill(0), right);
  expect(trial.elsewhere).not.toBe(9);
  expect(gram[0]).toBe(4);
});

test.each([1, 2, 3, 4, 7, 8, 9, 16, 20, 33])(
  "rows of %i columns are taken apart into panels of four, centred, and multiplied by one another and by labels",
  (width) => {
    const groups = Math.ceil(width / 4);
    const padded = 4 * groups;
    for (const rows of [1, 2, 31, 32, 33, 100]) {
      for (const [labelled, weighted] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        const [features, labels, centre] = [numbers(width, rows * width), numbers(rows, rows), numbers(3, padded)];
        const weights = Float64Array.from({ length: rows }, (_, r) => r % 4);
        const { sums, panels, gram, right } = sameInBoth((memory) => {
          const given = [features, labels, centre, weights, weights.map(Math.sqrt)];
          const [x, y, m, w, roots] = given.map((values) => memory.copy(values)!);
          const [s, p] = [memory.float64(padded).fill(7), memory.float64(rows * padded).fill(9)];
          const [g, b] = [memory.float64(padded ** 2).fill(1), memory.float64(padded).fill(2)];
          memory.run("packRows", x!, weighted ? w : undefined, weighted ? roots : undefined, rows, width, m!, s, p);
          memory.run("addGram", p, labelled ? y : undefined, rows, groups, g, b);
          return { sums: s, panels: p, gram: g, right: b };
        });
        const weightOf = (r: number): number => (weighted ? weights[r]! : 1);
        const each = Array.from({ length: rows }, (_, r) => r);
        const apart = (r: number, c: number): number => (c < width ? features[r * width + c]! - centre[c]! : 0);
        const root = (r: number, c: number): number => Math.sqrt(weightOf(r)) * apart(r, c);
        const sum = (of: (r: number) => number): number => each.reduce((all, r) => all + of(r), 0);
        for (let i = 0; i < padded; i++) {
          expect(sums[i]).toBeCloseTo(7 + sum((r) => weightOf(r) * apart(r, i)), 6);
          for (const r of each) expect(panels[(i >> 2) * 4 * rows + 4 * r + (i & 3)]).toBeCloseTo(root(r, i), 9);
          expect(right[i]).toBeCloseTo(2 + (labelled ? sum((r) => labels[r]! * root(r, i)) : 0), 5);
          for (let j = i; j < padded; j++) {
            const most = 1 + sum((r) => Math.abs(root(r, i) * root(r, j)));
            const product = 1 + sum((r) => root(r, i) * root(r, j));
            expect(Math.abs(gram[i * padded + j]! - product)).toBeLessThan(1e-12 * most);
          }
        }
      }
    }
  },
);

test.each([1, 2, 7, 8, 9, 20])(
  "the least and the greatest of %i columns, NaN left out, −0 and infinities as they come",
  (columns) => {
    const special = [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const rows of [1, 2, 5, 33]) {
      const values = numbers(rows + columns, rows * columns).map((value, at) =>
        at % 7 === 3 ? special[at % 5]! : value,
      );
      const { least, most } = sameInBoth((memory) => {
        const data = memory.float64(rows * columns);
        data.set(values);
        const least = memory.float64(columns).fill(Number.POSITIVE_INFINITY);
        const most = memory.float64(columns).fill(Number.NEGATIVE_INFINITY);
        memory.run("addExtremes", data, rows, columns, least, most);
        return { least, most };
      });
      for (let c = 0; c < columns; c++) {
        const own = Array.from({ length: rows }, (_, row) => values[row * columns + c]!).filter(
          (x) => !Number.isNaN(x),
        );
        expect(least[c]! + 0).toBe(Math.min(...own) + 0);
        expect(most[c]! + 0).toBe(Math.max(...own) + 0);
      }
    }
  },
);

test("kernels that are faster in WebAssembly by the clock are chosen", () => {
  const names = (costs: readonly number[]): string[] => {
    // Each trial looks twice at the clock: runs in WebAssembly cost what is said first.
    let looks = 0;
    let now = 0;
    return [
      ...fasterInWasm({
        nowMs: () => {
          if (looks++ % 2 === 1) now += costs[Math.floor((looks - 1) / 16) % 2]!;
          return now;
        },
      } as Parameters<typeof fasterInWasm>[0]),
    ];
  };
  expect(names([1, 2])).toEqual(twinNames);
  expect(names([2, 1])).toEqual([]);
});
