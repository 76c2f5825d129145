import { type Column, type DataType, vectorColumn } from "../../core/io/mod.ts";
import { layoutOf } from "./layout.ts";

/** A column of a file that lacks it. */
export function absentColumn(type: DataType, rows: number): Column {
  if (type.kind === "vector") return vectorColumn(type, new Array<null>(rows).fill(null));
  const layout = layoutOf(type);
  const validity = new Uint8Array((rows + 7) >> 3);
  switch (layout) {
    case "utf8":
      return {
        type,
        layout,
        bytes: new Uint8Array(0),
        starts: new Int32Array(rows),
        lengths: new Int32Array(rows),
        validity,
      };
    case "values":
      return { type, layout, values: new Array<unknown>(rows).fill(null), validity: undefined };
    case "float64":
      return { type, layout, values: new Float64Array(rows), validity };
    case "int32":
      return { type, layout, values: new Int32Array(rows), validity };
    case "bigint64":
      return { type, layout, values: new BigInt64Array(rows), validity };
    case "uint8":
      return { type, layout, values: new Uint8Array(rows), validity };
  }
}
