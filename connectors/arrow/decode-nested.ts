import { type Column, type ColumnOf, type DataType, float64, isValid, type VectorType } from "../../core/io/mod.ts";

import type { BodyCursor } from "./body.ts";
import { columnType } from "./column-type.ts";
import { type Decoding, decodeColumn, oneByOne, validityOf, valuesOf } from "./decode.ts";
import { itemBytes, smallIntegers } from "./decode-numbers.ts";
import { mustRise, readOffsets } from "./decode-texts.ts";
import { gatherRows } from "./gather-rows.ts";
import type { ArrowField, ArrowType } from "./schema.ts";

/** Columns that hold others, by way of JavaScript values: general, not fast. */
export function decodeNested(
  field: ArrowField,
  stored: ArrowType,
  type: DataType,
  rows: number,
  absent: number,
  decoding: Decoding,
): Column {
  const { cursor } = decoding;
  switch (stored.kind) {
    case "list": {
      const validity = validityOf(cursor, rows, absent);
      const spans = stored.hasSizes
        ? sizedSpans(cursor, rows, stored.offsets)
        : offsetSpans(cursor, rows, stored.offsets);
      return lists(field.children[0]!, type, rows, validity, spans, decoding);
    }
    case "map": {
      const validity = validityOf(cursor, rows, absent);
      const spans = offsetSpans(cursor, rows, 32);
      const [key, value] = field.children[0]!.children;
      const entries = { ...field.children[0]!, children: [named(key!, "key"), named(value!, "value")] };
      return lists(entries, type, rows, validity, spans, decoding);
    }
    case "fixed list": {
      const validity = validityOf(cursor, rows, absent);
      if (type.kind === "vector") return vectors(field.children[0]!, stored.size, type, { rows, validity }, decoding);
      const span = (row: number): Span => [row * stored.size, (row + 1) * stored.size];
      return lists(field.children[0]!, type, rows, validity, span, decoding);
    }
    case "struct":
      return structs(field, type, rows, validityOf(cursor, rows, absent), decoding);
    case "union":
      return unions(field, stored, type, rows, decoding);
    case "run ends":
      return runs(field, type, rows, decoding);
    default:
      throw new RangeError(`a column of ${stored.kind}`);
  }
}

function named(field: ArrowField, name: string): ArrowField {
  return { ...field, name };
}

type Span = readonly [start: number, end: number];

function offsetSpans(cursor: BodyCursor, rows: number, bits: 32 | 64): (row: number) => Span {
  const ends = readOffsets({ bytes: cursor.buffer(), rows, validity: undefined }, bits);
  mustRise(ends, Number.POSITIVE_INFINITY);
  return (row) => [ends[row]!, ends[row + 1]!];
}

function sizedSpans(cursor: BodyCursor, rows: number, bits: 32 | 64): (row: number) => Span {
  const numbers = (): ArrayLike<number> => {
    const items = { bytes: cursor.buffer(), rows, validity: undefined };
    if (bits === 32) return smallIntegers(items, { bits: 32, signed: true });
    const { buffer, byteOffset } = itemBytes(items, 8);
    return Array.from(new BigInt64Array(buffer, byteOffset, rows), Number);
  };
  const [starts, sizes] = [numbers(), numbers()];
  return (row) => [starts[row]!, starts[row]! + sizes[row]!];
}

function lists(
  child: ArrowField,
  type: DataType,
  rows: number,
  validity: Uint8Array | undefined,
  spanOf: (row: number) => Span,
  decoding: Decoding,
): Column {
  const itemType = type.kind === "list" ? type.item : columnType(child, decoding.int64);
  const { column, rows: count } = decodeColumn(child, itemType, decoding);
  const items = valuesOf(column, count);
  return oneByOne(type, rows, validity, (row) => {
    const [start, end] = spanOf(row);
    if (!(start >= 0 && start <= end && end <= count))
      throw new RangeError(`items ${start} to ${end} of a list, where ${count} are there`);
    return items.slice(start, end);
  });
}

