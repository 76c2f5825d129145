import { take } from "../data/compact.ts";
import type { DataType } from "../data/data-type.ts";
import type { PartialColumn } from "../data/partial-columns.ts";
import { valueBytes } from "../data/size.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import type { PaneFolding } from "../state/pane-state.ts";
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
  const encode = partialEncoder(key, context.keys);
  const decode = partialDecoder(key, aggregates.foldings, context);
  const foldings: readonly PaneFolding[] = aggregates.foldings;
  const merge = partialsMerger(aggregates.foldings);
  const spill = (keyType: DataType): void => {
    if (table.size === 0) return;
    context.count("rowsSpilled", table.size);
    const stored = {
      size: table.size,
      keys: table.keys,
      partials: coded("encode", table.partials, foldings, table.size),
    };
    const batch = encode(stored, 0, keyType, new Float64Array(table.size));
    for (const [group, rows] of rowsByGroup(table, context)) spilled.append(group, take(batch, rows));
    table.clear();
    context.keys.sweep(() => undefined);
  };
  const load = (part: number): DataType | undefined => {
    let keyType: DataType | undefined;
    let entries = new Int32Array(0);
    for (let at = 0; at < spilled.batchesOf(part); at++) {
      const given = decode(spilled.read(part, at).batch)!;
      const { rowCount } = given.batch;
      if (entries.length < rowCount) entries = new Int32Array(rowCount);
      table.locate(given.keys, undefined, 0, rowCount, entries);
      merge(table.partials, entries, coded("decode", given.partials, foldings, rowCount), rowCount);
      keyType = given.keyType;
    }
    return keyType;
  };
  return {
    get hasSpilled() {
      return spilled.parts.length > 0;
    },
    spillWhenLarge: (keyType) => {
      if (sizeOfTable(table, context) * spillingFactor > context.memoryBytes) spill(keyType);
    },
    eachPart: (keyType, visit) => {
      spill(keyType);
      for (const part of spilled.parts) {
        visit(load(part) ?? keyType);
        table.clear();
        context.keys.sweep(() => undefined);
      }
      spilled.clear();
    },
  };
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

function rowsByGroup(table: KeyedTable, context: OperatorContext): Map<number, Int32Array> {
  const groups = new Uint16Array(table.size);
  const counts = new Map<number, number>();
  for (let entry = 0; entry < table.size; entry++) {
    const group = context.keys.groupOf(table.keys[entry]!);
    groups[entry] = group;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const rows = new Map([...counts].map(([group, count]) => [group, new Int32Array(count)]));
  const filled = new Map([...counts.keys()].map((group) => [group, 0]));
  for (let entry = 0; entry < table.size; entry++) {
    const at = filled.get(groups[entry]!)!;
    rows.get(groups[entry]!)![at] = entry;
    filled.set(groups[entry]!, at + 1);
  }
  return rows;
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
