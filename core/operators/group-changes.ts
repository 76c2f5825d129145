import { type Batch, changeKind, makeBatch } from "../data/batch.ts";
import { type Column, valueAt } from "../data/column.ts";
import { take } from "../data/compact.ts";
import { concat } from "../data/concat.ts";
import { type Schema, valueSchema } from "../data/schema.ts";
import type { NamedColumn, schemaMaker } from "./aggregation-spec.ts";
import { differentEntries, markDifferent, pickFloat64, pickInt32, pickValues } from "./kernels/pick.ts";

/** Rows of results under construction. */
export interface GroupRows {
  readonly columns: readonly NamedColumn[];
  readonly length: number;
}

/** Finds the entries that a batch touches: those there were before, each once. */
export function touchedEntries(): (entries: Int32Array, length: number, before: number) => Int32Array {
  let stamps: Int32Array = new Int32Array(64);
  let out = new Int32Array(0);
  let stamp = 0;
  return (entries, length, before) => {
    if (before > stamps.length) {
      const longer = new Int32Array(2 * before);
      longer.set(stamps);
      stamps = longer;
    }
    if (out.length < length) out = new Int32Array(length);
    return out.slice(0, differentEntries(entries, length, before, stamps, ++stamp, out));
  };
}

/**
 * A changelog of the rows that groups had and have. `gone[k]` says whether the group of old row k has no rows any more; the
 * new rows are those of the other old ones in their order, and then those of new groups. Results that are the same as
 * before say nothing; both halves of an update stand side by side.
 */
export function changesOf(
  old: GroupRows,
  now: GroupRows,
  gone: Uint8Array | undefined,
  schemaOf: SchemaMaker,
): Batch | undefined {
  const keptCount = gone === undefined ? old.length : old.length - sumOf(gone);
  const picks = new Int32Array(old.length + now.length);
  const kinds = new Uint8Array(old.length + now.length);
  const changed = gone === undefined ? changedRows(old, now, keptCount) : undefined;
  let count = 0;
  const add = (pick: number, kind: number): void => {
    picks[count] = pick;
    kinds[count++] = kind;
  };
  let next = 0;
  for (let k = 0; k < old.length; k++) {
    if (gone?.[k] === 1) {
      add(-1 - k, changeKind.delete);
      continue;
    }
    const place = next++;
    if (changed !== undefined && changed[k] === 0) continue;
    add(-1 - k, changeKind.updateBefore);
    add(place, changeKind.updateAfter);
  }
  for (let k = keptCount; k < now.length; k++) add(k, changeKind.insert);
  return count === 0 ? undefined : picked(old, now, picks.subarray(0, count), kinds.slice(0, count), schemaOf);
}

function sumOf(marks: Uint8Array): number {
  let sum = 0;
  for (const mark of marks) sum += mark;
  return sum;
}

/** Which of the first rows differ in any column. */
function changedRows(old: GroupRows, now: GroupRows, count: number): Uint8Array {
  const changed = new Uint8Array(count);
  old.columns.forEach(({ column: a }, at) => {
    const { column: b } = now.columns[at]!;
    const plain = a.validity === undefined && b.validity === undefined;
    if (a.layout === "float64" && b.layout === "float64" && plain) markDifferent(a.values, b.values, count, changed);
    else for (let k = 0; k < count; k++) if (!Object.is(valueAt(a, k), valueAt(b, k))) changed[k] = 1;
  });
  return changed;
}

/** Of the operator's own, so that its schema stays the same from batch to batch. */
type SchemaMaker = ReturnType<typeof schemaMaker>;

function picked(old: GroupRows, now: GroupRows, picks: Int32Array, kinds: Uint8Array, schemaOf: SchemaMaker): Batch {
  const columns: NamedColumn[] = [];
  for (let at = 0; at < now.columns.length; at++) {
    const { field, column } = now.columns[at]!;
    const both = pickedColumn(old.columns[at]!.column, column, picks);
    if (both === undefined) return pickedRows(old, now, picks, kinds, schemaOf);
    columns.push({ field, column: both });
  }
  return makeBatch(
    schemaOf(columns),
    picks.length,
    columns.map(({ column }) => column),
    { kinds },
  );
}

/** Undefined where the two are not of one layout. */
function pickedColumn(first: Column, second: Column, picks: Int32Array): Column | undefined {
  if (first.validity !== undefined || second.validity !== undefined) return undefined;
  if (first.type !== second.type && JSON.stringify(first.type) !== JSON.stringify(second.type)) return undefined;
  if (first.layout === "float64" && second.layout === "float64")
    return { ...second, values: pickFloat64(first.values, second.values, picks) };
  if (first.layout === "int32" && second.layout === "int32")
    return { ...second, values: pickInt32(first.values, second.values, picks) };
  if (first.layout === "dictionary" && second.layout === "dictionary" && first.dictionary === second.dictionary)
    return { ...second, codes: pickInt32(first.codes, second.codes, picks) };
  if (first.layout === "values" && second.layout === "values")
    return { ...second, values: pickValues(first.values, second.values, picks) };
  return undefined;
}

function pickedRows(
  old: GroupRows,
  now: GroupRows,
  picks: Int32Array,
  kinds: Uint8Array,
  schemaOf: SchemaMaker,
): Batch {
  const both = concat([batchOf(old, schemaOf), batchOf(now, schemaOf)]);
  const rows = picks.map((pick) => (pick < 0 ? -1 - pick : old.length + pick));
  return { ...take(both, rows), kinds };
}

function batchOf({ columns, length }: GroupRows, schemaOf: SchemaMaker): Batch {
  return makeBatch(
    schemaOf(columns),
    length,
    columns.map(({ column }) => column),
  );
}

/** The batch as one of plain values: those of its only column. */
export function asPlainValues(batch: Batch): Batch {
  const [field] = batch.schema.fields;
  const schema: Schema = valueSchema(field!.type, field!.missing);
  return { ...batch, schema };
}
