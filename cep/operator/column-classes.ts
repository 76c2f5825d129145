import type { Batch, OperatorContext } from "../../core/mod.ts";
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

  /** For each pattern the classes of the rows, and the rows that matter to some pattern. */
  classify(batch: Batch): { readonly classes: readonly Int32Array[]; readonly mattering: Int32Array } {
    const { truths, failed } = this.#predicates.truths(this.#conditions, batch);
    const classes = this.#runs.map(({ matcher }, at) => {
      const own = this.#conditionsOf[at]!.map((condition) => truths[condition]!);
      const given = new Int32Array(batch.rowCount);
      matcher.decisions.classify(own, batch.rowCount, given);
      return given;
    });
    const marks = this.#marksOf(classes, batch.rowCount);
    for (const row of failed) marks[row] = 0;
    return { classes, mattering: rowsMarked(marks, 0, batch.rowCount) };
  }

  classesOf(piece: ReadyRows): PieceClasses {
    const { batch, from, to, classes } = piece;
    if (classes !== undefined) {
      return new PieceClasses(this.#runs, classes, rowsMarked(this.#marksOf(classes, batch.rowCount), from, to));
    }
    const made = this.classify(batch);
    return new PieceClasses(
      this.#runs,
      made.classes,
      made.mattering.filter((row) => row >= from && row < to),
    );
  }

  /** A byte for each row: 1 where some pattern may change at it. */
  #marksOf(classes: readonly Int32Array[], rowCount: number): Uint8Array {
    const marks = new Uint8Array(rowCount);
    this.#runs.forEach(({ matcher }, at) => markIfNot(matcher.decisions.inert, classes[at]!, marks));
    return marks;
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

function markIfNot(inert: Uint8Array, classes: Int32Array, marks: Uint8Array): void {
  for (let row = 0; row < classes.length; row++) marks[row] = marks[row]! | (1 - inert[classes[row]!]!);
}

function rowsMarked(marks: Uint8Array, from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from);
  let count = 0;
  for (let row = from; row < to; row++) {
    rows[count] = row;
    count += marks[row]!;
  }
  return rows.subarray(0, count);
}
