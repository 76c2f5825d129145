import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { rowSchema } from "../data/schema.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { paneState } from "../state/pane-state.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import { rowState } from "../state/row-state.ts";
import { joinOutput, type Pairs } from "./join-output.ts";
import { eachMarked, type Matches, markMatched, markShared, matcher } from "./join-pairs.ts";
import { keptSide, rowsNotMet, type Turn, tableOf } from "./join-parts.ts";
import { probing, probingState } from "./join-probing.ts";
import { type JoinSpec, nullsFor } from "./join-spec.ts";
import { type JoinTable, joinTable } from "./join-table.ts";
import type { Operator } from "./operator.ts";

/** Semi and anti joins: of the right side only the keys are kept. */
export function existence(spec: JoinSpec): Pick<Operator, "state" | "open"> {
  const keysOnly = paneState("right keys", []);
  return {
    state: [...Object.values(probingState), keysOnly],
    open: (context) => {
      const right = context.state(keysOnly);
      const match = matcher();
      const select = spec.select === undefined ? undefined : joinOutput(spec, context);
      let entries = new Int32Array(0);
      return probing({ keys: nullsFor(spec.how, spec.keys), kept: 1 }, context, {
        keep: ({ batch, keys }) => {
          if (entries.length < batch.rowCount) entries = new Int32Array(batch.rowCount);
          right.pane(0).locate(keys, batch.selection, 0, lengthOf(batch), entries);
        },
        sizeBytes: () => right.pane(0).size * keyBytes,
        all: () => keysAsRows(right.pane(0)),
        clear: () => right.pane(0).clear(),
        table: () => joinTable(right.pane(0).keys, right.pane(0).size, Number.NaN),
        probe: (table, { batch, keys }, turn) => {
          const matches = match(table, batch, keys);
          const rows =
            turn === undefined
              ? matches.rows(spec.how === "semi" ? "matched" : "unmatched")
              : inTurn(matches, batch, turn, spec.how === "semi");
          if (rows.length === 0) return;
          if (select === undefined) return context.emit({ ...batch, selection: rows });
          context.emit(select(withoutPartner(batch, rows)));
        },
      });
    },
  };
}

/** Of a semi join the rows that meet their first partner in this turn, of an anti join those that met none in any. */
function inTurn(matches: Matches, batch: Batch, { met, isLast }: Turn, isSemi: boolean): Int32Array {
  const matched = matches.rows("matched");
  const first = matched.filter((row) => met[row] === 0);
  for (const row of matched) met[row] = 1;
  if (isSemi) return first;
  return isLast ? rowsNotMet(batch, met) : new Int32Array(0);
}

/** A key with its place in a table. */
const keyBytes = 24;

function keysAsRows({ keys, size }: KeyedTable): KeptBatch | undefined {
  return size === 0 ? undefined : { batch: makeBatch(noSchema, size, []), keys: keys.slice(0, size) };
}

const noSchema = rowSchema([]);

function withoutPartner(left: Batch, leftRows: Int32Array): Pairs {
  const times = left.times && gatherFloat64(left.times, leftRows);
  const rightRows = new Int32Array(leftRows.length).fill(-1);
  return { left, leftRows, right: undefined, rightRows, keysFrom: "left", times };
}

/** The same where the left rows are kept: right rows pass, and at the end it is known which have met one. */
export function existenceOfKept(spec: JoinSpec): Pick<Operator, "state" | "open"> {
  const keptRows = rowState("left rows that are kept");
  return {
    state: [...Object.values(probingState), keptRows],
    open: (context) => {
      const rows = context.state(keptRows);
      const match = matcher();
      const select = spec.select === undefined ? undefined : joinOutput(spec, context);
      let table: JoinTable | undefined;
      return probing({ keys: nullsFor(spec.how, spec.keys), kept: 0 }, context, {
        ...keptSide(rows),
        table: () => {
          table = tableOf(rows, context);
          return table;
        },
        probe: (at, { batch, keys }) => markMatched(match(at, batch, keys).found, rows.space(0).marks()),
        rest: () => {
          const all = rows.space(0).all();
          if (all === undefined) return;
          const marks = rows.space(0).marks();
          if (table !== undefined) markShared(table.next, marks);
          eachMarked(marks, all.batch.rowCount, spec.how === "semi" ? 1 : 0, (wanted) => {
            context.emit(select === undefined ? take(all.batch, wanted) : select(withoutPartner(all.batch, wanted)));
          });
          rows.drop(0);
        },
      });
    },
  };
}
