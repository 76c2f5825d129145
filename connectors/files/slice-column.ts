import type { Column } from "../../core/io/mod.ts";
import { shiftBits } from "./kernels/shift-bits.ts";

/** Rows [start, start + rows) of a column. Values are shared, never copied. */
export function sliceColumn(column: Column, start: number, rows: number): Column {
  const validity = sliceValidity(column.validity, start, rows);
  const end = start + rows;
  switch (column.layout) {
    case "dictionary":
      return { ...column, validity, codes: column.codes.subarray(start, end) };
    case "utf8":
      return {
        ...column,
        validity,
        starts: column.starts.subarray(start, end),
        lengths: column.lengths.subarray(start, end),
      };
    case "vector": {
      const { size } = column.type;
      return { ...column, validity, data: column.data.subarray(start * size, end * size) };
    }
    case "values":
      return { ...column, values: column.values.slice(start, end) };
    case "uint8":
      return { ...column, validity, values: column.values.subarray(start, end) };
    case "int32":
      return { ...column, validity, values: column.values.subarray(start, end) };
    case "float64":
      return { ...column, validity, values: column.values.subarray(start, end) };
    case "bigint64":
      return { ...column, validity, values: column.values.subarray(start, end) };
  }
}

/** Bits of rows [start, start + rows), shared where they begin with a byte. */
export function sliceValidity(validity: Uint8Array | undefined, start: number, rows: number): Uint8Array | undefined {
  if (validity === undefined) return undefined;
  if ((start & 7) === 0) return validity.subarray(start >> 3, (start + rows + 7) >> 3);
  const shifted = new Uint8Array((rows + 7) >> 3);
  shiftBits(validity, start, rows, shifted);
  return shifted;
}
