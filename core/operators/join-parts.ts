import type { Batch } from "../data/batch.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import type { RowState } from "../state/row-state.ts";
import type { SpilledRows } from "../state/spilled-rows.ts";
import { type JoinTable, joinTable } from "./join-table.ts";
import type { KeyedInput } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";

/** The right side of a join while it is gathered. */
export interface BuildSide {
  /** Keeps rows of the right side. */
  keep(rows: KeyedInput | KeptBatch): void;
  /** Whether every subtask has all rows: then they are few, and stay in memory. */
  readonly isCopied?: boolean;
  /** About the memory that they take. */
  sizeBytes(): number;
  /** All that is kept; undefined where there is nothing. */
  all(): KeptBatch | undefined;
  clear(): void;
  /** The index of what is kept. */
  table(): JoinTable;
  /** @param turn Where only some of the right rows of these keys are in the table. */
  probe(table: JoinTable, rows: KeptBatch, turn?: Turn): void;
  /** What is left to give once all left rows have been probed with. */
  rest?(): void;
}

/** The right rows of a part that do not fit into memory are had in turns, and all left rows probe with each. */
export interface Turn {
  /** A byte for each left row, not 0 where it has met a partner. */
  readonly met: Uint8Array;
  readonly isLast: boolean;
}

/** The rows of one side whose keys are of one group, or in one range. */
export interface Part {
  readonly batches: number;
  read(at: number): KeptBatch;
}

/** The rows are put together, indexed, and looked up: that much memory for a byte of rows. */
export const buildFactor = 3;

/** A part of what is on disk. */
export function partOf(spilled: Pick<SpilledRows, "batchesOf" | "read">, part: number): Part {
  return { batches: spilled.batchesOf(part), read: (at) => spilled.read(part, at) };
}

/** All batches of a part probe with one table, in which is all that they could meet. */
export function probePart(right: BuildSide, table: JoinTable, left: Part): void {
  for (let at = 0; at < left.batches; at++) right.probe(table, left.read(at));
}

/** Left rows in memory. */
export function probeWaiting(right: BuildSide, table: JoinTable, waiting: RowState): void {
  const rows = waiting.spaces.get(0)?.all();
  if (rows !== undefined) right.probe(table, rows);
  waiting.drop(0);
}

/** Left rows that cannot be written, with what each of them has met: they probe with every part. */
export interface Beside {
  readonly rows: KeptBatch;
  readonly met: Uint8Array;
  readonly isLast: boolean;
}

/** Joins a part, in turns where its right rows do not fit into memory (block nested loops, each by hash). */
export function joinPart(
  right: BuildSide,
  sides: { readonly left: Part; readonly right: Part; readonly beside?: Beside | undefined },
  { memoryBytes }: OperatorContext,
): void {
  const { left, beside } = sides;
  const met: Uint8Array[] = [];
  const { batches } = sides.right;
  let next = 0;
  do {
    const first = next;
    while (next < batches && (next === first || right.sizeBytes() * buildFactor < memoryBytes)) {
      right.keep(sides.right.read(next++));
    }
    const isLast = next === batches;
    const table = right.table();
    if (first === 0 && isLast) probePart(right, table, left);
    else {
      for (let at = 0; at < left.batches; at++) {
        const rows = left.read(at);
        const metBefore = met[at] ?? new Uint8Array(rows.batch.rowCount);
        met[at] = metBefore;
        right.probe(table, rows, { met: metBefore, isLast });
      }
    }
    if (beside !== undefined) right.probe(table, beside.rows, { met: beside.met, isLast: isLast && beside.isLast });
    right.rest?.();
    right.clear();
  } while (next < batches);
}

/** Rows that are kept, as what is built. */
export function keptSide(rows: RowState): Pick<BuildSide, "keep" | "sizeBytes" | "all" | "clear"> {
  return {
    keep: ({ batch, keys }) => rows.space(0).add(batch, keys),
    sizeBytes: () => rows.space(0).sizeBytes,
    all: () => rows.space(0).all(),
    clear: () => rows.drop(0),
  };
}

/** The index of kept rows. */
export function tableOf(rows: RowState, context: OperatorContext): JoinTable {
  const kept = rows.space(0).all();
  return joinTable(kept?.keys ?? noKeys, kept?.keys.length ?? 0, context.keys.numberOf(null));
}

const noKeys = new Float64Array(0);

/** Left rows that met no partner in any turn. */
export function rowsNotMet({ selection, rowCount }: Batch, met: Uint8Array): Int32Array {
  const rows = selection ?? Int32Array.from({ length: rowCount }, (_, row) => row);
  return rows.filter((row) => met[row] === 0);
}
