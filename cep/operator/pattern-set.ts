import { type Batch, type OperatorContext, rowReader } from "../../core/mod.ts";
import type { Prepared } from "../matching/matcher.ts";
import { always, type Condition, identityOf } from "../pattern/condition.ts";
import type { Outgoing } from "./outgoing.ts";
import { PatternRun, RowCursor } from "./pattern-run.ts";
import type { PatternState } from "./pattern-state.ts";
import { Predicates } from "./predicates.ts";
import { hasRowList, RowLists, unionOf } from "./row-lists.ts";
import type { ReadyRows } from "./waiting-rows.ts";

export interface NamedPattern {
  readonly name: string;
  readonly prepared: Prepared;
  /** The only keys that it is for; undefined for all. */
  readonly keys?: readonly unknown[] | undefined;
}

export interface PatternSetOptions {
  readonly context: OperatorContext;
  readonly state: PatternState;
  /** What one match becomes, by the pattern it is of. */
  readonly rowOf: (name: string, match: object) => unknown;
  readonly maxPartialMatches: number;
  readonly matches: Outgoing;
  readonly timeouts: Outgoing;
}

/** The patterns that a subtask looks for: conditions that several have are evaluated once. */
export class PatternSet {
  readonly #options: PatternSetOptions;
  readonly #predicates: Predicates;
  #runs: PatternRun[] = [];
  #conditions: readonly Condition[] = [];
  /** For each pattern the places of its conditions among all. */
  #conditionsOf: readonly (readonly number[])[] = [];
  #counted: ReadonlyMap<string, number> = new Map();
  #scratch = new Int32Array(0);

  constructor(options: PatternSetOptions) {
    this.#options = options;
    this.#predicates = new Predicates(options.context);
  }

  get size(): number {
    return this.#runs.length;
  }

