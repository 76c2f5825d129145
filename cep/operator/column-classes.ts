import type { Batch, OperatorContext } from "../../core/mod.ts";
import { failedClass } from "../automaton/decisions.ts";
import { type Condition, identityOf } from "../pattern/condition.ts";
import type { Classes } from "./classes.ts";
import { eventConditions, type PatternRun } from "./pattern-run.ts";
import { Predicates } from "./predicates.ts";
import type { ReadyRows } from "./waiting-rows.ts";

/** Classes of few patterns, or of some that have lambdas: conditions are columns of truths, each made once for all. */
export class ColumnClasses {
  readonly #runs: readonly PatternRun[];
  readonly #predicates: Predicates;
  readonly #conditions: readonly Condition[];
  /** For each pattern the places of its conditions among all. */
  readonly #conditionsOf: readonly (readonly number[])[];
  #nothingIsInert: boolean | undefined;
  #rows = new Int32Array(0);
  /** For each pattern the classes of the rows of the batch at hand. */
  #classes: readonly Int32Array[] = [];

  constructor(runs: readonly PatternRun[], context: OperatorContext) {
    this.#runs = runs;
    this.#predicates = new Predicates(context);
    const places = new Map<unknown, number>();
    const list: Condition[] = [];
    this.#conditionsOf = runs.map((run) =>
      eventConditions(run).map((condition) => {
        const same = identityOf(condition);
        const at = places.get(same) ?? list.push(condition) - 1;
        places.set(same, at);
        return at;
      }),
    );
    this.#conditions = list;
  }

  /**
   * The rows that matter to some pattern, ascending, and for each pattern the classes of the rows of a batch: only those of
   * rows that matter, and only until it is asked again.
   */
  classify(batch: Batch): { readonly classes: readonly Int32Array[]; readonly mattering: Int32Array } {
    const { truths, failed } = this.#predicates.truths(this.#conditions, batch);
    const { rowCount } = batch;
    if (this.#rows.length < rowCount) this.#makeRoom(rowCount);
    this.#nothingIsInert ??= this.#runs.every(({ matcher }) => matcher.decisions.nothingIsInert);
    const rows = this.#nothingIsInert ? rowsOfAny(truths, rowCount, this.#rows) : allRows(rowCount, this.#rows);
    this.#runs.forEach(({ matcher }, at) => {
      const own = this.#conditionsOf[at]!.map((condition) => truths[condition]!);
      const classes = this.#classes[at]!;
      matcher.decisions.classify(own, rows, classes);
      // A row at which a condition throws is none for the patterns that ask it, and one as any other for those beside them.
      for (const condition of this.#conditionsOf[at]!) for (const row of failed[condition]!) classes[row] = failedClass;
    });
    return { classes: this.#classes, mattering: this.#mattering(rows) };
  }

  classesOf({ batch, from, to, classes }: ReadyRows): PieceClasses {
    if (classes !== undefined) {
      if (this.#rows.length < batch.rowCount) this.#makeRoom(batch.rowCount);
      // They were looked at as they came: all of them matter.
      return new PieceClasses(this.#runs, classes, allRows(to, this.#rows).subarray(from));
    }
    const made = this.classify(batch);
    return new PieceClasses(this.#runs, made.classes, made.mattering);
  }

  /** Of some rows those that matter to a pattern, in their place. */
  #mattering(rows: Int32Array): Int32Array {
    const [only, second] = this.#runs;
    if (only !== undefined && second === undefined) {
      return rowsNotInert(rows, this.#classes[0]!, only.matcher.decisions.inert);
    }
    let count = 0;
    for (const row of rows) {
      rows[count] = row;
      if (this.#runs.some(({ matcher }, at) => matcher.decisions.inert[this.#classes[at]![row]!] === 0)) count++;
    }
    return rows.subarray(0, count);
  }

  #makeRoom(rowCount: number): void {
    this.#rows = new Int32Array(2 * rowCount);
    this.#classes = this.#runs.map(() => new Int32Array(2 * rowCount));
  }
}

/** The rows of a piece, by classes that are known. */
class PieceClasses implements Classes {
  readonly rows: Int32Array;
  readonly starts: number[] = [];
  /** By place of the pattern among all. */
  readonly columns: readonly Int32Array[];
  readonly #runs: readonly PatternRun[];
  /** The same by number of the pattern. */
  readonly #byNumber: Int32Array[] = [];

  constructor(runs: readonly PatternRun[], columns: readonly Int32Array[], rows: Int32Array) {
    this.rows = rows;
    this.columns = columns;
    this.#runs = runs;
    runs.forEach(({ number }, at) => {
      this.#byNumber[number] = columns[at]!;
    });
  }

  of(pattern: number, row: number): number {
    return this.#byNumber[pattern]![row]!;
  }

  startsAt(row: number): number {
    let count = 0;
    for (const { number, matcher } of this.#runs) {
      if (matcher.decisions.starting[this.#byNumber[number]![row]!] === 1) this.starts[count++] = number;
    }
    return count;
  }
}

/** The rows for which any truth holds: most words of four rows have none. */
function rowsOfAny(truths: readonly Uint8Array[], rowCount: number, rows: Int32Array): Int32Array {
  const words = truths.map(({ buffer }) => new Int32Array(buffer));
  const any = new Int32Array(Math.ceil(rowCount / 4));
  for (const one of words) orWords(one, any);
  const bytes = new Uint8Array(any.buffer);
  let count = 0;
  for (let word = 0; word < any.length; word++) {
    if (any[word] === 0) continue;
    for (let row = 4 * word; row < 4 * word + 4; row++) {
      rows[count] = row;
      count += bytes[row]!;
    }
  }
  return rows.subarray(0, count);
}

function orWords(words: Int32Array, any: Int32Array): void {
  for (let at = 0; at < any.length; at++) any[at] = any[at]! | words[at]!;
}

function allRows(rowCount: number, rows: Int32Array): Int32Array {
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows.subarray(0, rowCount);
}

function rowsNotInert(rows: Int32Array, classes: Int32Array, inert: Uint8Array): Int32Array {
  let count = 0;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    rows[count] = row;
    count += 1 - inert[classes[row]!]!;
  }
  return rows.subarray(0, count);
}
