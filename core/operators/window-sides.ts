import { type Batch, lengthOf } from "../data/batch.ts";
import { OrderedNumbers } from "../state/ordered-numbers.ts";
import { type PaneState, paneState } from "../state/pane-state.ts";
import { reachedTime } from "../state/reached-time.ts";
import { type RowState, rowState } from "../state/row-state.ts";
import type { GroupRange, StateDeclaration } from "../state/state.ts";
import type { PaneAssigner, TimeWindow } from "../time/window.ts";
import { countUp } from "./kernels/count-up.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext, OperatorTask } from "./operator.ts";
import { paneRuns } from "./pane-runs.ts";
import { inPanesOf, nextEndInOrder, panesOf, windowEnd } from "./panes.ts";
import { withoutTime } from "./without-time.ts";

/** Two inputs whose records meet by key in windows. */
export interface WindowSides {
  readonly keys: readonly [left: KeySpec, right: KeySpec];
  readonly window: PaneAssigner;
}

/** The states of an operator over two inputs in windows. What is kept of the right side may be its keys alone. */
export interface WindowSidesState<Right> {
  readonly left: StateDeclaration<RowState>;
  readonly right: StateDeclaration<Right>;
  /** Windows up to this end have fired. Subtasks agree on it but for what is in flight: the earliest is safe. */
  readonly fired: StateDeclaration<{ value: number }>;
}

/** @param window None where all is one. */
export function windowRows(window: PaneAssigner | undefined): WindowSidesState<RowState> {
  return { left: rowsOf("left rows", window), right: rowsOf("right rows", window), fired: reachedTime("fired") };
}

export function windowRowsAndKeys(window: PaneAssigner): WindowSidesState<PaneState> {
  const right = inPanesOf(paneState("right keys", [], "apart", [], "memory or disk"), window);
  return { left: rowsOf("left rows", window), right, fired: reachedTime("fired") };
}

function rowsOf(name: string, window: PaneAssigner | undefined): StateDeclaration<RowState> {
  const rows = rowState(name, "by key", "memory or disk");
  return window === undefined ? rows : inPanesOf(rows, window);
}

/** The side outputs of late records: one for each input, as their rows differ. */
export const lateSides = ["lateLeft", "lateRight"] as const;

/** What an operator keeps of one input, by pane. */
export interface Kept {
  readonly panes: () => Iterable<number>;
  readonly add: (pane: number, batch: Batch, keys: Float64Array) => void;
  readonly drop: (pane: number) => void;
  /** Puts away what does not fit into memory, between two batches. */
  readonly relieve: () => void;
  /** Into how many parts what it has of some panes is to be taken, so that each fits into memory; 0 where all is there. */
  readonly partsOf: (panes: readonly number[]) => number;
}

export function keptRows(state: RowState): Kept {
  return {
    panes: () => state.spaces.keys(),
    add: (pane, batch, keys) => state.space(pane).add(batch, keys),
    drop: (pane) => state.drop(pane),
    relieve: () => state.away?.relieve(),
    partsOf: (panes) => state.away?.partsOf(panes) ?? 0,
  };
}

export function keptKeys(state: PaneState): Kept {
  let entries = new Int32Array(0);
  return {
    panes: () => state.panes.keys(),
    add: (pane, batch, keys) => {
      if (entries.length < batch.rowCount) entries = new Int32Array(batch.rowCount);
      state.pane(pane).locate(keys, batch.selection, 0, lengthOf(batch), entries);
    },
    drop: (pane) => state.drop(pane),
    relieve: () => void state.away?.relieve(),
    partsOf: (panes) => state.away?.partsOf(panes) ?? 0,
  };
}

