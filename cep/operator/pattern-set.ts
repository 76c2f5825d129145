import { type Batch, type OperatorContext, rowReader, take } from "../../core/mod.ts";
import { mostFetched, type PartialMatches } from "../matching/partial-matches.ts";
import { inPattern } from "../matching/too-many-partials.ts";
import { isData } from "../pattern/condition.ts";
import type { Classes } from "./classes.ts";
import { ColumnClasses } from "./column-classes.ts";
import type { Outgoing } from "./outgoing.ts";
import { eventConditions, type NamedPattern, PatternRun, RowCursor } from "./pattern-run.ts";
import type { PatternState } from "./pattern-state.ts";
import { RuleClasses } from "./rule-classes.ts";
import { type ReadyRows, range } from "./waiting-rows.ts";

export interface PatternSetOptions {
  readonly context: OperatorContext;
  readonly state: PatternState;
  /** What one match becomes, by the pattern it is of. */
  readonly rowOf: (name: string, match: object) => unknown;
  /** What its user calls a pattern, where there are several. */
  readonly called: (name: string) => string | undefined;
  readonly maxPartialMatches: number;
  /** Whether patterns may become others. */
  readonly patternsChange: "never" | "on the way";
  readonly matches: Outgoing;
  readonly timeouts: Outgoing;
}

/** So many patterns may say of each event as it comes whether it matters; more would take more memory than they spare. */
const mostEarly = 8;

/** The patterns that a subtask looks for, over one store of events and partial matches. */
export class PatternSet {
  readonly #options: PatternSetOptions;
  readonly #partials: PartialMatches;
  #runs: readonly PatternRun[] = [];
  /** The same by their numbers. */
  #byNumber: (PatternRun | undefined)[] = [];
  #classes: ColumnClasses | RuleClasses;
  #entries = new Int32Array(0);
  /** By pattern: where in the rows at hand it was offered one last. */
  #offeredAt = new Int32Array(0);
  #sweepAt = 1024;

  constructor(options: PatternSetOptions) {
    this.#options = options;
    this.#partials = options.state.partials;
    this.#classes = this.#classifier();
  }

  /** When something is due; ∞ for never. */
  get nextMs(): number {
    return this.#partials.due.nextMs;
  }

