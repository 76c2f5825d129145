import type { Column } from "./column.ts";
import { any, boolean, type DataType, type Field, float64, string } from "./data-type.ts";
import { isVector, vectorColumn, vectorSizeOf } from "./vectors.ts";

/** A column of any values, of the narrowest type that holds them all as they are. */
export function columnOf(values: readonly unknown[]): Column {
  const kind = kindOf(values);
  if (kind.base === "number") return { type: float64, layout: "float64", ...numbers(values, kind.absent) };
  if (kind.base === "boolean") return { type: boolean, layout: "uint8", ...booleans(values, kind.absent) };
  if (kind.size > 0) return vectorColumn({ kind: "vector", size: kind.size }, values);
  return { type: kind.base === "string" ? string : any, layout: "values", values, validity: undefined };
}

/** The field of such a column: rows get the same absent value back that went in. */
export function fieldOf(name: string, column: Column, values: readonly unknown[]): Field {
  return column.validity !== undefined && values.includes(undefined)
    ? { name, type: column.type, missing: "undefined" }
    : { name, type: column.type };
}

/** A column of numbers with a type that says more of them (timestamp, int32 …). */
export function numberColumn(type: DataType, values: Float64Array): Column {
  return type.kind === "int32"
    ? { type, layout: "int32", values: new Int32Array(values), validity: undefined }
    : { type, layout: "float64", values, validity: undefined };
}

/** `size` is 0 where they are no vectors that are alike. */
function kindOf(values: readonly unknown[]): { base: string; absent: boolean; size: number } {
  let base = "";
  let size = 0;
  let nulls = false;
  let undefineds = false;
  for (const value of values) {
    if (value === null) nulls = true;
    else if (value === undefined) undefineds = true;
    else if (base === "") {
      base = typeof value;
      size = vectorSizeOf(value) ?? 0;
    } else if (base !== typeof value) return { base: "any", absent: true, size: 0 };
    else if (size > 0 && !isVector(value, size)) size = 0;
  }
  if (nulls && undefineds) return { base: "any", absent: true, size: 0 };
  return { base, absent: nulls || undefineds, size };
}

function numbers(
  values: readonly unknown[],
  absent: boolean,
): { values: Float64Array; validity: Uint8Array | undefined } {
  const out = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) out[row] = (values[row] ?? 0) as number;
  return { values: out, validity: absent ? validityOf(values) : undefined };
}

function booleans(
  values: readonly unknown[],
  absent: boolean,
): { values: Uint8Array; validity: Uint8Array | undefined } {
  const out = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) out[row] = values[row] === true ? 1 : 0;
  return { values: out, validity: absent ? validityOf(values) : undefined };
}

function validityOf(values: readonly unknown[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let row = 0; row < values.length; row++) {
    if (values[row] !== null && values[row] !== undefined) bits[row >> 3]! |= 1 << (row & 7);
  }
  return bits;
}
