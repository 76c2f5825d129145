import { columnsState } from "../state/columns-state.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import type { PaneState } from "../state/pane-state.ts";
import { rowsWithin } from "../state/rows-within.ts";
import type { GroupRange } from "../state/state.ts";
import { type PaneAssigner, type TimeWindow, windowText } from "../time/window.ts";
import { joinOutput, noColumns, windowNames } from "./join-output.ts";
import { eachUnmarked, markMatched, matcher, type PairVisit } from "./join-pairs.ts";
import { joinCommon, narrowing } from "./join-plan.ts";
import { type JoinSide, joinSide } from "./join-side.ts";
import { type JoinSpec, keepsLeft, keepsRight, nullsFor, onlyLeft } from "./join-spec.ts";
import { joinTable } from "./join-table.ts";
import { markFound, selectMarked } from "./kernels/join.ts";
import { onlyObjects, ownColumns } from "./object-columns.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import {
  keptKeys,
  keptRows,
  lateSides,
  type WindowSides,
  windowRows,
  windowRowsAndKeys,
  windowSidesTask,
} from "./window-sides.ts";

export interface WindowJoinSpec extends JoinSpec {
  readonly window: PaneAssigner;
}

/**
 * Joins the records of two inputs that have the same key and lie in the same window, when it ends.
 *
 * Morally: `for (window of ended) for (l of left.in(window)) for (r of right.in(window)) if (l.key === r.key) emit(l, r)`.
 */
export function windowJoin(spec: WindowJoinSpec): Operator {
  const sides: WindowSides = { keys: nullsFor(spec.how, spec.keys), window: spec.window };
  const shared = joinCommon(spec, windowNames);
  const common = {
    ...shared,
    name: `window(${windowText(spec.window)}).join`,
    sides: lateSides,
    details: { window: windowText(spec.window), ...shared.details },
    ...narrowing(spec, windowJoin),
  };
  return onlyLeft(spec.how) ? { ...common, ...existence(spec, sides) } : { ...common, ...pairing(spec, sides) };
}

/** Semi and anti joins: of the right side only the keys are kept, and no pairs are made. */
function existence(spec: WindowJoinSpec, sides: WindowSides): Pick<Operator, "state" | "open"> {
  const declared = windowRowsAndKeys(sides.window);
  return {
    state: [declared.left, declared.right, declared.fired],
    open: (context) => {
      const [left, right] = [context.state(declared.left), context.state(declared.right)];
      const toColumns = ownColumns();
      const output = joinOutput(spec, context);
      const fire = (window: TimeWindow, panes: readonly number[], groups: GroupRange | undefined): void => {
        for (const pane of panes) {
          const rows = rowsWithin(left, [pane], groups);
          if (rows === undefined) continue;
          const leftRows = rowsOf(rows.keys, tablesOf(right, panes, groups), spec.how === "semi");
          if (leftRows.length === 0) continue;
          const batch = spec.select === undefined ? toColumns(rows.batch) : rows.batch;
          const rightRows = new Int32Array(leftRows.length).fill(-1);
          const times = endTimes(window, leftRows.length);
          context.emit(output({ left: batch, leftRows, right: undefined, rightRows, keysFrom: "left", times, window }));
        }
      };
      const kept = [keptRows(left), keptKeys(right)] as const;
      const task = windowSidesTask(sides, context, kept, context.state(declared.fired), fire);
      if (spec.select !== undefined) return task;
      return { ...task, batch: (batch, input) => task.batch(input === 0 ? onlyObjects(context, batch) : batch, input) };
    },
  };
}

/** Tables of keys that are in some panes, each valid until the next. */
function* tablesOf(
  { panes: tables, away }: PaneState,
  panes: readonly number[],
  groups: GroupRange | undefined,
): Iterable<Pick<KeyedTable, "keys" | "size">> {
  if (groups !== undefined && away !== undefined) yield away.within(panes, groups);
  else yield* panes.flatMap((pane) => tables.get(pane) ?? []);
}

/** The rows whose key is, or is not, in some of the tables. */
function rowsOf(keys: Float64Array, tables: Iterable<Pick<KeyedTable, "keys" | "size">>, wanted: boolean): Int32Array {
  const length = keys.length;
  const within = new Uint8Array(length);
  const found = new Int32Array(length);
  for (const table of tables) {
    joinTable(table.keys, table.size, Number.NaN).find(keys, undefined, length, found);
    markFound(found, length, within);
  }
  const rows = new Int32Array(length);
  return rows.subarray(0, selectMarked(within, length, wanted ? 1 : 0, rows));
}

function pairing(spec: WindowJoinSpec, sides: WindowSides): Pick<Operator, "state" | "open"> {
  const declared = {
    ...windowRows(sides.window),
    leftColumns: columnsState("left columns"),
    rightColumns: columnsState("right columns"),
  };
  return {
    state: Object.values(declared),
    open: (context) => {
      const left = joinSide(
        spec,
        context.state(declared.left),
        context.state(declared.leftColumns),
        keepsRight(spec.how),
        spec.known?.[0],
      );
      const right = joinSide(
        spec,
        context.state(declared.right),
        context.state(declared.rightColumns),
        keepsLeft(spec.how),
        spec.known?.[1],
      );
      const fire = pairsOfWindow(spec, context, left, right);
      const kept = [keptRows(left.rows), keptRows(right.rows)] as const;
      const task = windowSidesTask(sides, context, kept, context.state(declared.fired), fire);
      return {
        ...task,
        batch: (given, input) => {
          const batch = spec.select === undefined ? onlyObjects(context, given) : given;
          // Columns are noted as they come: a side that a window lacks is padded with those of others.
          (input === 0 ? left : right).see(batch);
          task.batch(batch, input);
        },
      };
    },
  };
}

function pairsOfWindow(
  spec: JoinSpec,
  context: OperatorContext,
  left: JoinSide,
  right: JoinSide,
): (window: TimeWindow, panes: readonly number[], groups: GroupRange | undefined) => void {
  const output = joinOutput(spec, context);
  const match = matcher();
  const nullKey = context.keys.numberOf(null);
  return (window, panes, groups) => {
    const [lefts, rights] = [left.within(panes, groups), right.within(panes, groups)];
    const marks = new Uint8Array(rights?.batch.rowCount ?? 0);
    const visit =
      (keysFrom: "left" | "right"): PairVisit =>
      (leftRows, rightRows) => {
        const times = endTimes(window, leftRows.length);
        const pairs = { leftRows, rightRows, right: rights?.batch, keysFrom, times, window };
        if (keepsRight(spec.how)) markMatched(rightRows, marks);
        context.emit(output({ ...pairs, left: lefts?.batch ?? noColumns }));
      };
    if (lefts !== undefined && lefts.keys.length > 0) {
      const table = joinTable(rights?.keys ?? noKeys, rights?.keys.length ?? 0, nullKey);
      match(table, lefts.batch, lefts.keys).eachPair(keepsLeft(spec.how) ? "all" : "matched", visit("left"));
    }
    if (keepsRight(spec.how)) eachUnmarked(marks, rights?.keys.length ?? 0, visit("right"));
  };
}

const noKeys = new Float64Array(0);

function endTimes({ end }: TimeWindow, length: number): Float64Array {
  return new Float64Array(length).fill(end - 1);
}