  /** From now on these patterns: those of the same name go on, what is under way of others is dropped. */
  replace(patterns: readonly NamedPattern[]): void {
    const before = this.#runs;
    if (patterns.length === before.length && patterns.every(({ name }, at) => name === before[at]!.name)) return;
    const { state } = this.#options;
    const known = new Map(before.map((run) => [run.name, run]));
    const added: PatternRun[] = [];
    this.#runs = patterns.map((pattern) => {
      const run = known.get(pattern.name) ?? this.#run(pattern);
      if (!known.delete(run.name)) added.push(run);
      return run;
    });
    state.keepOnly(this.#runs.map(({ name }) => name));
    this.#byNumber = [];
    for (const run of this.#runs) this.#byNumber[run.number] = run;
    this.#offeredAt = new Int32Array(this.#byNumber.length);
    for (const { number, matcher } of added) for (const place of state.restored(number)) matcher.resume(place);
    if (this.#classes instanceof RuleClasses && added.every(isAllData)) {
      const gone = [...known.values()].map(({ number }) => number);
      this.#classes.update(this.#runs, added, gone);
    } else this.#classes = this.#classifier();
  }

  /** For each pattern the classes of the rows, and the rows that matter to some pattern; undefined where that is not asked yet. */
  early(batch: Batch): { readonly classes: readonly Int32Array[]; readonly mattering: Int32Array } | undefined {
    if (this.#classes instanceof RuleClasses || this.#runs.length > mostEarly) return undefined;
    // Rows wait with their classes.
    if (!this.#runs.every(({ matcher }) => matcher.decisions.classesStay)) return undefined;
    return this.#classes.classify(batch);
  }

  /** Lets all patterns have the rows of a piece, in order. */
  take(piece: ReadyRows, nowMs: number | undefined): void {
    const classes = this.#classes;
    if (classes instanceof RuleClasses) {
      const read = rowReader(piece.batch);
      this.#takeSeveral(classes.classesOf(piece, read), piece, new RowCursor(read), nowMs);
      return;
    }
    const own = piece.classes === undefined ? alone(piece) : piece;
    const cursor = new RowCursor(rowReader(own.batch));
    const known = classes.classesOf(own);
    const [only, second] = this.#runs;
    if (only !== undefined && second === undefined)
      this.#takeAll(only, known.columns[0]!, known.rows, own, cursor, nowMs);
    else this.#takeSeveral(known, own, cursor, nowMs);
  }

  /** Time has reached this: what is due is looked at. */
  advance(timeMs: number): void {
    const partials = this.#partials;
    const { due } = partials;
    while (due.size > 0 && due.nextMs <= timeMs) {
      const place = partials.takeDue();
      if (place < 0) continue;
      const { matcher } = this.#byNumber[partials.patternOf(place)]!;
      if (partials.expiryOf(place) <= timeMs) matcher.advance(place, timeMs);
      matcher.wake(place);
    }
    if (partials.keys.size <= this.#sweepAt) return;
    partials.sweep();
    this.#sweepAt = Math.max(1024, 2 * partials.keys.size);
  }

  /** How many partial matches a key has, or all. */
  partialMatches(key: number | undefined): number {
    const partials = this.#partials;
    if (key === undefined) return partials.size;
    const entry = partials.keys.find(key);
    let count = 0;
    for (let place = entry < 0 ? -1 : partials.firstPlaces[entry]!; place >= 0; place = partials.nextPlaceOf(place)) {
      count += partials.heldCountOf(place);
    }
    return count;
  }

  /** How many partial matches wait for each step. Of several patterns those that have none are left out: there may be thousands. */
  waitingByStep(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { name, prepared, matcher } of this.#runs) {
      const called = this.#options.called(name);
      for (const [state, { step }] of prepared.automaton.states.entries()) {
        const count = matcher.perState[state]!;
        // Nothing waits behind the last step.
        if (step === "" || (count === 0 && called !== undefined)) continue;
        const of = `partialMatches(${called === undefined ? step : `${called}: ${step}`})`;
        counts[of] = (counts[of] ?? 0) + count;
      }
    }
    return counts;
  }

  /** One pattern over the rows that matter to it. */
  #takeAll(
    run: PatternRun,
    classes: Int32Array,
    rows: Int32Array,
    { batch, keys }: ReadyRows,
    cursor: RowCursor,
    nowMs: number | undefined,
  ): void {
    const partials = this.#partials;
    const { starting } = run.matcher.decisions;
    const entries = this.#entriesOf(keys, rows);
    for (let at = 0; at < rows.length; at++) {
      if (at % mostFetched === 0) partials.fetch(entries, at, Math.min(rows.length, at + mostFetched));
      const row = rows[at]!;
      const starts = starting[classes[row]!] === 1;
      let place = partials.firstPlaces[entries[at]!]!;
      if (place < 0) {
        if (!starts) continue;
        place = partials.addPlace(entries[at]!, run.number);
      } else if (!starts && partials.headOf(place) < 0) continue;
      cursor.at = row;
      cursor.eventClass = classes[row]!;
      cursor.timeMs = nowMs ?? batch.times![row]!;
      this.#offer(run, place, cursor, batch);
      if (cursor.event >= 0) cursor.release(partials.buffer);
    }
  }

  /** Each row to the patterns that have something under way for its key, and then to those that it may begin. */
  #takeSeveral(classes: Classes, { batch, keys }: ReadyRows, cursor: RowCursor, nowMs: number | undefined): void {
    const partials = this.#partials;
    const { rows } = classes;
    const entries = this.#entriesOf(keys, rows);
    this.#offeredAt.fill(-1);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      cursor.at = row;
      cursor.timeMs = nowMs ?? batch.times![row]!;
      this.#goOn(classes, entries[at]!, at, cursor, batch);
      const count = classes.startsAt(row, keys[row]!);
      for (let start = 0; start < count; start++) {
        const pattern = classes.starts[start]!;
        if (this.#offeredAt[pattern] === at) continue;
        cursor.eventClass = classes.of(pattern, row);
        this.#offer(this.#byNumber[pattern]!, partials.addPlace(entries[at]!, pattern), cursor, batch);
      }
      if (cursor.event >= 0) cursor.release(partials.buffer);
    }
  }

  #goOn(classes: Classes, entry: number, at: number, cursor: RowCursor, batch: Batch): void {
    const partials = this.#partials;
    for (let before = -1, place = partials.firstPlaces[entry]!; place >= 0; ) {
      const next = partials.nextPlaceOf(place);
      if (partials.isEmpty(place)) partials.removePlace(entry, before, place);
      else {
        const pattern = partials.patternOf(place);
        const run = this.#byNumber[pattern]!;
        this.#offeredAt[pattern] = at;
        cursor.eventClass = classes.of(pattern, cursor.at);
        if (run.matcher.decisions.inert[cursor.eventClass] === 0) this.#offer(run, place, cursor, batch);
        before = place;
      }
      place = next;
    }
  }

  #offer({ name, matcher }: PatternRun, place: number, cursor: RowCursor, batch: Batch): void {
    try {
      matcher.take(place, cursor);
    } catch (error) {
      const { context, called } = this.#options;
      const own = called(name);
      const where = `${own === undefined ? "" : `pattern ${JSON.stringify(own)} of `}${context.step}`;
      if (!matcher.asking) throw inPattern(error, where);
      matcher.asking = false;
      context.fail({ doing: `apply a condition of ${where}`, error, batch, row: cursor.at });
    }
  }

  #entriesOf(keys: Float64Array, rows: Int32Array): Int32Array {
    if (this.#entries.length < rows.length) this.#entries = new Int32Array(2 * rows.length);
    this.#partials.entriesOf(keys, rows, rows.length, this.#entries);
    return this.#entries;
  }

  #run(pattern: NamedPattern): PatternRun {
    const { context, state, rowOf, maxPartialMatches, matches, timeouts } = this.#options;
    const { name } = pattern;
    const outbox = {
      match: (row: object, timeMs: number) => matches.add(rowOf(name, row), timeMs),
      wantsTimeouts: context.sideIsRead("timeouts"),
      timeout: (row: object, timeMs: number) => timeouts.add(rowOf(name, row), timeMs),
    };
    return new PatternRun(pattern, state, { outbox, maxPartialMatches });
  }

  #classifier(): ColumnClasses | RuleClasses {
    const { context, state, patternsChange } = this.#options;
    const areMany = patternsChange === "on the way" || this.#runs.length > mostEarly;
    if (!areMany || !this.#runs.every(isAllData)) return new ColumnClasses(this.#runs, context);
    const classes = new RuleClasses(this.#runs, context);
    state.wantedKeys = classes.keys;
    return classes;
  }
}

function isAllData(run: PatternRun): boolean {
  return eventConditions(run).every(isData);
}

/** A piece as a batch of its own. */
function alone(piece: ReadyRows): ReadyRows {
  const { batch, keys, from, to } = piece;
  if (from === 0 && to === batch.rowCount) return piece;
  const rows = range(from, to);
  return { batch: take(batch, rows), keys: keys.slice(from, to), classes: undefined, from: 0, to: rows.length };
}