  get nextMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const run of this.#runs) next = Math.min(next, run.nextMs);
    return next;
  }

  /** From now on these patterns: those of the same name go on, what is under way of others is dropped. */
  replace(patterns: readonly NamedPattern[]): void {
    if (patterns.length === this.#runs.length && patterns.every(({ name }, at) => name === this.#runs[at]!.name))
      return;
    const before = new Map(this.#runs.map((run) => [run.name, run]));
    this.#runs = patterns.map((pattern) => before.get(pattern.name) ?? this.#run(pattern));
    const names = new Set(patterns.map(({ name }) => name));
    for (const name of this.#options.state.byPattern.keys()) if (!names.has(name)) this.#options.state.drop(name);
    this.#collectConditions();
  }

  /** For each pattern the classes of the rows, and the rows that matter to some pattern; undefined where all do. */
  classify(batch: Batch): { readonly classes: readonly Int32Array[]; readonly mattering: Int32Array | undefined } {
    const { truths, failed } = this.#predicates.truths(this.#conditions, batch);
    const classes = this.#runs.map((_, at) =>
      this.#classesOf(at, truths, batch.rowCount, new Int32Array(batch.rowCount)),
    );
    const marks = new Uint8Array(batch.rowCount);
    this.#runs.forEach(({ matcher }, at) => markIfNot(matcher.decisions.inert, classes[at]!, marks));
    for (const row of failed) marks[row] = 0;
    const rows = new Int32Array(batch.rowCount);
    const count = rowsMarked(marks, rows);
    return { classes, mattering: count === batch.rowCount ? undefined : rows.subarray(0, count) };
  }

  /** Lets all patterns have the rows of a piece, one pattern after the other. */
  take(piece: ReadyRows, nowMs: number | undefined): void {
    const cursor = new RowCursor(rowReader(piece.batch));
    if (piece.classes !== undefined) {
      this.#runs.forEach((run, at) => run.take(piece, piece.classes![at]!, cursor, nowMs));
      return;
    }
    const lists = new RowLists(piece.batch, piece.from, piece.to);
    const { rowCount } = piece.batch;
    if (this.#scratch.length < rowCount) this.#scratch = new Int32Array(2 * rowCount);
    const others = this.#runs.flatMap((run, at) => (this.#takeFew(run, at, lists, piece, cursor, nowMs) ? [] : [at]));
    if (others.length === 0) return;
    const wanted = new Set(others.flatMap((at) => this.#conditionsOf[at]!));
    const asked = this.#conditions.map((condition, at): Condition => (wanted.has(at) ? condition : always));
    const { truths, failed } = this.#predicates.truths(asked, piece.batch);
    for (const at of others) {
      this.#runs[at]!.take(piece, this.#classesOf(at, truths, rowCount, this.#scratch), cursor, nowMs, failed);
    }
  }

  /** Takes the rows that fulfil something, where that is known by lists and all others change nothing. */
  #takeFew(
    run: PatternRun,
    at: number,
    lists: RowLists,
    piece: ReadyRows,
    cursor: RowCursor,
    nowMs: number | undefined,
  ): boolean {
    const { decisions } = run.matcher;
    const conditions = this.#conditionsOf[at]!.map((place) => this.#conditions[place]!);
    if (!decisions.areFew || !conditions.every(hasRowList)) return false;
    const classes = this.#scratch;
    let rows: Int32Array = new Int32Array(0);
    const found = conditions.map((condition) => lists.where(condition));
    for (const list of found) rows = rows.length === 0 ? list : unionOf(rows, list);
    for (let k = 0; k < rows.length; k++) classes[rows[k]!] = 0;
    found.forEach((list, bit) => setBits(list, bit, classes));
    for (let k = 0; k < rows.length; k++) classes[rows[k]!] = decisions.classOf(classes[rows[k]!]!);
    run.takeChosen(piece, rows, classes, cursor, nowMs);
    return true;
  }

  advance(timeMs: number): void {
    for (const run of this.#runs) run.advance(timeMs);
  }

  /** How many partial matches a key has, or all. */
  partialMatches(key: number | undefined): number {
    let count = 0;
    for (const { partials } of this.#runs) {
      const place = key === undefined ? -1 : partials.keys.find(key);
      count += key === undefined ? partials.size : place < 0 ? 0 : partials.countOf(place);
    }
    return count;
  }

  /** How many partial matches wait at each step, as counters that go up and down. */
  countPartials(): void {
    const counts = new Map<string, number>();
    for (const { partials, prepared } of this.#runs) {
      for (const { number, step } of prepared.automaton.states) {
        const count = partials.perState[number] ?? 0;
        if (count !== 0) counts.set(step, (counts.get(step) ?? 0) + count);
      }
    }
    for (const step of new Set([...counts.keys(), ...this.#counted.keys()])) {
      const change = (counts.get(step) ?? 0) - (this.#counted.get(step) ?? 0);
      if (change !== 0) this.#options.context.count(`partialMatches(${step})`, change);
    }
    this.#counted = counts;
  }

  #run(pattern: NamedPattern): PatternRun {
    const { context, state, rowOf, maxPartialMatches, matches, timeouts } = this.#options;
    const { name } = pattern;
    const outbox = {
      match: (row: object, timeMs: number) => matches.add(rowOf(name, row), timeMs),
      wantsTimeouts: context.sideIsRead("timeouts"),
      timeout: (row: object, timeMs: number) => timeouts.add(rowOf(name, row), timeMs),
    };
    return new PatternRun(pattern, state.of(name), context, { outbox, maxPartialMatches });
  }

  #collectConditions(): void {
    const places = new Map<unknown, number>();
    const list: Condition[] = [];
    this.#conditionsOf = this.#runs.map(({ matcher, prepared }) =>
      matcher.decisions.atomsOfEvents.map((atom) => {
        const { condition } = prepared.automaton.atoms.list[atom]!;
        const same = identityOf(condition);
        const at = places.get(same) ?? list.push(condition) - 1;
        places.set(same, at);
        return at;
      }),
    );
    this.#conditions = list;
  }

  #classesOf(at: number, truths: readonly Uint8Array[], rowCount: number, classes: Int32Array): Int32Array {
    const own = this.#conditionsOf[at]!.map((condition) => truths[condition]!);
    this.#runs[at]!.matcher.decisions.classify(own, rowCount, classes);
    return classes;
  }
}

function markIfNot(inert: Uint8Array, classes: Int32Array, marks: Uint8Array): void {
  for (let row = 0; row < classes.length; row++) marks[row] = marks[row]! | (1 - inert[classes[row]!]!);
}

function rowsMarked(marks: Uint8Array, rows: Int32Array): number {
  let count = 0;
  for (let row = 0; row < marks.length; row++) {
    rows[count] = row;
    count += marks[row]!;
  }
  return count;
}

function setBits(rows: Int32Array, bit: number, classes: Int32Array): void {
  for (let k = 0; k < rows.length; k++) classes[rows[k]!]! |= 1 << bit;
}
