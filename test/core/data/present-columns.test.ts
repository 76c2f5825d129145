import fc from "fast-check";
import { expect, test } from "vitest";
import type { Column } from "../../../core/data/column.ts";
import { int32 } from "../../../core/data/data-type.ts";
import { presentColumns } from "../../../core/data/present-columns.ts";

const bits = Uint8Array.of(0b1111_0110, 0b11);
const values = Int32Array.from({ length: 10 }, (_, row) => row);
const column = (validity: Uint8Array | undefined): Column => ({ type: int32, layout: "int32", values, validity });

function present(columns: readonly Column[], ...rows: number[]): boolean[] {
  return presentColumns(columns, Int32Array.from(rows)).map(({ validity }) => validity === undefined);
}

test("a column loses its bits where all of the rows have a value", () => {
  expect(present([column(bits)], 1, 2, 8)).toEqual([true]);
  expect(present([column(bits)], 1, 2, 3, 8)).toEqual([false]);
  expect(present([column(bits)])).toEqual([true]);
});

test("columns are told apart by their bits", () => {
  const columns = [column(bits), column(undefined), column(bits), column(Uint8Array.of(255, 255)), column(bits)];
  expect(present(columns, 0, 9)).toEqual([false, true, false, true, false]);
  expect(presentColumns(columns, Int32Array.of(0, 9))[0]).toBe(columns[0]);
});

test("rows that ascend, few of them left out or many, are there if each of them is", () => {
  const chosen = fc.array(fc.boolean(), { minLength: 40, maxLength: 200 });
  fc.assert(
    fc.property(chosen, fc.constantFrom(1, 8, 30), fc.option(fc.nat(199)), (left, of, missing) => {
      const rows = [...left.keys()].filter((row) => row % of !== 0 || left[row] === true);
      const validity = new Uint8Array(25).fill(255);
      if (missing !== null) validity[missing >> 3]! &= ~(1 << (missing & 7));
      expect(present([column(validity)], ...rows)).toEqual([missing === null || !rows.includes(missing)]);
    }),
    { numRuns: 500 },
  );
});
