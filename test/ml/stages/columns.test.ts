import fc from "fast-check";
import { expect, test } from "vitest";
import { type Column, columnOf, valueAt } from "../../../core/mod.ts";
import { sparseColumn, vectorColumn } from "../../../ml/mod.ts";
import { matrixOfColumn, numbersOf, sparseOf } from "../../../ml/stages/columns.ts";

const place = { step: "x #1", column: "v", firstRow: 1024 };
const values = (...items: unknown[]): Column => ({
  type: { kind: "any" },
  layout: "values",
  values: items,
  validity: undefined,
});

test("numbers are read of any column that holds some, truth as 1 and 0, NaN where there is none", () => {
  expect([...numbersOf(columnOf([1, null, 3]), 3, place)]).toEqual([1, Number.NaN, 3]);
  expect([...numbersOf(columnOf([true, false]), 2, place)]).toEqual([1, 0]);
  expect([...numbersOf(values(1, true, 5n, null, undefined), 5, place)]).toEqual([1, 1, 5, Number.NaN, Number.NaN]);
  const int32: Column = { type: { kind: "int32" }, layout: "int32", values: Int32Array.of(4, -4), validity: undefined };
  expect([...numbersOf(int32, 2, place)]).toEqual([4, -4]);
  const bigint: Column = {
    type: { kind: "bigint" },
    layout: "bigint64",
    values: BigInt64Array.of(7n),
    validity: undefined,
  };
  expect([...numbersOf(bigint, 1, place)]).toEqual([7]);
});

test("a column of numbers is read where it lies", () => {
  const numbers = Float64Array.of(1, 2, 3);
  const column: Column = { type: { kind: "float64" }, layout: "float64", values: numbers, validity: undefined };
  expect(numbersOf(column, 2, place).buffer).toBe(numbers.buffer);
  const data = new Float64Array(6);
  expect(matrixOfColumn(vectorColumn({ data, rows: 3, columns: 2 }), 3, place).data.buffer).toBe(data.buffer);
});

test("vectors are read of lists, sparse vectors, numbers and columns of vectors", () => {
  const read = (column: Column, rows: number): unknown => {
    const { data, columns } = matrixOfColumn(column, rows, place);
    return [columns, ...data];
  };
  const sparse = { size: 3, indices: [0, 2], values: [7, 9] };
  expect(read(values([1, 2, 3], Float64Array.of(4, 5, 6), sparse, null), 4)).toEqual([
    3,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    0,
    9,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(read(columnOf([1, null]), 2)).toEqual([1, 1, Number.NaN]);
  expect(read(values(null, [1]), 2)).toEqual([1, Number.NaN, 1]);
  const absent = {
    ...vectorColumn({ data: new Float64Array(4), rows: 2, columns: 2 }),
    validity: Uint8Array.of(1),
  } as Column;
  expect(read(absent, 2)).toEqual([2, 0, 0, Number.NaN, Number.NaN]);
});

test.each([
  [values("a"), 'as it must hold vectors of numbers: got "a" in row 1024; use stringIndexer for texts'],
  [values(["a"]), 'as it must hold vectors of numbers: got ["a"]'],
  [values([1], [1, 2]), "as all its vectors must have 1 numbers: got 2 in row 1025; assemble them in one way"],
  [
    values({ size: 2, indices: [1, 1], values: [1, 1] }),
    "as indices of sparse vectors must ascend and be less than their size: got 1 behind 1 with size 2",
  ],
  [values({ size: 2, indices: [2], values: [1] }), "got 2 behind -1 with size 2"],
  [values({ size: 2, indices: [-1], values: [1] }), "got -1 behind -1 with size 2"],
  [values({ size: 2, indices: [Number.NaN], values: [1] }), "got NaN behind -1"],
  [values({ size: 2, indices: [0.5], values: [1] }), "got 0.5 behind -1"],
  [
    values({ size: 2, indices: [1], values: [] }),
    "as a sparse vector has a value for each index: got 1 index, 0 values in row 1024; mend",
  ],
] as const)("what is no vector is refused with place and remedy", (column, message) => {
  expect(() => matrixOfColumn(column, 2, place)).toThrow(message);
});

test("sparse vectors are one behind another, and come back as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 9 })))), (rows) => {
      const vectors = rows.map(
        (indices) =>
          indices && { size: 10, indices: Int32Array.from(indices).sort(), values: Float64Array.from(indices) },
      );
      const read = sparseOf(values(...vectors), vectors.length, place);
      if (vectors.every((vector) => vector === null)) {
        expect(read).toBeUndefined();
        return;
      }
      const column = sparseColumn(read!);
      vectors.forEach((vector, row) => {
        const empty = { size: 10, indices: new Int32Array(0), values: new Float64Array(0) };
        expect(valueAt(column, row)).toEqual(vector ?? empty);
      });
    }),
  );
});

test("dense vectors are no sparse ones, and the two do not mix", () => {
  expect(sparseOf(values([1, 2]), 1, place)).toBeUndefined();
  expect(() => sparseOf(values({ size: 1, indices: [], values: [] }, [1]), 2, place)).toThrow(
    "as it must hold sparse vectors throughout: got [1] in row 1025; make all rows of one kind",
  );
});
