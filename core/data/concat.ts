import { type Batch, makeBatch } from "./batch.ts";
import { type Column, type ColumnOf, isValid, valueAt } from "./column.ts";
import { columnOf, fieldOf } from "./column-of.ts";
import { any, type Field, float64, sameType } from "./data-type.ts";
import { type Dictionary, dictionaryOf } from "./dictionary.ts";
import { copyBits } from "./kernels/copy-bits.ts";
import { copyTexts } from "./kernels/copy-texts.ts";
import { rowSchema, type Schema, valueSchema } from "./schema.ts";

/** One column of one batch, with how it reads. */
interface Part {
  /** Undefined where the batch does not have the column. */
  readonly column: Column | undefined;
  readonly field: Field | undefined;
  readonly rowCount: number;
}

/**
 * Compact batches one after another as one. Columns meet by name; where their types differ the values stay as they are,
 * in a wider column.
 */
export function concat(batches: readonly Batch[]): Batch {
  const [first] = batches;
  if (first === undefined) throw new RangeError("Cannot put no batches together; ask whether there are any first");
  if (batches.length === 1) return first;
  const alike = batches.every(({ schema }) => schema.shape === first.schema.shape);
  const given = alike ? batches : batches.map(asValues);
  const rowCount = given.reduce((sum, batch) => sum + batch.rowCount, 0);
  const names = new Set(given.flatMap(({ schema }) => (schema === first.schema ? [] : [...schema.index.keys()])));
  const joined = [...new Set([...given[0]!.schema.index.keys(), ...names])].map((name) =>
    concatColumns(name, given.map(partOf(name)), rowCount),
  );
  return makeBatch(
    schemaOf(given, joined),
    rowCount,
    joined.map(({ column }) => column),
    {
      times: given.every(({ times }) => times !== undefined) ? concatTimes(given, rowCount) : undefined,
      kinds: given.some(({ kinds }) => kinds !== undefined) ? concatKinds(given, rowCount) : undefined,
    },
  );
}

function schemaOf(given: readonly Batch[], joined: readonly { field: Field }[]): Schema {
  const { schema } = given[0]!;
  const fields = joined.map(({ field }) => field);
  const same =
    fields.length === schema.fields.length &&
    fields.every(
      (field, at) => field.missing === schema.fields[at]!.missing && sameType(field.type, schema.fields[at]!.type),
    );
  if (same) return schema;
  const isOpen = given.some((batch) => batch.schema.open === true);
  return schema.shape === "row"
    ? rowSchema(fields, isOpen ? { open: true } : {})
    : valueSchema(fields[0]!.type, fields[0]!.missing);
}

function partOf(name: string): (batch: Batch) => Part {
  return ({ schema, columns, rowCount }) => {
    const position = schema.index.get(name);
    return position === undefined
      ? { column: undefined, field: undefined, rowCount }
      : { column: columns[position]!, field: schema.fields[position]!, rowCount };
  };
}

/** Rows become objects where others are values already. */
export function asValues(batch: Batch): Batch {
  if (batch.schema.shape === "value") return batch;
  const values = Array.from({ length: batch.rowCount }, (_, row) =>
    Object.fromEntries(batch.schema.fields.map((field, at) => [field.name, explicit(batch.columns[at]!, field, row)])),
  );
  const column: Column = { type: any, layout: "values", values, validity: undefined };
  return makeBatch(valueSchema(any), batch.rowCount, [column], { times: batch.times, kinds: batch.kinds });
}

function explicit(column: Column, field: Field, row: number): unknown {
  if (column.layout === "values") return column.values[row];
  if (isValid(column.validity, row)) return valueAt(column, row);
  return field.missing === "undefined" ? undefined : null;
}

function concatColumns(name: string, parts: readonly Part[], rowCount: number): { column: Column; field: Field } {
  const column = typed(parts, rowCount);
  const missing = parts[0]!.field?.missing;
  if (column !== undefined) {
    return { column, field: { name, type: column.type, ...(missing === undefined ? {} : { missing }) } };
  }
  const values = parts.flatMap(({ column: one, field, rowCount: rows }) =>
    Array.from({ length: rows }, (_, row) => (one === undefined ? undefined : explicit(one, field!, row))),
  );
  const widened = columnOf(values);
  return { column: widened, field: fieldOf(name, widened, values) };
}

/** All parts in one layout; undefined where they do not fit together. */
function typed(parts: readonly Part[], rowCount: number): Column | undefined {
  const columns = parts.map(({ column }) => column);
  const first = columns[0];
  if (first === undefined || columns.includes(undefined)) return undefined;
  const given = columns as Column[];
  if (!parts.every(({ field }) => field!.missing === parts[0]!.field!.missing)) return undefined;
  const validity = given.some((column) => column.validity !== undefined) ? validityOf(parts, rowCount) : undefined;
  if (!given.every(({ layout }) => layout === first.layout)) return numeric(given, parts, rowCount, validity);
  if (!given.every(({ type }) => sameType(type, first.type))) return numeric(given, parts, rowCount, validity);
  switch (first.layout) {
    case "dictionary":
      return { ...first, ...concatCodes(given as ColumnOf<"dictionary">[], parts, rowCount), validity };
    case "utf8": {
      const texts = concatTexts(given as ColumnOf<"utf8">[], parts, rowCount);
      return texts && { ...first, ...texts, validity };
    }
    case "values": {
      const lists = parts.map(({ column, rowCount: rows }) => (column as ColumnOf<"values">).values.slice(0, rows));
      return { ...first, values: joined(lists) };
    }
    case "vector": {
      const { size } = first.type;
      const data = new Float64Array(rowCount * size);
      copyAll(parts, (part, at) => {
        data.set((part as ColumnOf<"vector">).data.subarray(0, part.rowCount * size), at * size);
      });
      return { ...first, data, validity };
    }
    default: {
      const values = new (first.values.constructor as Float64ArrayConstructor)(rowCount);
      copyAll(parts, (part, at) => values.set((part as ColumnOf<"float64">).values.subarray(0, part.rowCount), at));
      return { ...first, values, validity } as Column;
    }
  }
}

