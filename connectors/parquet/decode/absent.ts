import type { Column, DataType } from "../../../core/io/mod.ts";
import { dictionaryOf, exactDecimalDigits, vectorColumn } from "../../../core/io/mod.ts";

/** A column without a value in its usual layout: what a file gives that lacks it. */
export function absentColumn(type: DataType, rows: number): Column {
  const validity = new Uint8Array((rows + 7) >> 3);
  switch (type.kind) {
    case "boolean":
      return { type, validity, layout: "uint8", values: new Uint8Array(rows) };
    case "int32":
      return { type, validity, layout: "int32", values: new Int32Array(rows) };
    case "int64":
    case "float64":
    case "timestamp":
    case "date":
      return { type, validity, layout: "float64", values: new Float64Array(rows) };
    case "decimal":
      return type.precision <= exactDecimalDigits
        ? { type, validity, layout: "float64", values: new Float64Array(rows) }
        : nulls(type, rows);
    case "bigint":
      return { type, validity, layout: "bigint64", values: new BigInt64Array(rows) };
    case "string":
      return { type, validity, layout: "dictionary", codes: new Int32Array(rows), dictionary: dictionaryOf([""]) };
    case "vector":
      return vectorColumn(type, new Array<null>(rows).fill(null));
    default:
      return nulls(type, rows);
  }
}

function nulls(type: DataType, rows: number): Column {
  return { type, validity: undefined, layout: "values", values: new Array<null>(rows).fill(null) };
}
