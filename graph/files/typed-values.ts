import type { EdgeRecord, VertexId, VertexRecord } from "./document.ts";
import { rowName, shownValue } from "./written-values.ts";

/** The types that attributes of GraphML and GEXF have. */
export type ValueType = "boolean" | "int" | "long" | "float" | "double" | "string";

/** The value that a text of a type stands for; undefined where it is none. */
export function valueOfType(type: ValueType, text: string): unknown {
  const trimmed = text.trim();
  switch (type) {
    case "string":
      return text;
    case "boolean":
      return /^(?:true|1)$/i.test(trimmed) ? true : /^(?:false|0)$/i.test(trimmed) ? false : undefined;
    case "int":
    case "long":
      return wholeOf(trimmed);
    default:
      return floatOf(trimmed);
  }
}

/** Beyond what a double holds exactly, a bigint. */
function wholeOf(text: string): number | bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text.replace(/^\+/, ""));
}

function floatOf(text: string): number | undefined {
  const special = /^([+-]?)(?:inf|infinity|(nan))$/i.exec(text);
  if (special !== null)
    return special[2] === undefined ? (special[1] === "-" ? -1 : 1) * Number.POSITIVE_INFINITY : Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * The narrowest type that holds all values of a column that are there.
 *
 * @throws Where none does, as of texts beside numbers, or of fractions beside whole numbers that a double rounds.
 */
export function typeOfColumn(
  column: string,
  rows: readonly (VertexRecord | EdgeRecord)[],
  path: string,
  format: string,
): ValueType {
  const type = widestType(rows.map(({ values }) => values[column]));
  if (typeof type === "number") throw unwritable(path, format, column, rows[type]!);
  return type;
}

/** Of what type all ids are: they are texts to who reads no more than them. */
export function typeOfIds(rows: readonly VertexRecord[], path: string, format: string): ValueType {
  const type = widestType(rows.map(({ id }) => id));
  if (typeof type === "number") throw unfitId(rows[type]!.id, path, format);
  return type;
}

/** The type of all values that are there, or where the first is that does not fit. */
function widestType(values: readonly unknown[]): ValueType | number {
  let type: ValueType | undefined;
  for (const [at, value] of values.entries()) {
    if (isAbsent(value)) continue;
    const own = typeOfValue(value);
    type = own === undefined ? undefined : wider(type, own);
    if (type === undefined) return at;
  }
  const rounded = type === "double" ? values.findIndex((value) => !isAbsent(value) && !fitsDouble(value)) : -1;
  return rounded < 0 ? (type ?? "string") : rounded;
}

/** What a file says nothing of, and is read as null where other rows have the column. */
export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}

/** Whether it is a number that a double holds as it is. */
export function fitsDouble(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "bigint" && BigInt(Number(value)) === value);
}

function typeOfValue(value: unknown): ValueType | undefined {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? "long" : undefined;
  if (typeof value !== "number") return "string";
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return "double";
  return (value | 0) === value ? "int" : "long";
}

function wider(one: ValueType | undefined, other: ValueType): ValueType | undefined {
  if (one === undefined || one === other) return other;
  const numbers = ["int", "long", "double"] as const;
  const [a, b] = [numbers.indexOf(one as "int"), numbers.indexOf(other as "int")];
  return a < 0 || b < 0 ? undefined : numbers[Math.max(a, b)]!;
}

/** The text of a value; undefined where it has none. */
export function textOfValue(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : (infinite[String(value)] ?? String(value));
  return typeof value === "bigint" || typeof value === "boolean" ? String(value) : undefined;
}

const infinite: Readonly<Record<string, string>> = { Infinity: "INF", "-Infinity": "-INF" };

export function unfitId(id: VertexId, path: string, format: string, numbers = "numbers"): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as ids in ${format} must be all texts without control characters, or all ${numbers}: ` +
      `got ${shownValue(id)}; make all of them texts by mapIds((id) => String(id)) before, or write node-link JSON, which keeps any`,
  );
}

/** What is in a column of that row has no place in the format. */
export function unwritable(path: string, format: string, column: string, row: VertexRecord | EdgeRecord): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as values in ${format} must be numbers, booleans or texts without control characters, and of one kind in a column: ` +
      `got ${shownValue(row.values[column])} in ${JSON.stringify(column)} of ${rowName(row)}; map it before, leave it out by columns: […], or write node-link JSON`,
  );
}
