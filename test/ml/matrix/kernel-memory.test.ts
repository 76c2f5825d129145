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
  const [rows, gram] = [memory.float64(4).fill(2), memory.float64(16).fill(0)];
  // An array of no memory of its own would be read from the wrong place by WebAssembly.
  memory.run("addGram", new Float64Array(4).fill(3), 1, 4, gram);
  trial.elsewhere = gram[0]!;
  memory.run("addGram", rows, 1, 4, gram.fill(0));
  expect(trial.elsewhere).not.toBe(9);
  expect(gram[0]).toBe(4);
});

test.each([1, 2, 3, 4, 7, 8, 9, 16, 20, 33])(
  "rows of %i columns are centred by their means, and multiplied",
  (width) => {
    for (const rows of [1, 2, 31, 32, 33, 100]) {
      for (const [labelled, weighted] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        const [features, labels] = [numbers(width, rows * width), numbers(rows, rows)];
        const weights = Float64Array.from({ length: rows }, (_, r) => (r % 4) + (rows === 1 ? 1 : 0));
        const padded = Math.ceil((width + (labelled ? 1 : 0)) / 4) * 4;
        const { total, means, centred, gram } = sameInBoth((memory) => {
          const [x, y, w] = [features, labels, weights].map((values) => memory.copy(values)!);
          const [m, c] = [memory.float64(padded).fill(9), memory.float64(rows * padded).fill(9)];
          const g = memory.float64(padded ** 2).fill(0);
          const of = [x!, labelled ? y : undefined, weighted ? w : undefined, rows, width, padded] as const;
          const weight = memory.run("centreRows", ...of, m, c);
          memory.run("addGram", c, rows, padded, g);
          // Below the diagonal tiles differ in size.
          return {
            total: weight,
            means: m,
            centred: c,
            gram: g.map((value, at) => (at % padded >= at / padded - 1 ? value : 0)),
          };
        });
        const weightOf = (r: number): number => (weighted ? weights[r]! : 1);
        const column = (c: number): number[] =>
          Array.from({ length: rows }, (_, r) =>
            c < width ? features[r * width + c]! : labelled && c === width ? labels[r]! : 0,
          );
        const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
        const whole = sum(column(0).map((_, r) => weightOf(r)));
        expect(total).toBe(whole);
        const deviations = Array.from({ length: padded }, (_, c) => {
          const values = column(c);
          const mean = sum(values.map((value, r) => weightOf(r) * value)) / whole;
          expect(means[c]).toBeCloseTo(mean, 6);
          return values.map((value, r) => Math.sqrt(weightOf(r)) * (value - mean));
        });
        for (let i = 0; i < padded; i++) {
          for (let r = 0; r < rows; r++) expect(centred[r * padded + i]).toBeCloseTo(deviations[i]![r]!, 6);
          for (let j = i; j < padded; j++) {
            const product = sum(deviations[i]!.map((value, r) => value * deviations[j]![r]!));
            expect(Math.abs(gram[i * padded + j]! - product)).toBeLessThan(
              1e-9 * (1 + sum(deviations[i]!.map(Math.abs)) * sum(deviations[j]!.map(Math.abs))),
            );
          }
        }
      }
    }
  },
);

test("rows of no weight have no mean: they stay as they are but for their factor 0", () => {
  const { total, means, centred } = sameInBoth((memory) => {
    const [x, w] = [memory.copy(Float64Array.of(3, 5)), memory.copy(Float64Array.of(0))];
    const [m, c] = [memory.float64(4), memory.float64(4)];
    return { total: memory.run("centreRows", x, undefined, w, 1, 2, 4, m, c), means: m, centred: c };
  });
  expect([total, Array.from(means as Float64Array), Array.from(centred as Float64Array)]).toEqual([
    0,
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

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
