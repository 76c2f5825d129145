/**
 * How values are folded into a result: a record of pure functions, so that the runtime may keep the partial
 * results in typed columns, combine them before an exchange and merge them over panes and sessions.
 *
 * `zero()` fixes the form of a partial result. A number, or a plain object whose fields are all numbers, lives
 * in typed columns (a field a column). `null` stands for one nullable value: numbers live in a typed column with
 * a validity bit, other values in an `any` column. Anything else lives in an `any` column and may be changed in
 * place by `add` and `merge`, which then return the same object.
 *
 * Laws (tested for each): `merge` is associative, `zero` is its identity, folding parts and merging them in order
 * equals folding the whole, and adding a missing value (null or undefined) changes nothing, so that a runtime which
 * knows a value to be missing need not call `add`. Only an aggregation without a value lambda sees every row.
 * Floating-point results keep these laws up to rounding, sketches up to their stated error.
 */
export interface Aggregate<Value, Partial, Result> {
  /** Name for plans and errors, e.g. `"avg"`. */
  readonly name: string;
  /** The empty partial result; called anew each time one is needed. */
  readonly zero: () => Partial;
  /**
   * The partial result with `value` in it. `partial` may be a reused view of columns: read it, return what
   * the new one is, never keep it. `row` makes the whole input row as a plain object, at a cost: call it only when needed.
   */
  readonly add: (partial: Partial, value: Value, row: () => unknown) => Partial;
  /**
   * Two partial results as one: `left` holds what came first. May change and return `left`, never `right`. What is added to
   * one of `right` and the result later must not show in the other: late records go into a pane, and into the window that
   * it has been merged into. So where `add` changes a partial result in place, `merge` copies what it takes of `right`.
   * Nor may it give `right` itself then, not even where `left` is empty: sliding windows would share it, and count what comes
   * into one of them in the others. (Flink, which lets go of what it has merged, allows that.)
   */
  readonly merge: (left: Partial, right: Partial) => Partial;
  /** The partial result without `value`; only where that is exact. */
  readonly retract?: (partial: Partial, value: Value, row: () => unknown) => Partial;
  /**
   * Throws at a value that `add` would throw at, whatever the partial result: so bad records are found before anything is
   * changed. Without it records may fail while they are folded, one by one: `add` must then throw before it changes its
   * partial result.
   */
  readonly check?: (value: Value) => void;
  /** Where `check` looks at nothing but the type of a value, as typed columns have one for all rows. */
  readonly checkedBy?: "type";
  /** Says that the order of the values shows in the result: texts that stand for numbers are refused then. */
  readonly ranks?: true;
  /**
   * Where a partial result is nothing but the number of values so far: they need not be looked at then, and where bits say
   * which rows have one they are added up without a branch.
   */
  readonly counts?: "values";
  /**
   * Whether the order in which rows arrived shows in the result. Windows that share parts then do not merge those: a
   * part holds the rows of a span of event time, in which they need not have come.
   */
  readonly byArrival?: true;
  /** What the user gets. Does not change `partial`. */
  readonly result: (partial: Partial) => Result;
  /**
   * The aggregate to take over a changelog where this one has no `retract`: one that keeps more, and has it. Without either
   * all values of a group are kept, and folded anew at each change.
   */
  readonly changing?: ChangingAggregate<Value, Result>;
  /**
   * The values in a partial result, for aggregates whose result is how many different ones there are: a runtime may then keep
   * those of many groups in one table, and make partial results, by `zero` and `add`, only of what leaves it.
   */
  readonly distinctValues?: (partial: Partial) => Iterable<unknown>;
  /** Whether partial results are exact sums, as `sum` has them, and `add` adds: a runtime may then do so in its own loops. */
  readonly exactSum?: true;
  /** Partial results of several fields as one number each, as long as that says all of them. */
  readonly compact?: CompactAggregate<Value, Partial, Result>;
  /** Bytes of a partial result and back, where it is neither a number nor plain data (numbers, strings, arrays, plain objects, Map, Set). */
  readonly codec?: {
    readonly encode: (partial: Partial) => Uint8Array;
    readonly decode: (bytes: Uint8Array) => Partial;
  };
}

/**
 * An aggregate of one column of rows: what `sum((row) => row.price)` returns.
 * `value` is undefined where the aggregate needs none, as in `count()`.
 */
export interface Aggregation<Row, Result> {
  readonly aggregate: Aggregate<never, never, Result>;
  readonly value: ((row: Row) => unknown) | undefined;
}

/**
 * Partial results as one number each; two are merged by adding them. Where one number does not say all any more `add` gives
 * NaN, or their total is rounded: then all of a table are widened, and what could not be added is added to what `widen`
 * gives. Only where records are never taken back.
 */
export interface CompactAggregate<Value, Partial, Result> {
  /** The empty partial result, which no value makes. */
  readonly zero: number;
  readonly add: (partial: number, value: Value) => number;
  readonly result: (partial: number) => Result;
  readonly widen: (partial: number) => Partial;
  /** The inverse of `widen`; NaN where one number does not say all. */
  readonly narrow: (partial: Partial) => number;
}

/** An aggregate, whatever its partial results are. */
export interface ChangingAggregate<Value, Result> {
  readonly name: string;
  readonly zero: () => unknown;
  readonly add: (partial: never, value: Value, row: () => unknown) => unknown;
  readonly merge: (left: never, right: never) => unknown;
  readonly retract?: (partial: never, value: Value, row: () => unknown) => unknown;
  readonly result: (partial: never) => Result;
}
