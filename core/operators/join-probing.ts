import { type Batch, lengthOf } from "../data/batch.ts";
import { type OrderedRun, orderedRun, type RangedRows, rangedRows } from "../state/ordered-run.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import { type RowState, rowState } from "../state/row-state.ts";
import { spillByGroup, spillByPart } from "../state/spill-by-group.ts";
import { type SpilledRows, spilledRows } from "../state/spilled-rows.ts";
import type { StateDeclaration } from "../state/state.ts";
import { type BuildSide, buildFactor, joinPart, partOf, probePart, probeWaiting } from "./join-parts.ts";
import type { Select } from "./join-select.ts";
import type { JoinTable } from "./join-table.ts";
import { rangesOf } from "./kernels/ranges-of.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext, OperatorTask } from "./operator.ts";
import { OrderedRight } from "./ordered-right.ts";

/** State of left rows that wait, and of the rows of both sides that do not fit into memory. */
export const probingState: {
  readonly waiting: StateDeclaration<RowState>;
  readonly spilledLeft: StateDeclaration<SpilledRows>;
  readonly spilledRight: StateDeclaration<SpilledRows>;
  readonly rangedLeft: StateDeclaration<RangedRows>;
  readonly orderedRight: StateDeclaration<OrderedRun>;
} = {
  waiting: rowState("left rows"),
  spilledLeft: spilledRows("spilled left rows", "keyed"),
  spilledRight: spilledRows("spilled right rows", "keyed"),
  rangedLeft: rangedRows("spilled left rows by range"),
  orderedRight: orderedRun("spilled right rows in order"),
};

export interface ProbingOptions {
  /** The keys of both inputs, with what becomes of null ones. */
  readonly keys: readonly [KeySpec, KeySpec];
  /** The input whose rows are kept. Here they are the right ones, and those of the other input the left ones. */
  readonly kept: 0 | 1;
  /** What the user makes of a row of either input. */
  readonly select?: Select | undefined;
}

/**
 * Left rows wait until the right side has ended; from then on they pass. A right side that does not fit into memory goes
 * to disk by key group, as do the left rows then, and the groups are joined one after the other at the end; a group that
 * does not fit, since many rows have one key, in turns. A right side that comes in the order of its keys goes to disk as it
 * is: left rows in that order are merged with it, others go to disk by ranges of its keys.
 *
 * As long as left rows wait, so do watermarks: what comes of those rows would be late behind them.
 *
 * @see Kitsuregawa, Tanaka, Moto-oka, "Application of Hash to Data Base Machine and Its Architecture", New Generation
 * Computing 1(1), 1983 (partitioned hash join).
 */
export function probing(options: ProbingOptions, context: OperatorContext, right: BuildSide): OperatorTask {
  const task = new Probing(options, context, right);
  return {
    batch: (batch, input) => task.batch(batch, input),
    watermark: () => task.passWatermark(),
    endInput: (input) => task.endInput(input),
    end: () => task.end(),
  };
}

/** Of rows that are written as they come: fits into the processor's cache. */
const pieceBytes = 2 ** 21;

class Probing {
  readonly #context: OperatorContext;
  readonly #right: BuildSide;
  readonly #kept: 0 | 1;
  readonly #inputs: ReturnType<typeof meetingInputs>;
  readonly #waiting: RowState;
  readonly #spilledLeft: SpilledRows;
  readonly #spilledRight: SpilledRows;
  readonly #rangedLeft: RangedRows;
  readonly #ordered: OrderedRight;
  /** Whether right rows do not matter any more when left rows have met them. */
  readonly #canBeMerged: boolean;
  /** What is done where all of the right side is on disk in order. */
  #phase: "neither" | "merging" | "by range" = "neither";
  #table: JoinTable | undefined;
  /** Rows that cannot be written stay in memory, and all others with them. */
  #isKept = false;
  #passed = Number.NEGATIVE_INFINITY;

