import type { FlatTable } from "./flat-table.ts";

/** Types of Arrow's columns as they lie in a file. `ticks` are those of a millisecond; `offsets` the bits of places. */
export type ArrowType =
  | { readonly kind: "null" | "boolean" | "struct" | "map" | "run ends" }
  | { readonly kind: "int"; readonly bits: number; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: number }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number; readonly bits: number }
  | { readonly kind: "date" | "time" | "timestamp" | "duration"; readonly bits: number; readonly ticks: Ticks }
  | { readonly kind: "interval"; readonly unit: "months" | "days" | "nanoseconds" }
  | { readonly kind: "text" | "binary"; readonly offsets: 32 | 64 | "views" }
  | { readonly kind: "fixed"; readonly width: number }
  | { readonly kind: "list"; readonly offsets: 32 | 64; readonly hasSizes: boolean }
  | { readonly kind: "fixed list"; readonly size: number }
  | { readonly kind: "union"; readonly isDense: boolean; readonly ids: readonly number[] };

/** What a count is multiplied by and divided by to be milliseconds. */
export interface Ticks {
  readonly times: number;
  readonly by: number;
}

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  /** Where the column holds places in a dictionary, of which `type` is that of the entries. */
  readonly dictionary: { readonly id: string; readonly bits: number; readonly signed: boolean } | undefined;
  /** The name of an extension of the type, as `arrow.json`. */
  readonly extension: string | undefined;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly notes: ReadonlyMap<string, string>;
}

/** @see https://github.com/apache/arrow/blob/main/format/Schema.fbs */
export function readSchema(schema: FlatTable): ArrowSchema {
  if (schema.int16(0) !== 0) throw new RangeError("big-endian values, which hardly any machine has");
  const fields = schema.tables(1).map((field) => readField(field, 0));
  const twice = nameTwice(fields);
  if (twice !== undefined) throw new RangeError(`two columns of the name ${JSON.stringify(twice)}`);
  return { fields, notes: readNotes(schema, 2) };
}

function nameTwice(fields: readonly ArrowField[]): string | undefined {
  const seen = new Set<string>();
  return fields.find(({ name }) => seen.size === seen.add(name).size)?.name;
}

function readNotes(table: FlatTable, field: number): ReadonlyMap<string, string> {
  return new Map(table.tables(field).map((pair) => [pair.text(0) ?? "", pair.text(1) ?? ""]));
}

const deepest = 64;

function readField(field: FlatTable, depth: number): ArrowField {
  if (depth > deepest) throw new RangeError("a schema that does not end");
  const coded = field.table(4);
  const index = coded?.table(1);
  const name = field.text(0) ?? "";
  const children = field.tables(5).map((child) => readField(child, depth + 1));
  const type = readType(field.int8(2), field.table(3), name);
  mustHaveChildren(name, type, children);
  const twice = type.kind === "struct" ? nameTwice(children) : undefined;
  if (twice !== undefined)
    throw new RangeError(`two fields of the name ${JSON.stringify(twice)} in ${JSON.stringify(name)}`);
  return {
    name,
    type,
    children,
    dictionary: coded && { id: coded.id(0), bits: index?.int32(0) ?? 32, signed: (index?.int8(1) ?? 1) !== 0 },
    extension: readNotes(field, 6).get("ARROW:extension:name"),
  };
}

function mustHaveChildren(name: string, { kind }: ArrowType, children: readonly ArrowField[]): void {
  const wanted = { list: 1, "fixed list": 1, map: 1, "run ends": 2 }[kind as string];
  const isWrong = wanted !== undefined && children.length !== wanted;
  if (isWrong || (kind === "map" && children[0]!.children.length !== 2))
    throw new RangeError(`column ${JSON.stringify(name)}, a ${kind} of ${children.length} columns`);
}

const ticksOf: readonly Ticks[] = [
  { times: 1000, by: 1 },
  { times: 1, by: 1 },
  { times: 1, by: 1000 },
  { times: 1, by: 1_000_000 },
];
export const days: Ticks = { times: 86_400_000, by: 1 };

/** By the number of the unit: seconds, milliseconds, microseconds, nanoseconds. */
export function timeTicks(unit: number): Ticks {
  const found = ticksOf[unit];
  if (found === undefined) throw new RangeError(`unknown unit of time ${unit}`);
  return found;
}

/** By the number of the type in the union `Type`; `of` is absent where nothing is said of it. */
function readType(number: number, of: FlatTable | undefined, name: string): ArrowType {
  const read = types[number];
  if (read === undefined) throw new RangeError(`column ${JSON.stringify(name)} of the unknown type ${number}`);
  if (of === undefined) throw new RangeError(`column ${JSON.stringify(name)} without a type`);
  return read(of);
}

const types: readonly (((of: FlatTable) => ArrowType) | undefined)[] = [
  undefined,
  () => ({ kind: "null" }),
  (of) => ({ kind: "int", bits: among(of.int32(0), [8, 16, 32, 64]), signed: of.int8(1) !== 0 }),
  (of) => ({ kind: "float", bits: [16, 32, 64][among(of.int16(0), [0, 1, 2])]! }),
  () => ({ kind: "binary", offsets: 32 }),
  () => ({ kind: "text", offsets: 32 }),
  () => ({ kind: "boolean" }),
  (of) => ({
    kind: "decimal",
    precision: of.int32(0),
    scale: of.int32(1),
    bits: among(of.int32(2, 128), [32, 64, 128, 256]),
  }),
  (of) =>
    of.int16(0, 1) === 0 ? { kind: "date", bits: 32, ticks: days } : { kind: "date", bits: 64, ticks: timeTicks(1) },
  (of) => ({ kind: "time", bits: among(of.int32(1, 32), [32, 64]), ticks: timeTicks(of.int16(0, 1)) }),
  (of) => ({ kind: "timestamp", bits: 64, ticks: timeTicks(of.int16(0)) }),
  (of) => ({
    kind: "interval",
    unit: (["months", "days", "nanoseconds"] as const)[among(of.int16(0), [0, 1, 2])]!,
  }),
  () => ({ kind: "list", offsets: 32, hasSizes: false }),
  () => ({ kind: "struct" }),
  (of) => ({ kind: "union", isDense: of.int16(0) === 1, ids: of.int32s(1) }),
  (of) => ({ kind: "fixed", width: notNegative(of.int32(0)) }),
  (of) => ({ kind: "fixed list", size: notNegative(of.int32(0)) }),
  () => ({ kind: "map" }),
  (of) => ({ kind: "duration", bits: 64, ticks: timeTicks(of.int16(0, 1)) }),
  () => ({ kind: "binary", offsets: 64 }),
  () => ({ kind: "text", offsets: 64 }),
  () => ({ kind: "list", offsets: 64, hasSizes: false }),
  () => ({ kind: "run ends" }),
  () => ({ kind: "binary", offsets: "views" }),
  () => ({ kind: "text", offsets: "views" }),
  () => ({ kind: "list", offsets: 32, hasSizes: true }),
  () => ({ kind: "list", offsets: 64, hasSizes: true }),
];

function among(value: number, known: readonly number[]): number {
  if (!known.includes(value)) throw new RangeError(`${value} where ${known.join(", ")} are known`);
  return value;
}

function notNegative(value: number): number {
  if (value < 0) throw new RangeError(`a size of ${value}`);
  return value;
}
