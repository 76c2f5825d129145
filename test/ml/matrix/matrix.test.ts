import { expect, test } from "vitest";
import { matrixOf, rowsBetween } from "../../../ml/matrix/matrix.ts";

test("rows lie one behind another", () => {
  const matrix = matrixOf([[1, 2], Float64Array.of(3, 4), [5, 6]]);
  expect(matrix).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 });
  expect(rowsBetween(matrix, 1, 3)).toEqual({ data: Float64Array.of(3, 4, 5, 6), rows: 2, columns: 2 });
  expect(matrixOf([])).toEqual({ data: new Float64Array(), rows: 0, columns: 0 });
});

test("rows of other lengths are refused", () => {
  expect(() => matrixOf([[1, 2], [3]])).toThrow(
    "Cannot make a matrix as its rows must be of one length: got 1 value in row 1, 2 in row 0; fill what is missing",
  );
});
