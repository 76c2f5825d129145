import type { Column, DataType } from "../../../core/io/mod.ts";

/** A column without a value: what a file gives that lacks it. */
export function absentColumn(type: DataType, rows: number): Column {
  return { type, validity: undefined, layout: "values", values: new Array<null>(rows).fill(null) };
}
