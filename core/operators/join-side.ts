import type { Batch } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import type { ColumnsState } from "../state/columns-state.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import type { RowState } from "../state/row-state.ts";
import { rowsWithin } from "../state/rows-within.ts";
import type { GroupRange } from "../state/state.ts";
import { padded } from "./join-output.ts";
import type { JoinSpec } from "./join-spec.ts";
import { ownColumns } from "./object-columns.ts";

/** One side of a join that makes pairs: its kept rows, and the columns it is known to have. */
export interface JoinSide {
  readonly rows: RowState;
  /** Notes what columns there are. */
  see(batch: Batch): void;
  /** The columns seen, or those known, without rows. */
  columns(): Batch | undefined;
  /** Rows as they are joined: as columns, unless the user selects from them. */
  prepared(rows: KeptBatch): KeptBatch;
  /**
   * The kept rows of some namespaces as they are joined; without any, the columns they would have.
   *
   * @param groups Of which key groups, where not all rows are in memory.
   */
  within(namespaces: readonly number[], groups?: GroupRange): KeptBatch | undefined;
}

/**
 * @param isPadded Whether rows of this side may be missing beside those of the other.
 * @param known The columns that it has as long as none were seen.
 */
export function joinSide(
  spec: JoinSpec,
  rows: RowState,
  columns: ColumnsState,
  isPadded: boolean,
  known: Batch | undefined,
): JoinSide {
  const toColumns = spec.select === undefined ? ownColumns() : (batch: Batch) => batch;
  const pad = isPadded ? padded : (batch: Batch) => batch;
  const prepared = ({ batch, keys }: KeptBatch): KeptBatch => {
    if (batch.schema.shape === "row" || spec.select !== undefined) return { batch: pad(batch), keys };
    const whole = toColumns(compact(batch));
    columns.see(whole);
    return { batch: pad(whole), keys: batch.selection === undefined ? keys : gatherFloat64(keys, batch.selection) };
  };
  const unseen = known && pad(known);
  const seen = (): Batch | undefined => (columns.seen === undefined ? unseen : pad(columns.seen));
  let last: { kept: Batch; joined: KeptBatch } | undefined;
  return {
    rows,
    see: (batch) => {
      if (batch.schema.shape === "row") columns.see(batch);
      else if (spec.select === undefined && columns.seen === undefined) columns.see(toColumns(batch));
    },
    columns: seen,
    prepared,
    within: (namespaces, groups) => {
      const kept = rowsWithin(rows, namespaces, groups);
      const none = kept === undefined ? seen() : undefined;
      if (kept === undefined) return none && { batch: none, keys: noKeys };
      if (last?.kept !== kept.batch) last = { kept: kept.batch, joined: prepared(kept) };
      return last.joined;
    },
  };
}

const noKeys = new Float64Array(0);
