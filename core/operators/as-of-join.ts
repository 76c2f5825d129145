import { type Batch, changeKind, lengthOf } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import { firstWhere } from "../data/first-where.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { type ColumnsState, columnsState } from "../state/columns-state.ts";
import { dueQueue } from "../state/due-queue.ts";
import { type ValueState, valueState } from "../state/keyed-state.ts";
import { type RowStore, rowStore } from "../state/row-store.ts";
import { type Direction, type Found, firstFrom, isSuperseded, type Versions, versionOf } from "./as-of-versions.ts";
import { type Undecided, WaitingRows } from "./as-of-waiting.ts";
import { askedRows } from "./asked-rows.ts";
import { type JoinOutput, joinOutput, noColumns, padded } from "./join-output.ts";
import { asOfDetails, joinReads, narrowing } from "./join-plan.ts";
import type { Select } from "./join-select.ts";
import { type KnownColumns, nullsFor } from "./join-spec.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeyedInput, KeySpec } from "./keyed-input.ts";
import { batchOfKeys, keysAtOnce } from "./keys-at-once.ts";
import { onlyObjects, ownColumns } from "./object-columns.ts";
import type { Held, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { bringRows } from "./rows-at-hand.ts";
import { joinWithoutTime } from "./without-time.ts";

export interface AsOfJoinSpec {
  readonly keys: readonly [left: KeySpec, right: KeySpec];
  readonly how: "inner" | "left";
  readonly direction: Direction;
  /** How far apart the two may be, ms. May be infinite. */
  readonly toleranceMs: number;
  readonly shared: readonly string[];
  readonly select?: Select;
  readonly wanted?: ReadonlySet<string>;
  readonly known?: KnownColumns;
}

/**
 * Each left row with the right row of its key that is valid at its event time: the newest one not after it (or the next, or
 * the nearest). Right rows are versions, of which a later one replaces an earlier one from its time on; a deleted one has no
 * successor. A left row waits until the watermark says that no better version can come.
 *
 * Morally: `for (l of left) emit(l, right.filter(of(l.key)).findLast((r) => r.time <= l.time))`, both by time.
 */
export function asOfJoin(spec: AsOfJoinSpec): Operator {
  const declared = {
    left: askedRows(rowStore("left rows", "timed rows", "memory or disk, named")),
    right: askedRows(rowStore("versions", "timed rows", "memory or disk, named")),
    ends: valueState<Ends>("ends", undefined, "memory or disk"),
    leftColumns: columnsState("left columns"),
    rightColumns: columnsState("right columns"),
  };
  return {
    name: "asOfJoin",
    inputs: 2,
    matches: true,
    details: asOfDetails(spec),
    sides: lateSides,
    state: Object.values(declared),
    selection: "accepts",
    emptyBatches: "accepts",
    changes: "accepts",
    // Rows that wait for a later version hold event time back.
    ...(spec.direction === "backward" ? {} : { watermarks: "own" as const }),
    reads: joinReads(spec),
    ...narrowing(spec, asOfJoin),
    open: (context) =>
      new AsOfTask(spec, context, {
        left: context.state(declared.left),
        right: context.state(declared.right),
        ends: context.state(declared.ends),
        columns: [context.state(declared.leftColumns), context.state(declared.rightColumns)],
      }),
  };
}

const lateSides = ["lateLeft", "lateRight"] as const;

/** When versions of a key were deleted, ascending. */
type Ends = readonly number[];

const noEnds: Ends = [];

interface AsOfState {
  readonly left: RowStore;
  readonly right: RowStore;
  readonly ends: ValueState<Ends>;
  readonly columns: readonly [ColumnsState, ColumnsState];
}

/** Pairs of a batch at most. */
const mostPairs = 8192;

class AsOfTask implements OperatorTask {
  readonly #spec: AsOfJoinSpec;
  readonly #context: OperatorContext;
  readonly #state: AsOfState;
  readonly #reads;
  readonly #toColumns = [ownColumns(), ownColumns()] as const;
  readonly #output: JoinOutput;
  /** The places of the versions of each key, by time. */
  readonly #versions = new Map<number, number[]>();
  readonly #waiting: WaitingRows;
  /** Keys by the time from which on some version of theirs is of no more use. */
  readonly #aging;
  readonly #place = new Int32Array(1);

  constructor(spec: AsOfJoinSpec, context: OperatorContext, state: AsOfState) {
    this.#spec = spec;
    this.#context = context;
    this.#state = state;
    this.#output = joinOutput(spec, context);
    const width = Number.isFinite(spec.toleranceMs) ? Math.max(1, spec.toleranceMs / 8) : 1000;
    this.#aging = dueQueue(width);
    this.#reads = meetingInputs(context, nullsFor(spec.how, spec.keys), spec.select);
    this.#restore();
    this.#waiting = new WaitingRows(state.left, width);
  }

  batch(given: Batch, input: number): void {
    const keyed = this.#prepared(given, input as 0 | 1);
    if (keyed === undefined) return;
    if (keyed.batch.times === undefined) throw joinWithoutTime(this.#context.step);
    this.#bring(keyed);
    const late = input === 0 ? this.#left(keyed) : this.#right(keyed);
    if (late.length === 0) return;
    this.#context.count("numLateRecordsDropped", late.length);
    this.#context.emit({ ...keyed.batch, selection: Int32Array.from(late) }, lateSides[input]!);
  }

  holds(key: number | undefined): Held {
    return this.#waiting.holds(this.#context.watermark, key);
  }

  watermark(timeMs: number): void {
    this.#waiting.take(timeMs, (due) => this.#decide(due, timeMs));
    // What a row that waits for a later version may still take from before its time is not forgotten until it has it.
    const held = Math.min(timeMs, this.#waiting.heldMs - 1);
    this.#age(held);
    if (this.#spec.direction === "backward") return;
    this.#context.emitWatermark(held);
  }

  /** Versions and waiting rows are in the stores: how they are found is made of these. */
  #restore(): void {
    const { left, right, columns } = this.#state;
    for (const [side, store] of [left, right].entries()) {
      if (columns[side]!.seen !== undefined) store.see(columns[side]!.seen!);
    }
    const expect = (places: Int32Array): void => {
      for (const place of places) this.#expect(right.keys[place]!, right.times[place]!);
    };
    this.learn(0, right.live());
    if (right.away === undefined) expect(right.live());
    else {
      for (const keys of keysAtOnce(right.away.allKeys())) {
        this.#bring(keys);
        expect(Int32Array.from([...keys.keys].flatMap((key) => this.#versions.get(key) ?? [])));
      }
    }
    for (const key of this.#state.ends.keys()) {
      for (const end of this.#endsOf(key)) this.#expect(key, end);
      this.#state.ends.relieve();
    }
  }

  /** Versions that were put away came back. */
  learn(_: number, places: Int32Array): void {
    for (const place of places) this.#insert(this.#state.right.keys[place]!, place);
  }

  /** All versions were put away. */
  forget(): void {
    this.#versions.clear();
  }

  /** Brings the versions of the keys of a batch. */
  #bring({ batch, keys }: Pick<KeyedInput, "batch" | "keys">): void {
    bringRows([this.#state.right], { batch, keys }, this);
    this.#state.ends.readAhead(keys, batch.selection, lengthOf(batch));
  }

  /** Forgets what was of use up to a time. */
  #age(untilMs: number): void {
    const due = new Set<number>();
    this.#aging.take(untilMs, (key) => due.add(key));
    for (const some of keysAtOnce(Float64Array.from(due))) {
      this.#bring(some);
      for (const key of some.keys) this.#forget(key, untilMs);
    }
  }

  #prepared(given: Batch, input: 0 | 1): KeyedInput | undefined {
    const store = input === 0 ? this.#state.left : this.#state.right;
    const selects = this.#spec.select !== undefined;
    const rows = selects ? given : onlyObjects(this.#context, given);
    if (lengthOf(rows) === 0) {
      if (!selects && rows.schema.shape === "row") this.#see(compact(rows), input, store);
      return undefined;
    }
    const keyed = this.#reads[input]!(rows);
    if (keyed === undefined || selects) return keyed;
    const { selection, schema } = keyed.batch;
    const isObjects = schema.shape === "value";
    const whole = isObjects ? this.#toColumns[input](compact(keyed.batch)) : keyed.batch;
    const keys = isObjects && selection !== undefined ? gatherFloat64(keyed.keys, selection) : keyed.keys;
    const batch = input === 1 && this.#spec.how === "left" ? padded(whole) : whole;
    this.#see(batch, input, store);
    return { ...keyed, batch, keys };
  }

  #see(batch: Batch, input: 0 | 1, store: RowStore): void {
    this.#state.columns[input].see(batch);
    store.see(batch);
  }

  /** Keeps left rows until their time; late ones are decided at once, where the version of their time is still known. */
  #left({ batch, keys }: KeyedInput): number[] {
    this.#waiting.bring({ batch, keys });
    const { watermark } = this.#context;
    const late: number[] = [];
    const decided: number[] = [];
    eachRow(batch, (row) => {
      const timeMs = batch.times![row]!;
      const isLate = timeMs <= watermark;
      if (isLate && !this.#isKnown(keys[row]!, timeMs)) return late.push(row);
      const place = this.#keep(this.#state.left, batch, row, keys);
      return isLate ? decided.push(place) : this.#waiting.add(timeMs, place);
    });
    this.#decide(decided, Number.POSITIVE_INFINITY);
    return late;
  }

  /** Whether what was valid at a time that has passed is among what is kept. */
  #isKnown(key: number, timeMs: number): boolean {
    if (this.#spec.direction !== "backward") return false;
    const [oldest] = this.#versions.get(key) ?? [];
    const hasVersion = oldest !== undefined && this.#state.right.times[oldest]! <= timeMs;
    return hasVersion || this.#endsOf(key).some((end) => end <= timeMs);
  }

  #right({ batch, keys }: KeyedInput): number[] {
    const { right } = this.#state;
    const late: number[] = [];
    eachRow(batch, (row) => {
      const key = keys[row]!;
      const timeMs = batch.times![row]!;
      const kind = batch.kinds?.[row];
      // What was valid before the next version is no version of its own.
      if (kind === changeKind.updateBefore) return;
      if (isSuperseded(this.#versionsOf(key), timeMs, this.#context.watermark, this.#spec.direction)) {
        return late.push(row);
      }
      this.#dropAt(key, timeMs);
      this.#expect(key, timeMs);
      this.#waiting.versionCame(key, timeMs);
      const ends = this.#endsOf(key);
      const at = firstWhere(ends.length, (end) => ends[end]! >= timeMs);
      const ended = Number(ends[at] === timeMs);
      if (kind === changeKind.delete) return ended || this.#setEnds(key, ends.toSpliced(at, 0, timeMs));
      if (ended) this.#setEnds(key, ends.toSpliced(at, 1));
      this.#insert(key, this.#keep(right, batch, row, keys));
    });
    return late;
  }

  /** From a version on those before it may be forgotten, and it too once it is too far back. */
  #expect(key: number, timeMs: number): void {
    this.#aging.push(timeMs, key);
    if (Number.isFinite(this.#spec.toleranceMs)) this.#aging.push(timeMs + this.#spec.toleranceMs, key);
  }

  #setEnds(key: number, ends: Ends): void {
    if (ends.length > 0) this.#state.ends.set(key, ends);
    else this.#state.ends.delete(key);
  }

  #keep(store: RowStore, batch: Batch, row: number, keys: Float64Array): number {
    store.take(1, this.#place);
    store.put(batch, Int32Array.of(row), 1, keys, this.#place);
    return this.#place[0]!;
  }

  #endsOf(key: number): Ends {
    return this.#state.ends.get(key) ?? noEnds;
  }

  #versionsOf(key: number): Versions {
    return { places: this.#versions.get(key) ?? [], times: this.#state.right.times, ends: this.#endsOf(key) };
  }

  #insert(key: number, place: number): void {
    const { times } = this.#state.right;
    const places = this.#versions.get(key);
    if (places === undefined) {
      this.#versions.set(key, [place]);
      return;
    }
    places.splice(firstFrom({ places, times }, times[place]!, "after"), 0, place);
  }

  /** Of several versions of one time the last to arrive counts. */
  #dropAt(key: number, timeMs: number): void {
    const { right } = this.#state;
    const places = this.#versions.get(key) ?? [];
    const at = firstFrom({ places, times: right.times }, timeMs);
    if (at === places.length || right.times[places[at]!] !== timeMs) return;
    right.remove(places[at]!);
    places.splice(at, 1);
    if (places.length === 0) this.#versions.delete(key);
  }

  /** Gives the rows whose version is certain by now, in the order of their times; the others are what is returned. */
  #decide(due: number[], watermark: number): Undecided[] {
    const { left } = this.#state;
    due.sort((a, b) => left.times[a]! - left.times[b]! || a - b);
    const waiting: Undecided[] = [];
    for (let from = 0; from < due.length; from += mostPairs) {
      const some = due.slice(from, from + mostPairs);
      this.#bring(batchOfKeys(Float64Array.from(some, (place) => left.keys[place]!)));
      const found = some.map((place) => this.#find(place, watermark));
      const lefts = some.filter((_, k) => typeof found[k] === "number");
      this.#send(
        lefts,
        found.filter((each) => typeof each === "number"),
      );
      found.forEach((each, k) => typeof each !== "number" && waiting.push({ place: some[k]!, ...each }));
      for (const place of lefts) left.remove(place);
    }
    return waiting;
  }

  #find(place: number, watermark: number): Found {
    const { left } = this.#state;
    const { direction, toleranceMs } = this.#spec;
    return versionOf(this.#versionsOf(left.keys[place]!), left.times[place]!, { direction, toleranceMs, watermark });
  }

  #send(lefts: readonly number[], rights: readonly number[]): void {
    const kept =
      this.#spec.how === "left"
        ? lefts.keys().toArray()
        : rights
            .keys()
            .filter((k) => rights[k]! >= 0)
            .toArray();
    if (kept.length === 0) return;
    const leftRows = Int32Array.from(kept, (k) => lefts[k]!);
    this.#context.emit(
      this.#output({
        left: this.#state.left.rows() ?? noColumns,
        leftRows,
        right: this.#state.right.rows() ?? this.#spec.known?.[1],
        rightRows: Int32Array.from(kept, (k) => rights[k]!),
        keysFrom: "left",
        times: gatherFloat64(this.#state.left.times, leftRows),
      }),
    );
  }

  /** Versions that no row to come can need: those before the one that is valid now, those deleted or too far back. */
  #forget(key: number, passedMs: number): void {
    const { right } = this.#state;
    const { direction, toleranceMs } = this.#spec;
    const ends = this.#endsOf(key);
    const places = this.#versions.get(key) ?? [];
    const passed = places.slice(0, firstFrom({ places, times: right.times }, passedMs, "after"));
    const newest = direction === "forward" ? undefined : passed.at(-1);
    const lastEnd = ends.findLast((end) => end <= passedMs) ?? Number.NEGATIVE_INFINITY;
    const isValid =
      newest !== undefined && right.times[newest]! > lastEnd && passedMs - right.times[newest]! < toleranceMs;
    const gone = isValid ? passed.slice(0, -1) : passed;
    for (const place of gone) right.remove(place);
    const left = places.slice(gone.length);
    if (left.length === 0) this.#versions.delete(key);
    else this.#versions.set(key, left);
    // An end stays as long as nothing came after it: it answers late rows, and a version that comes too late.
    const answers = !isValid && passedMs - lastEnd < toleranceMs;
    this.#setEnds(
      key,
      ends.filter((end) => end > passedMs || (answers && end === lastEnd)),
    );
  }
}

function eachRow(batch: Batch, visit: (row: number) => unknown): void {
  for (let k = 0; k < lengthOf(batch); k++) visit(batch.selection === undefined ? k : batch.selection[k]!);
}