/** Calls back with ranges of key groups that what is kept of some panes is to be taken by; once with none where all is in memory. */
export function eachPart(
  kept: readonly Pick<Kept, "partsOf">[],
  panes: readonly number[],
  keyGroups: number,
  visit: (groups: GroupRange | undefined) => void,
): void {
  const parts = kept.reduce((most, side) => Math.max(most, side.partsOf(panes)), 0);
  if (parts === 0) return visit(undefined);
  const width = Math.max(1, Math.floor(keyGroups / parts));
  for (let from = 0; from < keyGroups; from += width) visit({ from, to: Math.min(keyGroups, from + width) });
}

/**
 * Keeps the records of both inputs by pane and calls `fire` for each window that ends, with the panes it covers; for some key
 * groups after others where not all of it is in memory.
 * Records of windows that have all ended leave by the side outputs.
 */
export function windowSidesTask(
  sides: WindowSides,
  context: OperatorContext,
  kept: readonly [Kept, Kept],
  fired: { value: number },
  fire: (window: TimeWindow, panes: readonly number[], groups: GroupRange | undefined) => void,
): OperatorTask {
  const panes = panesOf(sides.window);
  const runs = paneRuns(panes);
  const inputs = meetingInputs(context, sides.keys);
  const open = openPanes(kept);
  // After a restore the watermark may trail what has fired already.
  const closedUntil = (): number => Math.max(context.watermark, fired.value - 1);
  return {
    batch: (given, input) => {
      if (given.times === undefined) throw withoutTime(context.step);
      const keyed = inputs[input]!(given);
      if (keyed === undefined) return;
      runs(keyed.batch, (batch, pane, from, to) => {
        const part = partOf(batch, from, to);
        if (panes.lastEnd(pane) - 1 <= closedUntil()) late(context, part, lateSides[input]!);
        else {
          open.add(pane);
          kept[input]!.add(pane, part, keyed.keys);
        }
      });
      kept[input]!.relieve();
    },
    watermark: (timeMs) => {
      const starts = open.inOrder();
      for (;;) {
        const end = nextEndInOrder(panes, starts, fired.value);
        if (end === undefined || end - 1 > timeMs) break;
        const window = panes.windowOf(end);
        const covered = starts.within(window.start, window.end);
        eachPart(kept, covered, context.keys.groups, (groups) => fire(window, covered, groups));
        fired.value = end;
      }
      // Windows without records count as fired too: a later one of theirs is late.
      fired.value = Math.max(fired.value, timeMs + 1);
      for (let pane = starts.at(0); pane !== undefined && panes.lastEnd(pane) - 1 <= timeMs; pane = starts.at(0)) {
        open.remove(pane);
        for (const side of kept) side.drop(pane);
      }
    },
    holds: () => {
      const starts = new Set(kept.flatMap((side) => [...side.panes()]));
      return { count: starts.size, of: "panes with rows", next: windowEnd(panes, starts, fired.value) };
    },
  };
}

/** The panes that either side keeps rows of: there may be many, and most watermarks end one of them or none. */
interface OpenPanes {
  add(pane: number): void;
  remove(pane: number): void;
  inOrder(): OrderedNumbers;
}

function openPanes(kept: readonly Kept[]): OpenPanes {
  const ordered = new OrderedNumbers();
  const known = new Set<number>();
  const add = (pane: number): void => {
    if (known.has(pane)) return;
    known.add(pane);
    ordered.add(pane);
  };
  const restored = kept.flatMap((side) => [...side.panes()]);
  for (const pane of restored.sort((a, b) => a - b)) add(pane);
  return {
    add,
    remove: (pane) => {
      known.delete(pane);
      ordered.remove(pane);
    },
    inOrder: () => ordered,
  };
}

function partOf(batch: Batch, from: number, to: number): Batch {
  if (from === 0 && to === lengthOf(batch)) return batch;
  return { ...batch, selection: batch.selection?.subarray(from, to) ?? countUp(from, new Int32Array(to - from)) };
}

function late(context: OperatorContext, batch: Batch, side: string): void {
  context.count("numLateRecordsDropped", lengthOf(batch));
  context.emit(batch, side);
}
