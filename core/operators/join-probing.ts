import { type Batch, lengthOf } from "../data/batch.ts";
import { type OrderedRun, orderedRun } from "../state/ordered-run.ts";
import { type KeptBatch, type RowState, rowState } from "../state/row-state.ts";
import { spillByGroup } from "../state/spill-by-group.ts";
import { type SpilledRows, spilledRows } from "../state/spilled-rows.ts";
import type { StateDeclaration } from "../state/state.ts";
import { type JoinSpec, keepsRight, nullsFor } from "./join-spec.ts";
import type { JoinTable } from "./join-table.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeyedInput } from "./keyed-input.ts";
import type { OperatorContext, OperatorTask } from "./operator.ts";
import { OrderedRight } from "./ordered-right.ts";

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
  readonly orderedRight: StateDeclaration<OrderedRun>;
} = {
  waiting: rowState("left rows"),
  spilledLeft: spilledRows("spilled left rows", "keyed"),
  spilledRight: spilledRows("spilled right rows", "keyed"),
  orderedRight: orderedRun("spilled right rows in order"),
};

/** The rows are put together, indexed, and looked up: that much memory for a byte of rows. */
const buildFactor = 3;

/**
 * Left rows wait until the right side has ended; from then on they pass. A right side that does not fit into memory goes
 * to disk by key group, as do the left rows then, and the groups are joined one after the other at the end; a group that
 * does not fit, since many rows have one key, in turns (block nested loops, each by hash). Where both sides come in the order
 * of their keys, they are merged instead.
 *
 * @see Kitsuregawa, Tanaka, Moto-oka, "Application of Hash to Data Base Machine and Its Architecture", New Generation
 * Computing 1(1), 1983 (partitioned hash join).
 */
export function probing(spec: JoinSpec, context: OperatorContext, right: BuildSide): OperatorTask {
  const task = new Probing(spec, context, right);
  return {
    batch: (batch, input) => task.batch(batch, input),
    endInput: (input) => task.endInput(input),
    end: () => task.end(),
  };
}

class Probing {
  readonly #context: OperatorContext;
  readonly #right: BuildSide;
  readonly #inputs: ReturnType<typeof meetingInputs>;
  readonly #waiting: RowState;
  readonly #spilledLeft: SpilledRows;
  readonly #spilledRight: SpilledRows;
  readonly #ordered: OrderedRight;
  /** Whether left rows that have been given do not matter any more. */
  readonly #canBeMerged: boolean;
  #isMerging = false;
  #table: JoinTable | undefined;
  /** Rows that cannot be written stay in memory, and all others with them. */
  #isKept = false;

