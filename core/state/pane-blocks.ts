import { type ByteReader, type ByteWriter, readValue, writeValue } from "../data/codec.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import {
  gatherPartials,
  type PartialColumn,
  partialAt,
  setPartial,
  strideOf,
  widenPartials,
} from "../data/partial-columns.ts";
import type { KeySpace } from "./key-space.ts";
import type { KeyedTable } from "./keyed-table.ts";
import { type PaneFolding, readPartial, writePartial } from "./pane-folding.ts";

/*
 * block = pane, count, keys, then for each aggregate: its name, its layout, its partial results
 * keys = the numbers, where all stand for themselves; else a list of the keys
 * layout = "numbers", stride: [count × stride] numbers · "compact": [count] numbers · "nullable": [count] numbers, [count] bytes · "values": count values
 */

/** A key that stands for itself: `KeySpace`. */
const firstRemembered = 2 ** 53;

export interface Blocks {
  readonly table: Pick<KeyedTable, "keys" | "partials">;
  readonly foldings: readonly PaneFolding[];
  readonly keys: KeySpace;
}

/** @param memory Gives memory of so many bytes or more. */
export function encodeBlock(
  time: number,
  { table, foldings, keys }: Blocks,
  from: number,
  to: number,
  memory: (sizeBytes: number) => Uint8Array = newMemory,
): Uint8Array {
  const count = to - from;
  const numbers = table.keys.subarray(from, to);
  const writer: ByteWriter = { bytes: memory(roomFor(count, table, foldings)), length: 0 };
  writeValue(writer, time);
  writeValue(writer, count);
  writeValue(writer, isPlain(numbers) ? numbers : Array.from(numbers, (number) => keys.keyOf(number)));
  foldings.forEach((folding, at) => {
    const column = table.partials[at]!;
    const { form } = column;
    writeValue(writer, folding.name);
    if (form.kind === "number" || form.kind === "fields") {
      const stride = strideOf(form);
      writeValue(writer, "numbers");
      writeValue(writer, stride);
      writeValue(writer, column.numbers.subarray(from * stride, to * stride));
    } else if (form.kind === "compact") {
      writeValue(writer, "compact");
      writeValue(writer, column.numbers.subarray(from, to));
    } else if (form.kind === "nullable") {
      writeValue(writer, "nullable");
      writeValue(writer, column.numbers.subarray(from, to));
      writeValue(writer, column.present.subarray(from, to));
    } else {
      writeValue(writer, "values");
      for (let entry = from; entry < to; entry++) writePartial(writer, folding, partialAt(column, entry));
    }
  });
  return writer.bytes.subarray(0, writer.length);
}

/** The same of some entries, in their order. */
export function encodeEntries(time: number, { table, foldings, keys }: Blocks, entries: Int32Array): Uint8Array {
  const partials = table.partials.map((column) => gatherPartials(column, entries, entries.length));
  const gathered = { keys: gatherFloat64(table.keys, entries), partials };
  return encodeBlock(time, { table: gathered, foldings, keys }, 0, entries.length);
}

const newMemory = (sizeBytes: number): Uint8Array => new Uint8Array(sizeBytes);

/** Bytes that a block of numbers takes, or a little more: twice as much for each would be what a checkpoint costs in memory. */
function roomFor(count: number, { partials }: Blocks["table"], foldings: readonly PaneFolding[]): number {
  const heads = foldings.reduce((sum, { name }) => sum + 64 + 3 * name.length, 128);
  const perEntry = partials.reduce((sum, { form }) => sum + 8 * strideOf(form) + (form.kind === "nullable" ? 1 : 0), 8);
  return heads + count * perEntry;
}

function isPlain(numbers: Float64Array): boolean {
  for (let at = 0; at < numbers.length; at++) if (!(numbers[at]! < firstRemembered)) return false;
  return true;
}

/** Puts the entries of a block into the table of its pane; those of key groups that are not owned are left out. */
export function restoreBlock(
  bytes: Uint8Array,
  tableOf: (time: number) => KeyedTable,
  foldings: readonly PaneFolding[],
  keys: KeySpace,
  owns: ((group: number) => boolean) | undefined,
): void {
  const reader = { bytes, at: 0 };
  const table = tableOf(readValue(reader) as number);
  const count = readValue(reader) as number;
  const stored = readValue(reader) as Float64Array | readonly unknown[];
  const numbers = stored instanceof Float64Array ? stored : Float64Array.from(stored, (key) => keys.numberOf(key));
  const rows = ownRows(numbers, keys, owns);
  const before = table.size;
  const entries = new Int32Array(numbers.length);
  table.locate(numbers, rows, 0, rows.length, entries);
  for (const [at, folding] of foldings.entries()) {
    const read = readColumn(reader, folding, count);
    putColumn(table.partials[at]!, folding, { rows, entries, before }, read);
  }
}

