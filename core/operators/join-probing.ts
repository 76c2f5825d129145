import { lengthOf } from "../data/batch.ts";
import { type KeptBatch, type RowState, rowState } from "../state/row-state.ts";
import { spillByGroup } from "../state/spill-by-group.ts";
import { type SpilledRows, spilledRows } from "../state/spilled-rows.ts";
import type { StateDeclaration } from "../state/state.ts";
import { type JoinSpec, nullsFor } from "./join-spec.ts";
import type { JoinTable } from "./join-table.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeyedInput } from "./keyed-input.ts";
import type { OperatorContext, OperatorTask } from "./operator.ts";

/** The right side of a join while it is gathered. */
export interface BuildSide {
  /** Keeps rows of the right side. */
  keep(rows: KeyedInput | KeptBatch): void;
  /** Whether every subtask has all rows: then they are few, and stay in memory. */
  readonly isCopied?: boolean;
  /** About the memory that they take. */
  readonly sizeBytes: number;
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

/** The right rows of a key group that do not fit into memory are had in turns, and all left rows probe with each. */
export interface Turn {
  /** A byte for each left row, not 0 where it has met a partner. */
  readonly met: Uint8Array;
  readonly isLast: boolean;
}

/** State of left rows that wait, and of the rows of both sides that do not fit into memory. */
export const probingState: {
  readonly waiting: StateDeclaration<RowState>;
  readonly spilledLeft: StateDeclaration<SpilledRows>;
  readonly spilledRight: StateDeclaration<SpilledRows>;
} = {
  waiting: rowState("left rows"),
  spilledLeft: spilledRows("spilled left rows", "keyed"),
  spilledRight: spilledRows("spilled right rows", "keyed"),
};

/** The rows are put together, indexed, and looked up: that much memory for a byte of rows. */
const buildFactor = 3;

/**
 * Left rows wait until the right side has ended; from then on they pass. A right side that does not fit into memory goes
 * to disk by key group, as do the left rows then, and the groups are joined one after the other at the end; a group that
 * does not fit, since many rows have one key, in turns (block nested loops, each by hash).
 *
 * @see Kitsuregawa, Tanaka, Moto-oka, "Application of Hash to Data Base Machine and Its Architecture", New Generation
 * Computing 1(1), 1983 (partitioned hash join).
 */
export function probing(spec: JoinSpec, context: OperatorContext, right: BuildSide): OperatorTask {
  const inputs = meetingInputs(context, nullsFor(spec.how, spec.keys));
  const waiting = context.state(probingState.waiting);
  const spilledLeft = context.state(probingState.spilledLeft);
  const spilledRight = context.state(probingState.spilledRight);
  let table: JoinTable | undefined;
  /** Rows that cannot be written stay in memory, and all others with them. */
  let isKept = false;
  const spill = (): void => {
    isKept = !(spilledLeft.accepts(waiting.space(0).all()?.batch) && spilledRight.accepts(right.all()?.batch));
    if (isKept) return;
    spillRows(spilledLeft, waiting.space(0).all(), context);
    waiting.drop(0);
    if (right.isCopied) return;
    spillRows(spilledRight, right.all(), context);
    right.clear();
    context.keys.sweep(() => undefined);
  };
  const spillWhenLarge = (): void => {
    const rightBytes = right.isCopied === true ? 0 : right.sizeBytes;
    const sizeBytes = (rightBytes + waiting.space(0).sizeBytes) * buildFactor + context.keys.sizeBytes;
    if (table === undefined && !isKept && sizeBytes > context.memoryBytes) spill();
  };
  return {
    batch: (batch, input) => {
      const keyed = lengthOf(batch) === 0 ? undefined : inputs[input]!(batch);
      if (keyed === undefined) return;
      if (input === 1) right.keep(keyed);
      else if (table === undefined) waiting.space(0).add(keyed.batch, keyed.keys);
      else right.probe(table, keyed);
      spillWhenLarge();
    },
    endInput: (input) => {
      if (input !== 1 || spilledRight.parts.length > 0) return;
      table = right.table();
      for (const part of spilledLeft.parts) probePart(right, table, spilledLeft, part);
      spilledLeft.clear();
      probeWaiting(right, table, waiting);
    },
    end: () => {
      if (spilledRight.parts.length > 0) {
        spill();
        if (isKept) joinAll(right, waiting, spilledLeft, spilledRight);
        else joinParts(right, spilledLeft, spilledRight, context);
      }
      right.rest?.();
    },
  };
}

function spillRows(spilled: SpilledRows, rows: KeptBatch | undefined, context: OperatorContext): void {
  if (rows === undefined) return;
  context.count("rowsSpilled", rows.batch.rowCount);
  spillByGroup(spilled, rows.batch, rows.keys, context.keys, "with keys");
}

function probeWaiting(right: BuildSide, table: JoinTable, waiting: RowState): void {
  const rows = waiting.spaces.get(0)?.all();
  if (rows !== undefined) right.probe(table, rows);
  waiting.drop(0);
}

function probePart(right: BuildSide, table: JoinTable, spilledLeft: SpilledRows, part: number): void {
  for (let at = 0; at < spilledLeft.batchesOf(part); at++) right.probe(table, spilledLeft.read(part, at));
}

function joinAll(right: BuildSide, waiting: RowState, spilledLeft: SpilledRows, spilledRight: SpilledRows): void {
  for (const part of spilledRight.parts) keepPart(right, spilledRight, part);
  const table = right.table();
  for (const part of spilledLeft.parts) probePart(right, table, spilledLeft, part);
  probeWaiting(right, table, waiting);
  spilledLeft.clear();
  spilledRight.clear();
}

function keepPart(right: BuildSide, spilledRight: SpilledRows, part: number): void {
  for (let at = 0; at < spilledRight.batchesOf(part); at++) right.keep(spilledRight.read(part, at));
}

function joinParts(
  right: BuildSide,
  spilledLeft: SpilledRows,
  spilledRight: SpilledRows,
  context: OperatorContext,
): void {
  for (const part of new Set([...spilledLeft.parts, ...spilledRight.parts])) {
    joinPart(right, spilledLeft, spilledRight, part, context);
    context.keys.sweep(() => undefined);
  }
  spilledLeft.clear();
  spilledRight.clear();
}

function joinPart(
  right: BuildSide,
  spilledLeft: SpilledRows,
  spilledRight: SpilledRows,
  part: number,
  context: OperatorContext,
): void {
  const met: Uint8Array[] = [];
  const batches = spilledRight.batchesOf(part);
  let next = 0;
  do {
    const first = next;
    while (next < batches && (next === first || right.sizeBytes * buildFactor < context.memoryBytes)) {
      right.keep(spilledRight.read(part, next++));
    }
    const isLast = next === batches;
    const table = right.table();
    if (first === 0 && isLast) probePart(right, table, spilledLeft, part);
    else {
      for (let at = 0; at < spilledLeft.batchesOf(part); at++) {
        const rows = spilledLeft.read(part, at);
        const metBefore = met[at] ?? new Uint8Array(rows.batch.rowCount);
        met[at] = metBefore;
        right.probe(table, rows, { met: metBefore, isLast });
      }
    }
    right.rest?.();
    right.clear();
  } while (next < batches);
}