  constructor({ keys, kept, select }: ProbingOptions, context: OperatorContext, right: BuildSide) {
    this.#context = context;
    this.#right = right;
    this.#kept = kept;
    this.#inputs = meetingInputs(context, keys, select);
    this.#waiting = context.state(probingState.waiting);
    this.#spilledLeft = context.state(probingState.spilledLeft);
    this.#spilledRight = context.state(probingState.spilledRight);
    this.#rangedLeft = context.state(probingState.rangedLeft);
    const run = context.state(probingState.orderedRight);
    takeRestored(run, this.#spilledRight);
    takeRestored(this.#rangedLeft, this.#spilledLeft);
    this.#ordered = new OrderedRight(run, right, context.memoryBytes / buildFactor);
    this.#canBeMerged = right.rest === undefined && right.isCopied !== true;
  }

  batch(batch: Batch, input: number): void {
    const keyed = lengthOf(batch) === 0 ? undefined : this.#inputs[input]!(batch);
    if (keyed === undefined) return;
    if (input === this.#kept) {
      if (this.#canBeMerged) this.#ordered.see(keyed.keys, keyed.batch);
      this.#right.keep(keyed);
    } else if (this.#phase === "merging") this.#merge(keyed);
    else if (this.#table === undefined) this.#waiting.space(0).add(keyed.batch, keyed.keys);
    else this.#right.probe(this.#table, keyed);
    this.#spillWhenLarge();
  }

  /** Sends on the watermark that has been reached, unless what waits would be late behind it. */
  passWatermark(): void {
    const { watermark } = this.#context;
    if (this.#isWaiting() || watermark === this.#passed) return;
    this.#passed = watermark;
    this.#context.emitWatermark(watermark);
  }

  endInput(input: number): void {
    if (input !== this.#kept) return;
    if (this.#isWholeInOrder()) this.#beginMerge();
    else if (this.#spilledRight.parts.length === 0) {
      this.#table = this.#right.table();
      for (const part of this.#spilledLeft.parts) {
        probePart(this.#right, this.#table, partOf(this.#spilledLeft, part));
      }
      this.#spilledLeft.clear();
      probeWaiting(this.#right, this.#table, this.#waiting);
    }
    this.passWatermark();
  }

  end(): void {
    this.#context.count(this.#strategy());
    if (this.#phase === "by range") this.#joinRanges();
    if (this.#phase !== "neither") {
      this.#ordered.clear();
      this.#right.clear();
    } else if (this.#spilledRight.parts.length > 0) {
      this.#spill();
      if (this.#isKept) this.#joinAll();
      else this.#joinGroups();
    }
    this.#right.rest?.();
    this.#context.emitWatermark(Number.POSITIVE_INFINITY);
  }

  /** How the rows are joined, for the metrics: which of these it is turns out as they come. */
  #strategy(): string {
    if (this.#phase === "merging") return "numSortMergeJoins";
    if (this.#phase === "by range") return "numRangeJoins";
    if (this.#spilledRight.parts.length > 0) return "numPartitionedHashJoins";
    return this.#right.isCopied === true ? "numBroadcastHashJoins" : "numHashJoins";
  }

  /** Whether rows are still to come of what has been given. Where the left input is kept, its rows come out in no order of time. */
  #isWaiting(): boolean {
    if (this.#kept === 0) return true;
    const inMemory = this.#waiting.spaces.get(0)?.size ?? 0;
    return inMemory + this.#spilledLeft.parts.length + this.#rangedLeft.parts.length > 0;
  }

  #spillWhenLarge(): void {
    if (this.#table !== undefined || this.#phase === "merging" || this.#isKept) return;
    const rightBytes = this.#right.isCopied === true ? 0 : this.#right.sizeBytes();
    const rowBytes = rightBytes + this.#waiting.space(0).sizeBytes;
    // What goes to disk in order, or by range, does so soon: put together, large pieces would be copied through memory once more.
    const isOnItsWay = this.#phase === "by range" || (this.#ordered.isUsed && this.#waiting.space(0).size === 0);
    if (isOnItsWay && rowBytes > pieceBytes) return this.#spill();
    if (rowBytes * buildFactor + this.#context.keys.sizeBytes > this.#context.memoryBytes) this.#spill();
  }

  #spill(): void {
    if (this.#phase === "by range") return this.#spillLeft();
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
    if (this.#ordered.isUsed && this.#right.sizeBytes() > 0 && !this.#spillInOrder()) this.#partition();
    return this.#ordered.isUsed;
  }

  #beginMerge(): void {
    this.#phase = "merging";
    this.#ordered.beginMerge();
    const rows = this.#waiting.spaces.get(0)?.all();
    this.#waiting.drop(0);
    if (rows !== undefined) this.#merge(rows);
  }

  #merge(rows: KeptBatch): void {
    const rest = this.#ordered.probe(rows);
    if (rest === undefined) return;
    this.#phase = "by range";
    this.#ordered.endMerge();
    this.#waiting.space(0).add(rest.batch, rest.keys);
  }

  /** Puts left rows on disk by the ranges of the right side. */
  #spillLeft(): void {
    const left = this.#waiting.spaces.get(0)?.all();
    this.#isKept = !this.#rangedLeft.accepts(left?.batch);
    if (this.#isKept || left === undefined) return;
    const lasts = this.#ordered.lasts();
    const parts = new Uint16Array(left.batch.rowCount);
    rangesOf(left.keys, lasts, parts);
    this.#context.count("numRecordsSpilled", left.batch.rowCount);
    spillByPart(this.#rangedLeft, { batch: left.batch, parts, count: lasts.length }, left.keys);
    this.#waiting.drop(0);
    this.#context.keys.sweep(() => undefined);
  }

  #joinRanges(): void {
    if (!this.#isKept) this.#spillLeft();
    const rows = this.#waiting.spaces.get(0)?.all();
    const met = new Uint8Array(rows?.batch.rowCount ?? 0);
    const ranges = this.#ordered.parts();
    ranges.forEach((right, at) => {
      const beside = rows && { rows, met, isLast: at === ranges.length - 1 };
      joinPart(this.#right, { left: partOf(this.#rangedLeft, at), right, beside }, this.#context);
      if (rows === undefined) this.#context.keys.sweep(() => undefined);
    });
    this.#rangedLeft.clear();
    this.#waiting.drop(0);
  }

  #joinAll(): void {
    for (const part of this.#spilledRight.parts) {
      const { batches, read } = partOf(this.#spilledRight, part);
      for (let at = 0; at < batches; at++) this.#right.keep(read(at));
    }
    const table = this.#right.table();
    for (const part of this.#spilledLeft.parts) probePart(this.#right, table, partOf(this.#spilledLeft, part));
    probeWaiting(this.#right, table, this.#waiting);
    this.#spilledLeft.clear();
    this.#spilledRight.clear();
  }

  #joinGroups(): void {
    for (const part of new Set([...this.#spilledLeft.parts, ...this.#spilledRight.parts])) {
      const sides = { left: partOf(this.#spilledLeft, part), right: partOf(this.#spilledRight, part) };
      joinPart(this.#right, sides, this.#context);
      this.#context.keys.sweep(() => undefined);
    }
    this.#spilledLeft.clear();
    this.#spilledRight.clear();
  }

  /** What is on disk in order goes by key group, as all that comes from now on. */
  #partition(): void {
    if (!this.#ordered.isUsed) return;
    if (this.#spilledRight.accepts(this.#right.all()?.batch)) {
      spillRows(this.#spilledRight, this.#right.all(), this.#context);
      this.#right.clear();
    }
    this.#ordered.giveUp(
      this.#right.sizeBytes() === 0 ? (rows) => this.#gather(rows) : (rows) => this.#spillRight(rows),
    );
    if (this.#right.sizeBytes() > 0 && this.#spilledRight.accepts(this.#right.all()?.batch)) this.#spillGathered();
  }

  /** A block at a time would be a few rows for each key group: as many as fit are put in order together. */
  #gather(rows: KeptBatch): void {
    this.#right.keep(rows);
    if (this.#right.sizeBytes() * buildFactor > this.#context.memoryBytes) this.#spillGathered();
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

/** What was by range, or in order, before a restore is by key group from then on. */
function takeRestored({ restored }: RangedRows, spilled: SpilledRows): void {
  for (const part of restored.parts) {
    for (let at = 0; at < restored.batchesOf(part); at++) {
      const { batch, keys } = restored.read(part, at);
      spilled.append(part, batch, keys);
    }
  }
  restored.clear();
}

function spillRows(spilled: SpilledRows, rows: KeptBatch | undefined, context: OperatorContext): void {
  if (rows === undefined) return;
  context.count("numRecordsSpilled", rows.batch.rowCount);
  spillByGroup(spilled, rows.batch, rows.keys, context.keys, "with keys");
}
