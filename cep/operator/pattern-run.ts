import type { OperatorContext } from "../../core/mod.ts";
import { Matcher, type Offered, type Prepared } from "../matching/matcher.ts";
import type { Outbox } from "../matching/outbox.ts";
import type { PartialMatches } from "../matching/partial-matches.ts";
import { DueKeys } from "./due-keys.ts";
import type { NamedPattern } from "./pattern-set.ts";
import type { ReadyRows } from "./waiting-rows.ts";

/** One pattern at work in a subtask. */
export class PatternRun {
  readonly name: string;
  readonly prepared: Prepared;
  readonly matcher: Matcher;
  readonly partials: PartialMatches;
  readonly #context: OperatorContext;
  /** The keys that it is for; undefined for all. */
  readonly #only: readonly unknown[] | undefined;
  readonly #due = new DueKeys();
  #rows = new Int32Array(0);
  #places = new Int32Array(0);
  #sweepAt = 1024;

  constructor(pattern: NamedPattern, partials: PartialMatches, context: OperatorContext, options: PatternRunOptions) {
    const { name, prepared, keys } = pattern;
    this.name = name;
    this.prepared = prepared;
    this.#only = keys;
    this.partials = partials;
    this.#context = context;
    this.matcher = new Matcher(prepared, partials, options.outbox, options.maxPartialMatches);
    this.matcher.onExpiry = (place, timeMs) => {
      if (timeMs >= partials.wokenOf(place)) return;
      partials.setWoken(place, timeMs);
      this.#due.push(timeMs, partials.keys.keys[place]!);
    };
    this.matcher.expectAll();
  }

  /** When something is due; ∞ for never. */
  get nextMs(): number {
    return this.#due.nextMs;
  }

  /** Takes the rows of a piece, in order, but for those that have failed; `cursor` is set to each in turn. */
  take(
    piece: ReadyRows,
    classes: Int32Array,
    cursor: RowCursor,
    timeMs: number | undefined,
    failed: ReadonlySet<number> = noRows,
  ): void {
    const count = this.#choose(piece, classes, failed);
    for (let at = 0; at < count; ) at = this.#takeFrom(at, count, piece, classes, cursor, timeMs);
  }

  /** The same of rows that have been chosen; keys that are not known and cannot begin with one of them stay unknown. */
  takeChosen(
    piece: ReadyRows,
    rows: Int32Array,
    classes: Int32Array,
    cursor: RowCursor,
    timeMs: number | undefined,
  ): void {
    const only = this.#onlyNumbers();
    if (this.#rows.length < rows.length) this.#makeRoom(rows.length);
    const { starting } = this.matcher.decisions;
    let count = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const key = piece.keys[row]!;
      if (only !== undefined && !only.has(key)) continue;
      const place = starting[classes[row]!] === 1 ? this.partials.placeOf(key) : this.partials.keys.find(key);
      if (place < 0) continue;
      this.#rows[count] = row;
      this.#places[count++] = place;
    }
    for (let at = 0; at < count; ) at = this.#takeFrom(at, count, piece, classes, cursor, timeMs);
  }

  #onlyNumbers(): ReadonlySet<number> | undefined {
    return this.#only && new Set(this.#only.map((key) => this.#context.keys.numberOf(key)));
  }

  #makeRoom(count: number): void {
    this.#rows = new Int32Array(2 * count);
    this.#places = new Int32Array(2 * count);
  }

  /** Time has reached this: keys that something is due for are looked at. */
  advance(timeMs: number): void {
    const { partials, matcher } = this;
    while (this.#due.nextMs <= timeMs) {
      const dueMs = this.#due.nextMs;
      const key = this.#due.pop();
      const place = partials.keys.find(key);
      if (place < 0 || partials.wokenOf(place) !== dueMs) continue;
      partials.setWoken(place, Number.POSITIVE_INFINITY);
      if (partials.expiryOf(place) <= timeMs) matcher.advance(place, timeMs);
      if (partials.expiryOf(place) < Number.POSITIVE_INFINITY) matcher.onExpiry!(place, partials.expiryOf(place));
    }
    if (partials.keys.size > this.#sweepAt) {
      partials.sweep();
      this.#sweepAt = Math.max(1024, 2 * partials.keys.size);
    }
  }

  /** The rows that may change something, and the places of their keys. */
  #choose({ keys, from, to }: ReadyRows, classes: Int32Array, failed: ReadonlySet<number>): number {
    if (this.#rows.length < to - from) this.#makeRoom(to - from);
    const { inert } = this.matcher.decisions;
    let count = chooseRows(from, to, classes, inert, this.#rows);
    const only = this.#onlyNumbers();
    if (only !== undefined || failed.size > 0) {
      const isMine = (row: number): boolean => !failed.has(row) && (only === undefined || only.has(keys[row]!));
      count = keepRows(this.#rows, count, isMine);
    }
    this.partials.placesOf(keys, this.#rows, count, this.#places);
    return count;
  }

  /** Takes rows until all are, or one fails; gives the one to go on from. */
  #takeFrom(
    start: number,
    count: number,
    { batch }: ReadyRows,
    classes: Int32Array,
    cursor: RowCursor,
    timeMs: number | undefined,
  ): number {
    const { matcher, partials } = this;
    const { starting } = matcher.decisions;
    let at = start;
    try {
      for (; at < count; at++) {
        const row = this.#rows[at]!;
        const place = this.#places[at]!;
        cursor.at = row;
        cursor.eventClass = classes[row]!;
        cursor.timeMs = timeMs ?? batch.times![row]!;
        if (partials.headOf(place) >= 0 || starting[classes[row]!] === 1) matcher.take(place, cursor);
      }
      return count;
    } catch (error) {
      if (!matcher.asking) throw error;
      matcher.asking = false;
      const doing = `apply a condition of ${this.#context.step}`;
      this.#context.fail({ doing, error, batch, row: this.#rows[at]! });
      return at + 1;
    }
  }
}

export interface PatternRunOptions {
  readonly outbox: Outbox;
  readonly maxPartialMatches: number;
}

/** The row at hand, made once however many patterns take it. */
export class RowCursor implements Offered {
  eventClass = 0;
  timeMs = 0;
  at = 0;
  readonly #read: (row: number) => unknown;
  #made: number = -1;
  #row: unknown;

  constructor(read: (row: number) => unknown) {
    this.#read = read;
  }

  row(): unknown {
    if (this.#made !== this.at) {
      this.#row = this.#read(this.at);
      this.#made = this.at;
    }
    return this.#row;
  }
}

function chooseRows(from: number, to: number, classes: Int32Array, inert: Uint8Array, rows: Int32Array): number {
  let count = 0;
  for (let row = from; row < to; row++) {
    rows[count] = row;
    count += 1 - inert[classes[row]!]!;
  }
  return count;
}

const noRows: ReadonlySet<number> = new Set();

function keepRows(rows: Int32Array, count: number, isKept: (row: number) => boolean): number {
  let kept = 0;
  for (let at = 0; at < count; at++) if (isKept(rows[at]!)) rows[kept++] = rows[at]!;
  return kept;
}