function vectors(
  child: ArrowField,
  size: number,
  type: VectorType,
  { rows, validity }: { readonly rows: number; readonly validity: Uint8Array | undefined },
  decoding: Decoding,
): Column {
  if (size !== type.size) throw new RangeError(`vectors of ${size} numbers, where ${type.size} are wanted`);
  const { column, rows: count } = decodeColumn(child, float64, decoding);
  mustHold(rows * size, count);
  const absent = column.validity === undefined ? -1 : absentItem(column.validity, rows, size, validity);
  if (absent >= 0) {
    throw new RangeError(
      `no value at ${absent % size} of the vector of row ${Math.floor(absent / size) + 1} of the batch (with a schema that has the column as list("float64") it is null)`,
    );
  }
  return { type, layout: "vector", data: (column as ColumnOf<"float64">).values, validity };
}

/** The first item that is absent in a vector that is there. */
function absentItem(items: Uint8Array, rows: number, size: number, validity: Uint8Array | undefined): number {
  for (let at = 0; at < rows * size; at++) {
    if (!isValid(items, at) && isValid(validity, Math.floor(at / size))) return at;
  }
  return -1;
}

function structs(
  { children }: ArrowField,
  type: DataType,
  rows: number,
  validity: Uint8Array | undefined,
  decoding: Decoding,
): Column {
  const wanted =
    type.kind === "struct" ? type.fields : children.map((child) => ({ name: child.name, type: undefined }));
  const types = new Map<string, DataType | undefined>(wanted.map((field) => [field.name, field.type]));
  const columns = new Map<string, readonly unknown[]>();
  for (const child of children) {
    if (!types.has(child.name)) {
      decoding.cursor.skip(child);
      continue;
    }
    const { column, rows: count } = decodeColumn(
      child,
      types.get(child.name) ?? columnType(child, decoding.int64),
      decoding,
    );
    mustHold(rows, count);
    columns.set(child.name, valuesOf(column, rows));
  }
  const values = wanted.map(({ name }) => [name, columns.get(name)] as const);
  return oneByOne(type, rows, validity, (row) =>
    Object.fromEntries(values.map(([name, items]) => [name, items?.[row] ?? null])),
  );
}

/** Each row says in which column its value is; where they are dense, also at which place of it. */
function unions(
  { children }: ArrowField,
  { isDense, ids }: ArrowType & { readonly kind: "union" },
  type: DataType,
  rows: number,
  decoding: Decoding,
): Column {
  const { cursor } = decoding;
  if (cursor.version < 5) cursor.buffer();
  const kinds = smallIntegers({ bytes: cursor.buffer(), rows, validity: undefined }, { bits: 8, signed: true });
  const places = isDense
    ? smallIntegers({ bytes: cursor.buffer(), rows, validity: undefined }, { bits: 32, signed: true })
    : undefined;
  const columns = children.map((child) => {
    const { column, rows: count } = decodeColumn(child, columnType(child, decoding.int64), decoding);
    return valuesOf(column, count);
  });
  const childOf = new Map(children.map((_, at) => [ids[at] ?? at, columns[at]!]));
  return oneByOne(type, rows, undefined, (row) => {
    const values = childOf.get(kinds[row]!);
    const place = places?.[row] ?? row;
    if (values === undefined || place < 0 || place >= values.length)
      throw new RangeError(`a value of kind ${kinds[row]} at ${place}, which is not there`);
    return values[place];
  });
}

/** Values, and the row behind the last that has each. */
function runs({ children }: ArrowField, type: DataType, rows: number, decoding: Decoding): Column {
  if (decoding.cursor.version < 5) decoding.cursor.buffer();
  const ends = decodeColumn(children[0]!, columnType(children[0]!, "number"), decoding);
  const { column, rows: count } = decodeColumn(children[1]!, type, decoding);
  const lasts = valuesOf(ends.column, ends.rows) as readonly number[];
  const places = new Int32Array(rows);
  let row = 0;
  for (const [run, end] of lasts.entries()) {
    if (run >= count || !(end >= row)) throw new RangeError(`a run that ends at ${end}, behind one at ${row}`);
    places.fill(run, row, Math.min(rows, end));
    row = Math.min(rows, end);
  }
  if (row < rows) throw new RangeError(`${row} of ${rows} rows in runs`);
  return gatherRows(column, places, undefined);
}

function mustHold(rows: number, count: number): void {
  if (count < rows) throw new RangeError(`${count} values of ${rows} rows`);
}
