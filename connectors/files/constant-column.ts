import type { Column, DataType } from "../../core/io/mod.ts";
import { absentColumn } from "./absent-column.ts";
import { layoutOf } from "./layout.ts";

/** A column that has the same value in each row. */
export function constantColumn(type: DataType, value: unknown, rows: number): Column {
  if (value === null) return absentColumn(type, rows);
  const layout = layoutOf(type);
  const validity = undefined;
  switch (layout) {
    case "utf8": {
      const bytes = new TextEncoder().encode(String(value));
      const lengths = new Int32Array(rows).fill(bytes.length);
      return { type, layout, bytes, starts: new Int32Array(rows), lengths, validity };
    }
    case "values":
      return { type, layout, values: new Array<unknown>(rows).fill(value), validity };
    case "float64":
      return { type, layout, values: new Float64Array(rows).fill(Number(value)), validity };
    case "int32":
      return { type, layout, values: new Int32Array(rows).fill(Number(value)), validity };
    case "bigint64":
      return { type, layout, values: new BigInt64Array(rows).fill(BigInt(value as bigint)), validity };
    case "uint8":
      return { type, layout, values: new Uint8Array(rows).fill(value === true ? 1 : 0), validity };
  }
}