  constructor(spec: JoinSpec, context: OperatorContext, right: BuildSide) {
    this.#context = context;
    this.#right = right;
    this.#inputs = meetingInputs(context, nullsFor(spec.how, spec.keys));
    this.#waiting = context.state(probingState.waiting);
    this.#spilledLeft = context.state(probingState.spilledLeft);
    this.#spilledRight = context.state(probingState.spilledRight);
    const run = context.state(probingState.orderedRight);
    takeRestored(run, this.#spilledRight);
    this.#ordered = new OrderedRight(run, right, context.memoryBytes / buildFactor);
    this.#canBeMerged = !keepsRight(spec.how) && right.isCopied !== true;
  }

  batch(batch: Batch, input: number): void {
    const keyed = lengthOf(batch) === 0 ? undefined : this.#inputs[input]!(batch);
    if (keyed === undefined) return;
    if (input === 1) {
      if (this.#canBeMerged) this.#ordered.see(keyed.keys, keyed.batch);
      this.#right.keep(keyed);
    } else if (this.#isMerging) this.#merge(keyed);
    else if (this.#table === undefined) this.#waiting.space(0).add(keyed.batch, keyed.keys);
    else this.#right.probe(this.#table, keyed);
    this.#spillWhenLarge();
  }

  endInput(input: number): void {
    if (input !== 1) return;
    if (this.#isWholeInOrder()) return this.#beginMerge();
    if (this.#spilledRight.parts.length > 0) return;
    this.#table = this.#right.table();
    for (const part of this.#spilledLeft.parts) probePart(this.#right, this.#table, this.#spilledLeft, part);
    this.#spilledLeft.clear();
    probeWaiting(this.#right, this.#table, this.#waiting);
  }

  end(): void {
    if (this.#isMerging) {
      this.#ordered.clear();
      this.#right.clear();
    } else if (this.#spilledRight.parts.length > 0) {
      this.#spill();
      if (this.#isKept) joinAll(this.#right, this.#waiting, this.#spilledLeft, this.#spilledRight);
      else joinParts(this.#right, this.#spilledLeft, this.#spilledRight, this.#context);
    }
    this.#right.rest?.();
  }

  #spillWhenLarge(): void {
    if (this.#table !== undefined || this.#isMerging || this.#isKept) return;
    const rightBytes = this.#right.isCopied === true ? 0 : this.#right.sizeBytes;
    const rowBytes = rightBytes + this.#waiting.space(0).sizeBytes;
    if (rowBytes * buildFactor + this.#context.keys.sizeBytes > this.#context.memoryBytes) this.#spill();
  }

  #spill(): void {
    const hasSpilled = this.#spilledLeft.parts.length + this.#spilledRight.parts.length > 0;
    if (this.#canBeMerged && !hasSpilled && this.#waiting.space(0).size === 0 && this.#spillInOrder()) return;
    this.#partition();
    const [left, right] = [this.#waiting.space(0).all(), this.#right.all()];
    this.#isKept = !(this.#spilledLeft.accepts(left?.batch) && this.#spilledRight.accepts(right?.batch));
    if (this.#isKept) return;
    spillRows(this.#spilledLeft, left, this.#context);
    this.#waiting.drop(0);
    if (this.#right.isCopied) return;
    spillRows(this.#spilledRight, right, this.#context);
    this.#right.clear();
    this.#context.keys.sweep(() => undefined);
  }

  #spillInOrder(): boolean {
    const rows = this.#ordered.spill();
    this.#context.count("numRecordsSpilled", rows);
    return rows > 0;
  }

  /** At the end of the right side: whether all of it is on disk in order. */
  #isWholeInOrder(): boolean {
    if (this.#ordered.isUsed && this.#right.sizeBytes > 0 && !this.#spillInOrder()) this.#partition();
    return this.#ordered.isUsed;
  }

  #beginMerge(): void {
    this.#isMerging = true;
    const rows = this.#waiting.spaces.get(0)?.all();
    this.#waiting.drop(0);
    if (rows !== undefined) this.#merge(rows);
  }

  #merge(rows: KeptBatch): void {
    const rest = this.#ordered.probe(rows);
    if (rest === undefined) return;
    this.#isMerging = false;
    this.#partition();
    this.#waiting.space(0).add(rest.batch, rest.keys);
  }

  /** What is on disk in order goes by key group, as all that comes from now on. */
  #partition(): void {
    if (!this.#ordered.isUsed) return;
    if (this.#spilledRight.accepts(this.#right.all()?.batch)) {
      spillRows(this.#spilledRight, this.#right.all(), this.#context);
      this.#right.clear();
    }
    this.#ordered.giveUp(this.#right.sizeBytes === 0 ? (rows) => this.#gather(rows) : (rows) => this.#spillRight(rows));
    if (this.#right.sizeBytes > 0 && this.#spilledRight.accepts(this.#right.all()?.batch)) this.#spillGathered();
  }

  /** A block at a time would be a few rows for each key group: as many as fit are put in order together. */
  #gather(rows: KeptBatch): void {
    this.#right.keep(rows);
    if (this.#right.sizeBytes * buildFactor > this.#context.memoryBytes) this.#spillGathered();
  }

  #spillGathered(): void {
    this.#spillRight(this.#right.all()!);
    this.#right.clear();
  }

  /** Rows that have been on disk: they were counted then. */
  #spillRight({ batch, keys }: KeptBatch): void {
    spillByGroup(this.#spilledRight, batch, keys, this.#context.keys, "with keys");
  }
}

function takeRestored({ restored }: OrderedRun, spilledRight: SpilledRows): void {
  for (const part of restored.parts) {
    for (let at = 0; at < restored.batchesOf(part); at++) {
      const { batch, keys } = restored.read(part, at);
      spilledRight.append(part, batch, keys);
    }
  }
  restored.clear();
}

function spillRows(spilled: SpilledRows, rows: KeptBatch | undefined, context: OperatorContext): void {
  if (rows === undefined) return;
  context.count("numRecordsSpilled", rows.batch.rowCount);
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
