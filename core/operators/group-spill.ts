import type { Batch } from "../data/batch.ts";
import { keep } from "../data/compact.ts";
import { any, type DataType } from "../data/data-type.ts";
import type { PartialColumn } from "../data/partial-columns.ts";
import { valueBytes } from "../data/size.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import type { PaneFolding } from "../state/pane-folding.ts";
import { spillByGroup } from "../state/spill-by-group.ts";
import type { SpilledRows } from "../state/spilled-rows.ts";
import type { AggregationSpec } from "./aggregation-spec.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";
import { partialDecoder, partialEncoder } from "./partial-batch.ts";

/** Groups that do not fit into memory: their partial results go to disk by key group, to be merged at the end. */
export interface GroupSpill {
  readonly hasSpilled: boolean;
  /** Puts the groups on disk where they take more memory than they should. */
  spillWhenLarge(keyType: DataType): void;
  /** At the end: calls with the table holding the groups of one key group after the other, all that there are of each. */
  eachPart(keyType: DataType, visit: (keyType: DataType) => void): void;
}

/** What the table is copied to on its way to disk counts, too. */
const spillingFactor = 2;

export function groupSpill(
  key: KeySpec,
  aggregates: AggregationSpec,
  table: KeyedTable,
  spilled: SpilledRows,
  context: OperatorContext,
): GroupSpill {
  const { encoded, merge, empty } = tableBatches(key, aggregates, table, context);
  /** Partial results that cannot be written stay in memory. */
  let isKept = false;
  const spill = (keyType: DataType): void => {
    const batch = encoded(keyType);
    isKept = !spilled.accepts(batch);
    if (isKept) return;
    context.count("numRecordsSpilled", table.size);
    spillByGroup(spilled, batch, table.keys, context.keys, "without keys");
    empty();
  };
  const load = (part: number): DataType =>
    [...batchesOf(spilled, part)].reduce<DataType>((_, batch) => merge(batch), any);
  return {
    get hasSpilled() {
      return spilled.parts.length > 0;
    },
    spillWhenLarge: (keyType) => {
      if (!isKept && sizeOfTable(table, context) * spillingFactor > context.memoryBytes) spill(keyType);
    },
    eachPart: (keyType, visit) => {
      if (table.size > 0) spill(keyType);
      if (isKept) {
        // The groups in memory are the later ones, so they are merged last.
        const latest = keep(encoded(keyType));
        empty();
        for (const part of spilled.parts) load(part);
        visit(merge(latest));
      } else {
        for (const part of spilled.parts) {
          visit(load(part));
          empty();
        }
      }
      spilled.clear();
    },
  };
}

/** A table as a batch of partial results, and such batches merged into it. */
interface TableBatches {
  encoded(keyType: DataType): Batch;
  /** Gives the type of the batch's keys. */
  merge(batch: Batch): DataType;
  empty(): void;
}

function tableBatches(
  key: KeySpec,
  aggregates: AggregationSpec,
  table: KeyedTable,
  context: OperatorContext,
): TableBatches {
  const encode = partialEncoder(key, context.keys);
  const decode = partialDecoder(key, aggregates.foldings, context);
  const foldings: readonly PaneFolding[] = aggregates.foldings;
  const mergePartials = partialsMerger(foldings);
  let entries = new Int32Array(0);
  return {
    encoded: (keyType) => {
      const partials = coded("encode", table.partials, foldings, table.size);
      const none = new Float64Array(table.size);
      return encode({ size: table.size, keys: table.keys, partials }, none, keyType, none);
    },
    merge: (batch) => {
      const given = decode(batch)!;
      const { rowCount } = batch;
      if (entries.length < rowCount) entries = new Int32Array(rowCount);
      table.locate(given.keys, undefined, 0, rowCount, entries);
      mergePartials(table.partials, entries, coded("decode", given.partials, foldings, rowCount), rowCount);
      return given.keyType;
    },
    empty: () => {
      table.clear();
      context.keys.sweep(() => undefined);
    },
  };
}

function* batchesOf(spilled: SpilledRows, part: number): Generator<Batch> {
  for (let at = 0; at < spilled.batchesOf(part); at++) yield spilled.read(part, at).batch;
}

/** Partial results that are no plain data, as bytes and back. */
function coded(
  how: "encode" | "decode",
  partials: readonly PartialColumn[],
  foldings: readonly PaneFolding[],
  size: number,
): PartialColumn[] {
  return partials.map((column, at) => {
    const code = foldings[at]!.codec?.[how] as ((partial: unknown) => unknown) | undefined;
    if (column.form.kind !== "any" || code === undefined) return column;
    return { ...column, values: Array.from({ length: size }, (_, entry) => code(column.values[entry])) };
  });
}

/** Key, slot and number of an entry. */
const entryBytes = 24;

function sizeOfTable({ size, partials }: KeyedTable, { keys }: OperatorContext): number {
  const partialBytes = partials.reduce((sum, column) => sum + bytesPerEntry(column, size), 0);
  return size * (entryBytes + partialBytes) + keys.sizeBytes;
}

const sampled = 8;

function bytesPerEntry({ form, values }: PartialColumn, size: number): number {
  if (form.kind === "fields") return 8 * form.names.length;
  if (form.kind !== "any") return 8;
  const step = Math.max(1, Math.floor(size / sampled));
  let total = 0;
  let count = 0;
  for (let entry = 0; entry < size; entry += step) {
    total += valueBytes(values[entry], 4);
    count++;
  }
  return 16 + total / Math.max(1, count);
}
