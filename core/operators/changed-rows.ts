import { distinctKey } from "../aggregates/distinct-key.ts";
import { changeKind, makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowsOf } from "../expression/row-reader.ts";
import { ownColumns } from "./object-columns.ts";
import type { OperatorContext } from "./operator.ts";
import type { WindowCompute } from "./window.ts";

/** Rows that take the place of others, as a changelog. */
export interface ChangedRows {
  /** A context that keeps what is emitted. */
  readonly capturing: OperatorContext;
  /** The rows that were emitted since it was last asked. */
  captured(): readonly unknown[];
  /** What was given before is now these rows. */
  put(before: readonly unknown[], after: readonly unknown[], timeMs: number): void;
  /** Sends on what has changed. */
  flush(): void;
}

const schema = valueSchema(any);

export function changedRows(context: OperatorContext, compute: WindowCompute): ChangedRows {
  const isRow = compute.kind === "aggregate" && compute.output === "rows";
  const toColumns = ownColumns();
  let emitted: unknown[] = [];
  const out = { rows: [] as unknown[], kinds: [] as number[], times: [] as number[] };
  const push = (row: unknown, kind: number, timeMs: number): void => {
    out.rows.push(row);
    out.kinds.push(kind);
    out.times.push(timeMs);
  };
  return {
    capturing: {
      ...context,
      get watermark() {
        return context.watermark;
      },
      emit: (batch) => {
        // A call takes no more than some 100,000 arguments.
        for (const row of rowsOf(batch)) emitted.push(row);
      },
    },
    captured: () => {
      const rows = emitted;
      emitted = [];
      return rows;
    },
    put: (before, after, timeMs) => {
      const gone = without(before, after);
      const come = without(after, before);
      const isUpdate = gone.length === 1 && come.length === 1;
      for (const row of gone) push(row, isUpdate ? changeKind.updateBefore : changeKind.delete, timeMs);
      for (const row of come) push(row, isUpdate ? changeKind.updateAfter : changeKind.insert, timeMs);
    },
    flush: () => {
      if (out.rows.length === 0) return;
      const column = { type: any, layout: "values", values: out.rows.splice(0), validity: undefined } as const;
      const batch = makeBatch(schema, column.values.length, [column], {
        times: Float64Array.from(out.times.splice(0)),
        kinds: Uint8Array.from(out.kinds.splice(0)),
      });
      context.emit(isRow ? toColumns(batch) : batch);
    },
  };
}

/** The rows of one list that the other has not, as often as it has not. */
function without(rows: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = new Map<unknown, number>();
  for (const other of others) left.set(distinctKey(other), (left.get(distinctKey(other)) ?? 0) + 1);
  return rows.filter((row) => {
    const key = distinctKey(row);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
