import fc from "fast-check";
import { expect, test } from "vitest";
import { addMoments } from "../../../../ml/feature/kernels/moments.ts";

/** Of one column, value by value. */
function naive(values: readonly number[]): { count: number; mean: number; squares: number } {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { count: known.length, mean, squares: known.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

function momentsOf(blocks: readonly (readonly number[][])[], columns: number) {
  const [counts, means, squares] = [0, 0, 0].map(() => new Float64Array(columns)) as Float64Array[] as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const rows of blocks) {
    addMoments(Float64Array.from(rows.flat()), rows.length, columns, counts, means, squares);
  }
  return { counts, means, squares };
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const rowsOf = (values: fc.Arbitrary<number>) =>
  fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(fc.array(fc.array(values, { minLength: columns, maxLength: columns }), { maxLength: 11 }), {
        maxLength: 3,
      }),
    ),
  );

test.each([
  ["with and without NaN", value],
  ["without NaN", fc.integer({ min: -9, max: 9 })],
] as const)("counts, means and squares of columns %s are those of a plain loop", (_, values) => {
  fc.assert(
    fc.property(rowsOf(values), ([columns, blocks]) => {
      const { counts, means, squares } = momentsOf(blocks, columns);
      for (let column = 0; column < columns; column++) {
        const known = naive(blocks.flatMap((rows) => rows.map((row) => row[column]!)));
        expect(counts[column]).toBe(known.count);
        if (known.count === 0) continue;
        expect(means[column]).toBeCloseTo(known.mean, 12);
        expect(squares[column]).toBeCloseTo(known.squares, 10);
      }
    }),
  );
});

test("a column is the same to the bit whether another one has NaN or not", () => {
  const rows = Array.from({ length: 9 }, (_, row) => [Math.sin(row) * 1e3, row / 3]);
  const whole = momentsOf([rows], 2);
  const other = momentsOf([[...rows.slice(0, 8), [rows[8]![0]!, Number.NaN]]], 2);
  expect(other.means[0]).toBe(whole.means[0]);
  expect(other.squares[0]).toBe(whole.squares[0]);
});

test("infinities make no number of a mean, and are not left out", () => {
  const { counts, means } = momentsOf(
    [[[1], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [Number.NaN], [2]]],
    1,
  );
  expect(counts[0]).toBe(4);
  expect(means[0]).toBeNaN();
});
