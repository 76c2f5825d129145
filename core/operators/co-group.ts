import { rowReader } from "../expression/row-reader.ts";
import { keyedTable } from "../state/keyed-table.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import type { RowState } from "../state/row-state.ts";
import { rowsWithin } from "../state/rows-within.ts";
import type { GroupRange } from "../state/state.ts";
import { type PaneAssigner, type TimeWindow, windowText } from "../time/window.ts";
import { GroupCalls, type MakeOfGroup } from "./group-calls.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { eachPart, keptRows, lateSides, windowRows, windowSidesTask } from "./window-sides.ts";

export interface CoGroupSpec {
  readonly keys: readonly [left: KeySpec, right: KeySpec];
  /** Without one all rows of a key are one group, at the end. */
  readonly window?: PaneAssigner;
  readonly make: MakeOfGroup;
}

/**
 * Calls a function once a key, and window, with all rows of both sides: the join from which any other can be made.
 *
 * Morally: `for (key of keys) emit(...make({ key, left: left.filter(of(key)), right: right.filter(of(key)) }))`.
 */
export function coGroup(spec: CoGroupSpec): Operator {
  const { window } = spec;
  const declared = windowRows(window);
  const common = { name: "coGroup", inputs: 2, matches: true as const, selection: "accepts" as const };
  if (window === undefined) {
    return {
      ...common,
      state: [declared.left, declared.right],
      open: (context) => wholeTask(spec, context, [context.state(declared.left), context.state(declared.right)]),
    };
  }
  return {
    ...common,
    name: `window(${windowText(window)}).coGroup`,
    sides: lateSides,
    state: Object.values(declared),
    open: (context) => {
      const sides = [context.state(declared.left), context.state(declared.right)] as const;
      const groups = groupMaker(spec, context);
      const fire = (of: TimeWindow, panes: readonly number[], some: GroupRange | undefined): void =>
        groups(bothWithin(sides, panes, some), of);
      const kept = [keptRows(sides[0]), keptRows(sides[1])] as const;
      return windowSidesTask({ keys: spec.keys, window }, context, kept, context.state(declared.fired), fire);
    },
  };
}

type Sides = readonly [RowState, RowState];

type BothRows = readonly [KeptBatch | undefined, KeptBatch | undefined];

function bothWithin([left, right]: Sides, panes: readonly number[], groups: GroupRange | undefined): BothRows {
  return [rowsWithin(left, panes, groups), rowsWithin(right, panes, groups)];
}

function wholeTask(spec: CoGroupSpec, context: OperatorContext, sides: Sides): ReturnType<Operator["open"]> {
  const inputs = meetingInputs(context, spec.keys);
  const groups = groupMaker(spec, context);
  const kept = sides.map(keptRows);
  return {
    batch: (batch, input) => {
      const keyed = inputs[input]!(batch);
      if (keyed === undefined) return;
      kept[input]!.add(0, keyed.batch, keyed.keys);
      kept[input]!.relieve();
    },
    end: () => {
      eachPart(kept, [0], context.keys.groups, (some) => groups(bothWithin(sides, [0], some), undefined));
      for (const side of sides) side.drop(0);
    },
  };
}

function groupMaker(
  { make }: CoGroupSpec,
  context: OperatorContext,
): (rows: BothRows, window: TimeWindow | undefined) => void {
  const calls = new GroupCalls(make, context);
  return (rows, window) => {
    const table = keyedTable([]);
    const sides = rows.map((side) => grouped(side, table));
    const bounds = window && { windowStart: window.start, windowEnd: window.end };
    for (let entry = 0; entry < table.size; entry++) {
      const [left, right] = sides.map((side) => side(entry)) as [unknown[], unknown[]];
      calls.call({ key: context.keys.keyOf(table.keys[entry]!), left, right, ...bounds }, window && window.end - 1);
    }
    calls.flush();
  };
}

/** The rows of each entry of the table, to which the keys of this side are added. */
function grouped(rows: KeptBatch | undefined, table: ReturnType<typeof keyedTable>): (entry: number) => unknown[] {
  if (rows === undefined) return () => [];
  const size = rows.batch.rowCount;
  const entries = new Int32Array(size);
  table.locate(rows.keys, undefined, 0, size, entries);
  const ends = new Int32Array(table.size + 1);
  for (const entry of entries) ends[entry + 1]!++;
  for (let entry = 0; entry < table.size; entry++) ends[entry + 1]! += ends[entry]!;
  const next = ends.slice();
  const order = new Int32Array(size);
  for (let row = 0; row < size; row++) order[next[entries[row]!]!++] = row;
  const read = rowReader(rows.batch);
  return (entry) =>
    entry + 1 < ends.length ? Array.from(order.subarray(ends[entry]!, ends[entry + 1]!), (row) => read(row)) : [];
}
