import { shownValue } from "./written-values.ts";

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

/** The narrowest type that holds all values of a column that are there. */
export function typeOfValues(values: Iterable<unknown>): ValueType {
  let type: ValueType | undefined;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    type = wider(type, typeOfValue(value));
    if (type === "string") return type;
  }
  return type ?? "string";
}

function typeOfValue(value: unknown): ValueType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "bigint") return value >= -(2n ** 63n) && value < 2n ** 63n ? "long" : "string";
  if (typeof value !== "number") return "string";
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return "double";
  return (value | 0) === value ? "int" : "long";
}

function wider(one: ValueType | undefined, other: ValueType): ValueType {
  if (one === undefined || one === other) return other;
  const numbers = ["int", "long", "double"] as const;
  const [a, b] = [numbers.indexOf(one as "int"), numbers.indexOf(other as "int")];
  return a < 0 || b < 0 ? "string" : numbers[Math.max(a, b)]!;
}

/** The text of a value; undefined where it has none. */
export function textOfValue(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : (infinite[String(value)] ?? String(value));
  return typeof value === "bigint" || typeof value === "boolean" ? String(value) : undefined;
}

const infinite: Readonly<Record<string, string>> = { Infinity: "INF", "-Infinity": "-INF" };

export function unwritable(path: string, format: string, column: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as values in ${format} must be numbers, booleans or texts without control characters: ` +
      `got ${shownValue(value)} in ${JSON.stringify(column)}; map it before, leave it out by columns: […], or write node-link JSON`,
  );
}
