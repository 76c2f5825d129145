import { type Batch, makeBatch } from "../../data/batch.ts";
import { readBatch, writeBatch } from "../../data/batch-codec.ts";
import { type ByteReader, type ByteWriter, byteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { type Column, valueAt } from "../../data/column.ts";
import { columnOf, fieldOf } from "../../data/column-of.ts";
import { take } from "../../data/compact.ts";
import { any, type Field } from "../../data/data-type.ts";
import { rowSchema, valueSchema } from "../../data/schema.ts";
import { keyedBytes, type StateSnapshot } from "../state.ts";
import type { EntryChange, RowsChange, StateFormat, StoredEntry } from "./stored-entry.ts";

/** Rows of one namespace and key group. `extra`, of each row: whether it has met a partner, or its event time. */
interface StoredRows {
  readonly namespace: number | null;
  readonly keys: readonly unknown[];
  readonly extra: Uint8Array | Float64Array | null;
  readonly batch: Batch;
}

/** `rows` (`row-state.ts`): namespace, keys, marks, batch. */
export const rowsFormat: StateFormat = batchFormat({
  read: (reader) => {
    const namespace = readValue(reader) as number;
    const keys = readValue(reader) as unknown[];
    return { namespace, keys, extra: readValue(reader) as Uint8Array, batch: readBatch(reader) };
  },
  write: (writer, { namespace, keys, extra, batch }) => {
    for (const part of [namespace ?? 0, keys, extra ?? new Uint8Array(keys.length)]) writeValue(writer, part);
    writeBatch(writer, batch);
  },
  timed: false,
});

/** `placed rows` and `placed timed rows` (`row-store.ts`): keys, times or null, batch. */
export function placedFormat(timed: boolean): StateFormat {
  return batchFormat({
    read: (reader) => {
      const keys = readValue(reader) as unknown[];
      return { namespace: null, keys, extra: readValue(reader) as Float64Array | null, batch: readBatch(reader) };
    },
    write: (writer, { keys, extra, batch }) => {
      writeValue(writer, keys);
      writeValue(writer, timed ? (extra ?? new Float64Array(keys.length).fill(Number.NaN)) : null);
      writeBatch(writer, batch);
    },
    timed,
  });
}

interface BatchLayout {
  readonly read: (reader: ByteReader) => StoredRows;
  readonly write: (writer: ByteWriter, rows: StoredRows) => void;
  /** Whether `extra` is the event time of each row. */
  readonly timed: boolean;
}

function batchFormat({ read, write, timed }: BatchLayout): StateFormat {
  const stored = (snapshot: StateSnapshot): StoredRows[] =>
    keyedBytes([snapshot]).flatMap((bytes) => {
      const reader = { bytes, at: 0 };
      const all: StoredRows[] = [];
      while (reader.at < bytes.length) all.push(read(reader));
      return all;
    });
  const written = (all: readonly StoredRows[], groupOf: (key: unknown) => number): StateSnapshot => {
    const writers = new Map<number, ByteWriter>();
    for (const rows of all) {
      for (const [group, part] of byGroup(rows, groupOf)) {
        const writer = writers.get(group) ?? byteWriter();
        writers.set(group, writer);
        write(writer, part);
      }
    }
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  };
  return {
    read: (snapshot) => stored(snapshot).flatMap((rows) => rowEntries(rows, timed)),
    change: (snapshot, change, groupOf) =>
      written(
        stored(snapshot).map((rows) => changedRows(rows, change)),
        groupOf,
      ),
    write: (entries, groupOf) => written(rowsOfEntries(entries, timed), groupOf),
  };
}

function byGroup(rows: StoredRows, groupOf: (key: unknown) => number): Map<number, StoredRows> {
  const members = Map.groupBy(rows.keys.keys(), (row) => groupOf(rows.keys[row]));
  return new Map(
    [...members].map(([group, places]): [number, StoredRows] => {
      const keys = places.map((row) => rows.keys[row]);
      return [
        group,
        { ...rows, keys, extra: extraAt(rows.extra, places), batch: take(rows.batch, Int32Array.from(places)) },
      ];
    }),
  );
}

function extraAt(extra: StoredRows["extra"], places: readonly number[]): StoredRows["extra"] {
  if (extra === null) return null;
  const values = places.map((row) => extra[row]!);
  return extra instanceof Uint8Array ? Uint8Array.from(values) : Float64Array.from(values);
}

function rowEntries({ namespace, keys, extra, batch }: StoredRows, timed: boolean): StoredEntry[] {
  return keys.map((key, row): StoredEntry => {
    const timeMs = timed && extra !== null && !Number.isNaN(extra[row]!) ? extra[row]! : null;
    return { key, pane: namespace, name: null, value: rowAt(batch, row), timeMs };
  });
}

function rowAt({ schema, columns }: Batch, row: number): unknown {
  if (schema.shape === "value") return valueAt(columns[0]!, row);
  return Object.fromEntries(schema.fields.map(({ name }, at) => [name, valueAt(columns[at]!, row)]));
}

function changedRows(rows: StoredRows, change: EntryChange): StoredRows {
  const keys = change.key === undefined ? rows.keys : rows.keys.map(change.key);
  return { ...rows, keys, batch: changedBatch(rows.batch, change) };
}

/** The columns of a batch renamed, left out, converted and added; of rows that are objects as they are, the properties. */
function changedBatch(batch: Batch, { value, rows: change }: EntryChange): Batch {
  if (change === undefined || value === undefined) return batch;
  if (batch.schema.shape === "row") return changedColumns(batch, change);
  const values = Array.from({ length: batch.rowCount }, (_, row) => value(valueAt(batch.columns[0]!, row)));
  const column: Column = { type: any, layout: "values", values, validity: undefined };
  return makeBatch(valueSchema(any), batch.rowCount, [column], batch);
}

function changedColumns(batch: Batch, change: RowsChange): Batch {
  const { rename, remove, convert, add } = change;
  const fields: Field[] = [];
  const columns: Column[] = [];
  batch.schema.fields.forEach((field, at) => {
    if (remove.has(field.name)) return;
    const name = rename.get(field.name) ?? field.name;
    const converted = convert.get(name);
    const column = batch.columns[at]!;
    if (converted === undefined) {
      fields.push({ ...field, name });
      columns.push(column);
      return;
    }
    const values = Array.from({ length: batch.rowCount }, (_, row) => converted(valueAt(column, row)));
    columns.push(columnOf(values));
    fields.push(fieldOf(name, columns.at(-1)!, values));
  });
  for (const [name, value] of add) {
    if (fields.some((field) => field.name === name)) continue;
    const values = new Array<unknown>(batch.rowCount).fill(value);
    columns.push(columnOf(values));
    fields.push(fieldOf(name, columns.at(-1)!, values));
  }
  const { open } = batch.schema;
  return makeBatch(rowSchema(fields, open === true ? { open } : {}), batch.rowCount, columns, batch);
}

/** Rows that somebody made, of one namespace each. */
function rowsOfEntries(entries: Iterable<StoredEntry>, timed: boolean): StoredRows[] {
  return [...Map.groupBy(entries, ({ pane }) => pane)].map(([namespace, some]) => ({
    namespace,
    keys: some.map(({ key }) => key),
    extra: timed ? Float64Array.from(some, ({ timeMs }) => timeMs ?? Number.NaN) : null,
    batch: batchOf(some.map(({ value }) => value)),
  }));
}

function batchOf(values: readonly unknown[]): Batch {
  const objects = values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  if (!objects) {
    return makeBatch(valueSchema(any), values.length, [{ type: any, layout: "values", values, validity: undefined }]);
  }
  const names = [...new Set(values.flatMap((value) => Object.keys(value as object)))];
  const columns = names.map((name) => columnOf(values.map((value) => (value as Record<string, unknown>)[name])));
  const fields = names.map((name, at) =>
    fieldOf(
      name,
      columns[at]!,
      values.map((value) => (value as Record<string, unknown>)[name]),
    ),
  );
  return makeBatch(rowSchema(fields), values.length, columns);
}