/** Lists that one call is given: of many more it would run out of stack. */
const listsAtOnce = 1024;

/** Lists one after another. By `concat`, which copies them whole: `flatMap` takes four times as long. */
function joined(lists: readonly (readonly unknown[])[]): readonly unknown[] {
  let left = lists;
  do {
    const fewer: (readonly unknown[])[] = [];
    for (let from = 0; from < left.length; from += listsAtOnce) {
      fewer.push(([] as unknown[]).concat(...left.slice(from, from + listsAtOnce)));
    }
    left = fewer;
  } while (left.length > 1);
  return left[0] ?? [];
}

function copyAll(parts: readonly Part[], copy: (part: Column & { rowCount: number }, at: number) => void): void {
  let at = 0;
  for (const { column, rowCount } of parts) {
    copy({ ...column!, rowCount }, at);
    at += rowCount;
  }
}

/** Numbers of several kinds as doubles; points in time are no numbers. */
function numeric(
  columns: readonly Column[],
  parts: readonly Part[],
  rowCount: number,
  validity: Uint8Array | undefined,
): Column | undefined {
  if (!columns.every(({ type }) => ["int32", "int64", "float64"].includes(type.kind))) return undefined;
  const values = new Float64Array(rowCount);
  copyAll(parts, (part, at) => values.set((part as ColumnOf<"float64">).values.subarray(0, part.rowCount), at));
  return { type: float64, layout: "float64", values, validity };
}

function validityOf(parts: readonly Part[], rowCount: number): Uint8Array {
  const bits = new Uint8Array((rowCount + 7) >> 3);
  copyAll(parts, (part, at) => copyBits(part.validity, part.rowCount, bits, at));
  return bits;
}

/** Codes of one dictionary as they are; of several, those of a common one. */
function concatCodes(
  columns: readonly ColumnOf<"dictionary">[],
  parts: readonly Part[],
  rowCount: number,
): { codes: Int32Array; dictionary: Dictionary } {
  const codes = new Int32Array(rowCount);
  const { dictionary } = columns[0]!;
  if (columns.every((column) => column.dictionary === dictionary)) {
    copyAll(parts, (part, at) => codes.set((part as ColumnOf<"dictionary">).codes.subarray(0, part.rowCount), at));
    return { codes, dictionary };
  }
  const texts: string[] = [];
  const common = new Map<string, number>();
  const known = new Map<Dictionary, Int32Array>();
  copyAll(parts, (part, at) => {
    const column = part as ColumnOf<"dictionary"> & { rowCount: number };
    const renamed = known.get(column.dictionary) ?? new Int32Array(column.dictionary.size).fill(-1);
    known.set(column.dictionary, renamed);
    for (let row = 0; row < column.rowCount; row++) {
      if (!isValid(column.validity, row)) continue;
      const code = column.codes[row]!;
      if (renamed[code]! < 0) renamed[code] = commonCode(column.dictionary.text(code), common, texts);
      codes[at + row] = renamed[code]!;
    }
  });
  // Rows without a value have code 0, which must be there.
  return { codes, dictionary: dictionaryOf(texts.length === 0 ? [""] : texts) };
}

function commonCode(text: string, common: Map<string, number>, texts: string[]): number {
  const known = common.get(text);
  if (known !== undefined) return known;
  common.set(text, texts.length);
  return texts.push(text) - 1;
}

/** Views into one buffer as they are; of several, the bytes that rows show are copied, if one buffer can hold them. */
function concatTexts(
  columns: readonly ColumnOf<"utf8">[],
  parts: readonly Part[],
  rowCount: number,
): { bytes: Uint8Array; starts: Int32Array; lengths: Int32Array } | undefined {
  const starts = new Int32Array(rowCount);
  const lengths = new Int32Array(rowCount);
  copyAll(parts, (part, at) => {
    starts.set((part as ColumnOf<"utf8">).starts.subarray(0, part.rowCount), at);
    lengths.set((part as ColumnOf<"utf8">).lengths.subarray(0, part.rowCount), at);
  });
  const { bytes } = columns[0]!;
  if (columns.every((column) => column.bytes === bytes)) return { bytes, starts, lengths };
  let sizeBytes = 0;
  for (const length of lengths) sizeBytes += (length + 3) & ~3;
  if (sizeBytes > 2 ** 31 - 8) return undefined;
  const own = new Uint8Array(sizeBytes);
  let used = 0;
  copyAll(parts, (part, at) => {
    used = copyTexts((part as ColumnOf<"utf8">).bytes, starts, lengths, at, at + part.rowCount, own, used);
  });
  return { bytes: own, starts, lengths };
}

function concatTimes(batches: readonly Batch[], rowCount: number): Float64Array {
  const times = new Float64Array(rowCount);
  let at = 0;
  for (const batch of batches) {
    times.set(batch.times!.subarray(0, batch.rowCount), at);
    at += batch.rowCount;
  }
  return times;
}

function concatKinds(batches: readonly Batch[], rowCount: number): Uint8Array {
  const kinds = new Uint8Array(rowCount);
  let at = 0;
  for (const batch of batches) {
    if (batch.kinds !== undefined) kinds.set(batch.kinds.subarray(0, batch.rowCount), at);
    at += batch.rowCount;
  }
  return kinds;
}