function ownRows(numbers: Float64Array, keys: KeySpace, owns: ((group: number) => boolean) | undefined): Int32Array {
  const rows = new Int32Array(numbers.length);
  let count = 0;
  for (let row = 0; row < numbers.length; row++) {
    if (owns === undefined || owns(keys.groupOf(numbers[row]!))) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

interface Placing {
  readonly rows: Int32Array;
  /** Of each of the rows. */
  readonly entries: Int32Array;
  /** Entries there were before. */
  readonly before: number;
}

type StoredColumn =
  | { readonly layout: "numbers"; readonly stride: number; readonly numbers: Float64Array }
  | { readonly layout: "compact"; readonly stride: 1; readonly numbers: Float64Array }
  | { readonly layout: "nullable"; readonly numbers: Float64Array; readonly present: Uint8Array }
  | { readonly layout: "values"; readonly values: readonly unknown[] };

function readColumn(reader: ByteReader, folding: PaneFolding, count: number): StoredColumn {
  readValue(reader);
  const layout = readValue(reader) as StoredColumn["layout"];
  if (layout === "numbers") {
    return { layout, stride: readValue(reader) as number, numbers: readValue(reader) as Float64Array };
  }
  if (layout === "compact") return { layout, stride: 1, numbers: readValue(reader) as Float64Array };
  if (layout === "nullable") {
    return { layout, numbers: readValue(reader) as Float64Array, present: readValue(reader) as Uint8Array };
  }
  return { layout, values: Array.from({ length: count }, () => readPartial(reader, folding)) };
}

function putColumn(column: PartialColumn, folding: PaneFolding, placing: Placing, stored: StoredColumn): void {
  const { rows, entries, before } = placing;
  if (stored.layout === "numbers" && column.form.kind === "compact") widenPartials(column);
  const stride = strideOf(column.form);
  const alike = isAlike(column, stored) ? stored.numbers : undefined;
  for (let k = 0; k < rows.length; k++) {
    const [row, entry] = [rows[k]!, entries[k]!];
    if (alike !== undefined && entry >= before) {
      for (let field = 0; field < stride; field++) {
        column.numbers[entry * stride + field] = alike[row * stride + field]!;
      }
      continue;
    }
    const value = storedAt(column, folding, stored, row);
    // In front of an exchange several subtasks may hold a part of one key.
    const isNew = entry >= before;
    setPartial(column, entry, isNew ? value : folding.merge(partialAt(column, entry) as never, value as never));
  }
}

/** Whether the numbers stored are as those of the column. */
function isAlike({ form }: PartialColumn, stored: StoredColumn): stored is Extract<StoredColumn, { stride: number }> {
  if (stored.layout === "compact") return form.kind === "compact";
  return stored.layout === "numbers" && form.kind !== "nullable" && strideOf(form) === stored.stride;
}

function storedAt({ form }: PartialColumn, folding: PaneFolding, stored: StoredColumn, row: number): unknown {
  if (stored.layout === "values") return stored.values[row];
  if (stored.layout === "compact") return folding.compact!.widen(stored.numbers[row]!);
  if (stored.layout === "nullable") return stored.present[row] === 1 ? stored.numbers[row] : null;
  if (form.kind !== "fields") return stored.numbers[row];
  const first = row * stored.stride;
  return Object.fromEntries(form.names.map((name, field) => [name, stored.numbers[first + field]]));
}

/** As `restoreBlock`, from entries one behind another: pane, key, and a partial result for each aggregate, until the end. */
export function restoreEntries(
  reader: ByteReader,
  tableOf: (time: number) => KeyedTable,
  foldings: readonly PaneFolding[],
  keys: KeySpace,
): void {
  while (reader.at < reader.bytes.length) {
    const table = tableOf(readValue(reader) as number);
    mergeEntry(reader, table, keys.numberOf(readValue(reader)), foldings);
  }
}

/** Reads a partial result for each aggregate into the entry of a key: what that has already is merged with them. */
export function mergeEntry(
  reader: ByteReader,
  table: KeyedTable,
  number: number,
  foldings: readonly PaneFolding[],
): void {
  const before = table.size;
  const entry = table.add(number);
  const isNew = table.size > before;
  foldings.forEach((folding, at) => {
    const stored = readPartial(reader, folding);
    const column = table.partials[at]!;
    setPartial(column, entry, isNew ? stored : folding.merge(partialAt(column, entry) as never, stored as never));
  });
}
