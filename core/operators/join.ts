import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { rowSchema } from "../data/schema.ts";
import { columnsState } from "../state/columns-state.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { paneState } from "../state/pane-state.ts";
import { type KeptBatch, rowState } from "../state/row-state.ts";
import { joinOutput, noColumns, type Pairs } from "./join-output.ts";
import { eachUnmarked, inPieces, type Matches, markMatched, matcher, type PairVisit } from "./join-pairs.ts";
import { probing, probingState, type Turn } from "./join-probing.ts";
import { type JoinSide, joinSide } from "./join-side.ts";
import { type JoinSpec, joinDetails, joinReads, keepsLeft, keepsRight, onlyLeft } from "./join-spec.ts";
import { type JoinTable, joinTable } from "./join-table.ts";
import { uniquePairs } from "./join-unique.ts";
import { onlyObjects } from "./object-columns.ts";
import type { Operator, OperatorContext } from "./operator.ts";

/**
 * Joins two inputs that end by key: the right one is kept and indexed, the left one streams past it. Left rows keep their
 * event time, unless right rows without a partner come out as well.
 *
 * Morally: `for (l of left) for (r of right) if (l.key === r.key) emit(l, r)`.
 */
export function join(spec: JoinSpec): Operator {
  const common = {
    name: "join",
    inputs: 2,
    matches: true as const,
    readsFirst: 1,
    selection: "accepts" as const,
    emptyBatches: "accepts" as const,
    details: joinDetails(spec),
    reads: joinReads(spec),
  };
  if (onlyLeft(spec.how)) return { ...common, ...existence(spec) };
  // A right row must know in one place whether it has met a partner.
  const copies = keepsRight(spec.how) ? {} : { copied: { ...common, ...pairing(spec, "copied") } };
  return { ...common, ...pairing(spec, "by key"), ...copies };
}

/** Semi and anti joins: of the right side only the keys are kept. */
function existence(spec: JoinSpec): Pick<Operator, "state" | "open"> {
  const keysOnly = paneState("right keys", []);
  return {
    state: [...Object.values(probingState), keysOnly],
    open: (context) => {
      const right = context.state(keysOnly);
      const match = matcher();
      const select = spec.select === undefined ? undefined : joinOutput(spec, context);
      let entries = new Int32Array(0);
      return probing(spec, context, {
        keep: ({ batch, keys }) => {
          if (entries.length < batch.rowCount) entries = new Int32Array(batch.rowCount);
          right.pane(0).locate(keys, batch.selection, 0, lengthOf(batch), entries);
        },
        get sizeBytes() {
          return right.pane(0).size * keyBytes;
        },
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

function rowsNotMet({ selection, rowCount }: Batch, met: Uint8Array): Int32Array {
  const rows = selection ?? Int32Array.from({ length: rowCount }, (_, row) => row);
  return rows.filter((row) => met[row] === 0);
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

/** @param rightRows Whether each subtask has the right rows of its keys, or a copy of all. */
function pairing(spec: JoinSpec, rightRows: "by key" | "copied"): Pick<Operator, "state" | "open"> {
  const declared = {
    right: rowState("right rows", rightRows),
    leftColumns: columnsState("left columns"),
    rightColumns: columnsState("right columns"),
  };
  return {
    state: [...Object.values(probingState), ...Object.values(declared)],
    open: (context) => {
      const rows = context.state(declared.right);
      const left = joinSide(
        spec,
        context.state(probingState.waiting),
        context.state(declared.leftColumns),
        keepsRight(spec.how),
      );
      const right = joinSide(spec, rows, context.state(declared.rightColumns), keepsLeft(spec.how));
      const pairs = pairMaker(spec, context, left, right);
      const task = probing(spec, context, {
        keep: ({ batch, keys }) => rows.space(0).add(batch, keys),
        isCopied: rightRows === "copied",
        get sizeBytes() {
          return rows.space(0).sizeBytes;
        },
        all: () => rows.space(0).all(),
        clear: () => rows.drop(0),
        table: () => {
          const kept = rows.space(0).all();
          return joinTable(kept?.keys ?? noKeys, kept?.keys.length ?? 0, context.keys.numberOf(null));
        },
        probe: pairs.probe,
        rest: pairs.rest,
      });
      return {
        ...task,
        batch: (given, input) => {
          const batch = spec.select === undefined ? onlyObjects(context, given) : given;
          (input === 0 ? left : right).see(batch);
          task.batch(batch, input);
        },
      };
    },
  };
}

const noKeys = new Float64Array(0);
const wholeInput = [0];

interface PairMaker {
  probe(table: JoinTable, left: KeptBatch, turn: Turn | undefined): void;
  /** What is left of the right side at the end. */
  rest(): void;
}

function pairMaker(spec: JoinSpec, context: OperatorContext, left: JoinSide, right: JoinSide): PairMaker {
  const output = joinOutput(spec, context);
  const match = matcher();
  const unique = uniquePairs();
  const emitPairs =
    (lefts: Batch, rights: KeptBatch | undefined, keysFrom: "left" | "right"): PairVisit =>
    (leftRows, rightRows) => {
      if (keepsRight(spec.how)) markMatched(rightRows, right.rows.space(0).marks());
      const times = keepsRight(spec.how) ? undefined : lefts.times && gatherFloat64(lefts.times, leftRows);
      context.emit(output({ left: lefts, leftRows, right: rights?.batch, rightRows, keysFrom, times }));
    };
  return {
    probe: (table, given, turn) => {
      const rights = right.within(wholeInput);
      const { batch, keys } = left.prepared(given);
      const matches = match(table, batch, keys);
      if (turn !== undefined) {
        const emit = emitPairs(batch, rights, "left");
        matches.eachPair("matched", emit);
        if (!keepsLeft(spec.how)) return;
        for (const row of matches.rows("matched")) turn.met[row] = 1;
        if (turn.isLast) inPieces(rowsNotMet(batch, turn.met), emit);
        return;
      }
      if (table.next.length === 0 && !keepsRight(spec.how)) {
        const pairs = unique(matches, batch, rights?.batch, keepsLeft(spec.how));
        if (pairs !== undefined) context.emit(output(pairs));
      } else matches.eachPair(keepsLeft(spec.how) ? "all" : "matched", emitPairs(batch, rights, "left"));
    },
    rest: () => {
      if (!keepsRight(spec.how)) return;
      const rights = right.within(wholeInput);
      const kept = right.rows.space(0);
      eachUnmarked(kept.marks(), kept.size, emitPairs(left.columns() ?? noColumns, rights, "right"));
      right.rows.drop(0);
    },
  };
}
