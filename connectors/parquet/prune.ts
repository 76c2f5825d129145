import type { Condition } from "../../core/io/mod.ts";
import { toFloat64 } from "./decode/conversions.ts";
import type { ParquetFile } from "./file.ts";
import type { Statistics } from "./format/metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { isFlat } from "./format/schema-tree.ts";

type Value = Condition["value"];

/** Whether a row group may hold a row that fulfils all conditions, as far as its statistics tell. */
export function mayMatch(file: ParquetFile, group: number, conditions: readonly Condition[]): boolean {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  return conditions.every((condition) => {
    const node = flatColumn(file, condition.column);
    return node === undefined || rowsMayMatch(node, chunks[node.firstLeaf]!.statistics, rows, condition);
  });
}

/** The column of that name, where bounds tell something of its values. */
export function flatColumn({ columns }: ParquetFile, name: string): SchemaNode | undefined {
  const node = columns.find((column) => column.element.name === name);
  return node !== undefined && isFlat(node) ? node : undefined;
}

/** Whether one of so many rows may fulfil a condition, of which these are the bounds. */
export function rowsMayMatch(
  node: SchemaNode,
  statistics: Statistics | undefined,
  rows: number,
  condition: Condition,
): boolean {
  const nulls = node.definition === 0 ? 0 : statistics?.nullCount;
  if (nulls !== 0 && nullMatches(condition)) return true;
  if (nulls === rows) return false;
  const [min, max] = boundsOf(node, statistics);
  return min === undefined || max === undefined || mayHold(condition, min, max);
}

/** Conditions come from lambdas, in which `null < 5` is true: null compares as 0, though it equals no constant. */
function nullMatches(condition: Condition): boolean {
  if (condition.compare === "=") return false;
  return condition.compare === "!=" || mayHold({ ...condition, value: Number(condition.value) }, 0, 0);
}

function mayHold({ compare, value }: Condition, min: Value, max: Value): boolean {
  if (compare === "!=") return true;
  if (Number.isNaN(value)) return false;
  // Only values of one kind have an order that the writer's statistics share.
  if (!comparable(value, min)) return true;
  switch (compare) {
    case "=":
      return min <= value && value <= max;
    case "<":
      return min < value;
    case "<=":
      return min <= value;
    case ">":
      return max > value;
    case ">=":
      return max >= value;
  }
}

function comparable(a: Value, b: Value): boolean {
  const isNumber = (value: Value) => typeof value === "number" || typeof value === "bigint";
  return isNumber(a) ? isNumber(b) : typeof a === typeof b;
}

/** The bounds as a lambda would see them, where that is exactly possible. */
function boundsOf(
  node: SchemaNode,
  statistics: Statistics | undefined,
): readonly [Value | undefined, Value | undefined] {
  const { logical } = node.element;
  const unsigned = logical?.kind === "integer" && !logical.signed;
  const read = statistics?.order === "signed" && unsigned ? undefined : boundReader(node);
  if (statistics?.min === undefined || statistics.max === undefined || read === undefined)
    return [undefined, undefined];
  return [read(statistics.min), read(statistics.max)];
}

function boundReader({ element }: SchemaNode): ((bound: Uint8Array) => Value | undefined) | undefined {
  const { physical, logical } = element;
  switch (physical) {
    case "BYTE_ARRAY":
      return logical?.kind === "string" || logical?.kind === "enum" ? asciiText : undefined;
    case "INT64":
      if (logical === undefined || logical.kind === "integer")
        return (bound) => int64Of(bound, logical?.signed !== false);
      return logical.kind === "decimal" && logical.precision > 15 ? undefined : numberReader(element, 8);
    case "INT32":
    case "FLOAT":
      return numberReader(element, 4);
    case "DOUBLE":
      return numberReader(element, 8);
    default:
      return undefined;
  }
}

/**
 * Text beyond ASCII sorts otherwise by UTF-16 units, as JavaScript compares, than by bytes, as statistics do. Only
 * where both bounds are ASCII can nothing go wrong: what lies between them in one order does so in the other.
 */
function asciiText(bound: Uint8Array): string | undefined {
  return bound.every((byte) => byte < 128) ? String.fromCharCode(...bound) : undefined;
}

function int64Of(bound: Uint8Array, signed: boolean): bigint | undefined {
  if (bound.length !== 8) return undefined;
  const view = new DataView(bound.buffer, bound.byteOffset, 8);
  return signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true);
}

function numberReader(element: SchemaNode["element"], width: number): (bound: Uint8Array) => number | undefined {
  const convert = toFloat64(element);
  return (bound) => {
    if (bound.length !== width) return undefined;
    const value = new Float64Array(1);
    convert({ bytes: new Uint8Array(bound), start: 0, encoding: "PLAIN", count: 1 }, value, 0);
    return Number.isNaN(value[0]!) ? undefined : value[0]!;
  };
}
