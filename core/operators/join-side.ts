import type { Batch } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import { concat } from "../data/concat.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import type { ColumnsState } from "../state/columns-state.ts";
import type { KeptBatch, RowState } from "../state/row-state.ts";
import { padded } from "./join-output.ts";
import type { JoinSpec } from "./join-spec.ts";
import { ownColumns } from "./object-columns.ts";

/** One side of a join that makes pairs: its kept rows, and the columns it is known to have. */
export interface JoinSide {
  readonly rows: RowState;
  /** Notes what columns there are. */
  see(batch: Batch): void;
  /** The columns seen, without rows. */
  columns(): Batch | undefined;
  /** Rows as they are joined: as columns, unless the user selects from them. */
  prepared(rows: KeptBatch): KeptBatch;
  /** The kept rows of some namespaces as they are joined; without any, the columns they would have. */
  within(namespaces: readonly number[]): KeptBatch | undefined;
}

/** @param isPadded Whether rows of this side may be missing beside those of the other. */
export function joinSide(spec: JoinSpec, rows: RowState, columns: ColumnsState, isPadded: boolean): JoinSide {
  const toColumns = spec.select === undefined ? ownColumns() : (batch: Batch) => batch;
  const pad = isPadded ? padded : (batch: Batch) => batch;
  const prepared = ({ batch, keys }: KeptBatch): KeptBatch => {
    if (batch.schema.shape === "row" || spec.select !== undefined) return { batch: pad(batch), keys };
    const whole = toColumns(compact(batch));
    columns.see(whole);
    return { batch: pad(whole), keys: batch.selection === undefined ? keys : gatherFloat64(keys, batch.selection) };
  };
  const seen = (): Batch | undefined => columns.seen && pad(columns.seen);
  let last: { kept: Batch; joined: KeptBatch } | undefined;
  return {
    rows,
    see: (batch) => {
      if (batch.schema.shape === "row") columns.see(batch);
      else if (spec.select === undefined && columns.seen === undefined) columns.see(toColumns(batch));
    },
    columns: seen,
    prepared,
    within: (namespaces) => {
      const kept = mergedRows(namespaces.flatMap((namespace) => rows.spaces.get(namespace)?.all() ?? []));
      const none = kept === undefined ? seen() : undefined;
      if (kept === undefined) return none && { batch: none, keys: noKeys };
      if (last?.kept !== kept.batch) last = { kept: kept.batch, joined: prepared(kept) };
      return last.joined;
    },
  };
}

const noKeys = new Float64Array(0);

/** Kept rows one after another. */
export function mergedRows(parts: readonly KeptBatch[]): KeptBatch | undefined {
  if (parts.length <= 1) return parts[0];
  const keys = new Float64Array(parts.reduce((sum, part) => sum + part.keys.length, 0));
  let at = 0;
  for (const part of parts) {
    keys.set(part.keys, at);
    at += part.keys.length;
  }
  return { batch: concat(parts.map(({ batch }) => batch)), keys };
}
