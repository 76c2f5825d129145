import type { Column } from "./column.ts";
import { type DataType, exactDecimalDigits, expectedText, type VectorType } from "./data-type.ts";
import { nestedValue } from "./nested-value.ts";
import { notVector, vectorColumn } from "./vectors.ts";

/** Called with a row whose value does not fit and why; it throws, or the row is to be left out. */
export type Misfit = (row: number, reason: string) => void;

/** Values as a column of a given type. Null and undefined are absent values; what does not fit is reported. */
export function typedColumn(type: DataType, values: readonly unknown[], misfit: Misfit): Column {
  switch (type.kind) {
    case "boolean":
      return { type, layout: "uint8", ...filled(new Uint8Array(values.length), values, type, misfit) };
    case "int32":
      return { type, layout: "int32", ...filled(new Int32Array(values.length), values, type, misfit) };
    case "bigint":
      return { type, layout: "bigint64", ...filled(new BigInt64Array(values.length), values, type, misfit) };
    case "float64":
    case "int64":
    case "timestamp":
    case "date":
      return { type, layout: "float64", ...filled(new Float64Array(values.length), values, type, misfit) };
    case "decimal":
      if (type.precision <= exactDecimalDigits)
        return { type, layout: "float64", ...filled(new Float64Array(values.length), values, type, misfit) };
      return checked(type, values, misfit);
    case "vector":
      return vectors(type, values, misfit);
    default:
      return checked(type, values, misfit);
  }
}

function vectors(type: VectorType, values: readonly unknown[], misfit: Misfit): Column {
  const fitting = values.map((value, row) => {
    if (value === null || value === undefined) return null;
    const problem = notVector(value, type.size);
    if (problem === undefined) return value;
    misfit(row, misfitIn(type, value, problem));
    return null;
  });
  return vectorColumn(type, fitting);
}

function filled<Values extends Uint8Array | Int32Array | Float64Array | BigInt64Array>(
  out: Values,
  values: readonly unknown[],
  type: DataType,
  misfit: Misfit,
): { values: Values; validity: Uint8Array | undefined } {
  const validity = new Uint8Array((values.length + 7) >> 3);
  let absent = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) {
      absent++;
      continue;
    }
    const stored = storedForm(type, value);
    if (stored === undefined) misfit(row, misfitText(type, value));
    else out[row] = stored as never;
    validity[row >> 3]! |= 1 << (row & 7);
  }
  return { values: out, validity: absent > 0 ? validity : undefined };
}

function checked(type: DataType, values: readonly unknown[], misfit: Misfit): Column {
  const out = values.map((value, row) => {
    if (value === null || value === undefined) return null;
    const stored = storedForm(type, value);
    if (stored === undefined) misfit(row, misfitText(type, value));
    return stored;
  });
  return { type, layout: "values", values: out, validity: undefined };
}

/** What is kept of a value; undefined when it does not fit the type. */
function storedForm(type: DataType, value: unknown): unknown {
  switch (type.kind) {
    case "boolean":
      return typeof value === "boolean" ? Number(value) : undefined;
    case "int32":
      return typeof value === "number" && Math.trunc(value) === value && Math.abs(value + 0.5) < 2 ** 31
        ? value
        : undefined;
    case "int64":
      return Number.isSafeInteger(value) ? value : undefined;
    case "float64":
      return typeof value === "number" ? value : undefined;
    case "timestamp":
    case "date":
      return timeOf(value);
    case "bigint":
      return typeof value === "bigint" && BigInt.asIntN(64, value) === value ? value : undefined;
    case "decimal":
      return decimalForm(type, value);
    case "string":
      return typeof value === "string" ? value : undefined;
    case "bytes":
      return value instanceof Uint8Array ? value : undefined;
    case "vector":
      return notVector(value, type.size) === undefined ? Float64Array.from(value as ArrayLike<number>) : undefined;
    case "list":
    case "struct":
      return nestedValue(type, value, itemForm);
    default:
      return value;
  }
}

/** Items are kept as rows have them, where columns have numbers for truth and for dates. */
function itemForm(type: DataType, value: unknown): unknown {
  if (type.kind === "boolean") return typeof value === "boolean" ? value : undefined;
  if (type.kind === "timestamp" && type.as === "Date") return value instanceof Date ? value : undefined;
  return storedForm(type, value);
}

function timeOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : value;
  return typeof time === "number" && Number.isFinite(time) ? time : undefined;
}

/** A decimal is given as a number, a bigint or text; it must have no more digits than the type. */
function decimalForm(type: DataType & { kind: "decimal" }, value: unknown): unknown {
  if (!["number", "bigint", "string"].includes(typeof value)) return undefined;
  const match = /^(-?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(String(value));
  if (match === null || (match[2] === "" && match[3] === undefined && !/0/.test(String(value)))) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  if (fraction.length > type.scale || whole.length > type.precision - type.scale) return undefined;
  if (type.precision <= exactDecimalDigits) return Number(value);
  const isZero = whole === "" && fraction === "";
  return `${isZero ? "" : sign}${whole === "" ? "0" : whole}${type.scale > 0 ? `.${fraction.padEnd(type.scale, "0")}` : ""}`;
}

function misfitText(type: DataType, value: unknown): string {
  const isNested = type.kind === "list" || type.kind === "struct";
  const text = typeof value === "string" || isNested ? jsonOf(value) : String(value);
  return misfitIn(type, value, `${typeof value} ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`);
}

function misfitIn(type: DataType, value: unknown, got: string): string {
  return `it must be ${expectedText(type, value)}: got ${got}`;
}

function jsonOf(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? String(each) : each)) ?? String(value)
    );
  } catch {
    return String(value);
  }
}
