import {
  any,
  type Column,
  dictionaryOf,
  makeBatch,
  type ReadContext,
  rowSchema,
  type Schema,
  string,
  typedColumn,
} from "../../core/io/mod.ts";
import { rowReader, valueAt } from "../../core/mod.ts";
import type { KafkaChoices } from "./options.ts";
import { type Bad, badRecord, formatted, type RecordColumns, type TableRows, valueColumns } from "./values.ts";

/** What records of an upsert topic are read as: what `fromChangelog` takes. */
export const upsertSchema: Schema = rowSchema([
  { name: "change", type: string },
  { name: "row", type: any },
]);

const words = dictionaryOf(["upsert", "delete"]);

type Named = Readonly<Record<string, unknown>>;

/** Records as upserts, and as deletes where they have no value: of those the row has only what the key holds. */
export function upsertColumns(
  options: KafkaChoices,
  name: string,
  onBadRecord: ReadContext["onBadRecord"],
): RecordColumns {
  const batch: RecordColumns["batch"] = (rows) => {
    const { table, from, to } = rows;
    const isDelete = (row: number): boolean => table.valueLengths[from + row]! < 0;
    const bad: Bad = new Map();
    const valueAt = valueRows(options, rows, bad);
    // Nothing is wrong with a value that is not there.
    for (const row of bad.keys()) if (isDelete(row)) bad.delete(row);
    const keyAt = keyRows(options, rows, bad);
    const made = Array.from({ length: to - from }, (_, row): unknown => {
      if (bad.has(row)) return null;
      const key = keyAt(row);
      const value = isDelete(row) ? key : valueAt(row);
      const reason = isDelete(row) ? undefined : unlike(key, value as Named);
      if (reason !== undefined) bad.set(row, reason);
      return value;
    });
    for (const [row, reason] of [...bad].sort(([a], [b]) => a - b)) onBadRecord(badRecord(rows, row, reason, name));
    const good = [...made.keys()].filter((row) => !bad.has(row));
    if (good.length === 0) return makeBatch(rowSchema([]), 0, []);
    const change = {
      type: string,
      layout: "dictionary",
      codes: Int32Array.from(good, (row) => Number(isDelete(row))),
      dictionary: words,
      validity: undefined,
    } as const;
    const values = good.map((row) => made[row]);
    return makeBatch(upsertSchema, good.length, [change, { type: any, layout: "values", values, validity: undefined }]);
  };
  return { schema: upsertSchema, batch };
}

/** What each value says of its row. */
function valueRows(options: KafkaChoices, rows: TableRows, bad: Bad): (row: number) => unknown {
  const { schema } = options;
  const all = schema ?? rowSchema([{ name: "value", type: any }]);
  const columns = valueColumns(options, all, rows, bad);
  const made = all.fields.map(({ name }) => columns.get(name)!);
  const read = rowReader(makeBatch(all, rows.to - rows.from, made));
  if (schema !== undefined) return read;
  for (let row = 0; row < rows.to - rows.from; row++) {
    const { value } = read(row) as { readonly value: unknown };
    if (bad.has(row) || (typeof value === "object" && value !== null)) continue;
    bad.set(row, `it must have a value that is an object: got ${value === null ? "none" : typeof value}`);
  }
  return (row) => (read(row) as { readonly value: unknown }).value;
}

/** The columns that each key holds. */
function keyRows({ key = "json", by = [], schema }: KafkaChoices, rows: TableRows, bad: Bad): (row: number) => Named {
  const keys = formatted(key, "key", rows, bad);
  const given = Array.from({ length: rows.to - rows.from }, (_, row): unknown => {
    const missing = rows.table.keyLengths[rows.from + row]! < 0;
    if (missing && !bad.has(row)) bad.set(row, "it must have a key: got none");
    return missing || bad.has(row) ? null : valueAt(keys, row);
  });
  const columns = by.map((column): Column => {
    const values = given.map((one) => (by.length === 1 && !isObject(one) ? one : (one as Named | null)?.[column]));
    for (const [row, value] of values.entries()) {
      if ((value === null || value === undefined) && !bad.has(row))
        bad.set(row, `its key must hold ${JSON.stringify(column)}: got none`);
    }
    const type = schema?.fields[schema.index.get(column) ?? -1]?.type;
    if (type === undefined) return { type: any, layout: "values", values, validity: undefined };
    return typedColumn(type, values, (row, reason) => {
      if (!bad.has(row)) bad.set(row, `${reason} in column ${JSON.stringify(column)} of its key`);
    });
  });
  return (row) => Object.fromEntries(by.map((column, at) => [column, valueAt(columns[at]!, row)]));
}

/** A key of one column may be its value, or an object of it, as other tools write keys. */
function isObject(key: unknown): boolean {
  return typeof key === "object" && key !== null && !(key instanceof Uint8Array);
}

/** A key that is read as something else than the row has would delete nothing. */
function unlike(key: Named, value: Named): string | undefined {
  for (const [column, own] of Object.entries(key)) {
    if (sameText(own) === sameText(value[column])) continue;
    const [inKey, inValue] = [own, value[column]].map((one) => (one === undefined ? "none" : sameText(one)));
    return `its key must be what ${JSON.stringify(column)} of its value is: got ${inKey} and ${inValue} (see how keys are written: key)`;
  }
  return undefined;
}

function sameText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? `${one}n` : one));
}
