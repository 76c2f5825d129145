import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import type { Picture } from "../display/picture.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import { discardSink, each } from "../io/memory-sink.ts";
import type { Sink } from "../io/sink.ts";
import type { Boundedness } from "../io/source.ts";
import { anyColumns } from "../operators/any-columns.ts";
import { changelog, type changeNames } from "../operators/changelog.ts";
import type { JoinHow } from "../operators/join-spec.ts";
import type { Operator } from "../operators/operator.ts";
import { boundednessOf, type Port } from "../plan/node.ts";
import type { RunOptions, RunResult } from "../runtime/options.ts";
import type { EndlessWindowAssigner, TimeWindowAssigner, WindowAssigner } from "../time/window.ts";
import { aggregateStep, reduceStep } from "./aggregation.ts";
import { applied, mustBeDataset, mustBeKeys, mustBeOperator, mustBeSink, mustBeWindow } from "./checks.ts";
import { type CoGroup, type CoGroupOptions, coGroupStep } from "./co-group.ts";
import { BroadcastConnectedDatasets, BroadcastDataset, ConnectedDatasets } from "./connected-datasets.ts";
import {
  chosenKey,
  type DeduplicateOptions,
  deduplicateStep,
  distinctByStep,
  distinctStep,
  type KeyChoice,
} from "./deduplicate.ts";
import { type EventTimeOptions, eventTimeStep } from "./event-time.ts";
import { limitStep, sampleStep } from "./few-rows.ts";
import { collectedRows, rowIterator } from "./iterate.ts";
import { type JoinOptions, joinStep } from "./join.ts";
import type { JoinColumns, Joined, JoinSelect } from "./join-types.ts";
import { type Flat, KeyedDataset } from "./keyed-dataset.ts";
import { mustBeAwaited } from "./must-be-awaited.ts";
import type { ProcessOptions, SampleOptions, StepOptions } from "./options.ts";
import { tellNamesOfDataset } from "./other-names.ts";
import { Output } from "./output.ts";
import { datasetShown, displays } from "./plan-display.ts";
import { keySpecOf, sidePort, step } from "./plan-steps.ts";
import { type Process, processStep } from "./process.ts";
import { rowStep } from "./row-step.ts";
import { type SortOptions, type SortPart, sortStep } from "./sort.ts";
import { type PlotRunOptions, plotTable, type ShowOptions, showRows, tableOf } from "./table/show.ts";
import type { Table } from "./table/table.ts";
import { type RankBy, type RankedTopKOptions, type RankPart, type TopKOptions, topKStep } from "./top-k.ts";
import { WindowedDataset, type WindowRow } from "./windowed-dataset.ts";

/** A composition of steps: what `apply` takes. */
export type Transform<In, Out> = (input: Dataset<In>) => Dataset<Out>;

/** The columns of a key: `key` for a lambda's, the columns themselves for named ones. */
export type KeyRow<Key> = { readonly key: Key };

/**
 * A described collection, bounded or unbounded: nothing runs until its rows are asked for (`collect`, `forEach`, `show`,
 * `for await`, `sinkTo(…).run()`). Immutable: each method gives a new dataset.
 */
export class Dataset<Row> implements AsyncIterable<Row> {
  /** Where it stands in the plan: for libraries that add operators of their own. */
  readonly port: Port;

  constructor(port: Port) {
    this.port = port;
  }

  get boundedness(): Boundedness {
    return boundednessOf(this.port.node);
  }

  /**
   * Each row as what the lambda makes of it. An object literal gives typed columns.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const rows = await from([{ km: 4 }, { km: 9 }]).map((trip) => ({ miles: trip.km * 0.621 })).collect();
   * console.log(rows.length); // 2
   * ```
   */
  map<Out>(lambda: (row: Row) => Out, options: StepOptions = {}): Dataset<Out> {
    return new Dataset(rowStep(this.port, "map", lambda, options));
  }

  /** The rows for which the lambda gives a true value. */
  filter<Kept extends Row>(lambda: (row: Row) => row is Kept, options?: StepOptions): Dataset<Kept>;
  filter(lambda: (row: Row) => unknown, options?: StepOptions): Dataset<Row>;
  filter(lambda: (row: Row) => unknown, options: StepOptions = {}): Dataset<Row> {
    return new Dataset(rowStep(this.port, "filter", lambda, options));
  }

  /** All values that the lambda returns for each row, one after another. */
  flatMap<Out>(lambda: (row: Row) => Iterable<Out>, options: StepOptions = {}): Dataset<Out> {
    return new Dataset(rowStep(this.port, "flatMap", lambda, options));
  }

  /**
   * Gives each record its event time, ms since the epoch or a Date, and the watermarks that windows need. Without a lambda
   * records keep the time that their source gave them.
   *
   * @example
   * ```ts
   * import { count, from, tumbling } from "millrace";
   * const events = from([{ at: 1 }, { at: 12 }, { at: 9 }]).withEventTime((event) => event.at, { outOfOrder: 5 });
   * console.log(await events.windowAll(tumbling(10)).aggregate({ events: count() }).collect()); // 2 events, then 1
   * ```
   */
  withEventTime(timeOf: (row: Row) => number | Date, options?: EventTimeOptions<Row>): Dataset<Row>;
  withEventTime(options?: EventTimeOptions<Row>): Dataset<Row>;
  withEventTime(first?: unknown, options?: EventTimeOptions<Row>): Dataset<Row> {
    return new Dataset(eventTimeStep(this.port, first, options as EventTimeOptions));
  }

  /**
   * Rows by key: what a lambda gives (a number, a string, an object of several values), or columns by name.
   *
   * @example
   * ```ts
   * import { count, from } from "millrace";
   * const trips = from([{ city: "Kent" }, { city: "Bend" }, { city: "Kent" }]);
   * console.log(await trips.keyBy((trip) => trip.city).aggregate({ trips: count() }).collect()); // { key: "Kent", trips: 2 } …
   * console.log(await trips.keyBy("city").aggregate({ trips: count() }).collect()); // { city: "Kent", trips: 2 } …
   * ```
   */
  keyBy<Name extends string & keyof Row>(name: Name): KeyedDataset<Row, Pick<Row, Name>, Row[Name]>;
  keyBy<Name extends string & keyof Row>(
    ...names: readonly [Name, Name, ...Name[]]
  ): KeyedDataset<Row, Pick<Row, Name>, Pick<Row, Name>>;
  keyBy<Key>(keyOf: (row: Row) => Key): KeyedDataset<Row, KeyRow<Key>, Key>;
  keyBy(...keys: readonly unknown[]): unknown {
    const [first] = keys;
    mustBeKeys(keys);
    return new KeyedDataset(this.port, keySpecOf(typeof first === "function" ? (first as Lambda) : (keys as string[])));
  }

  /** Windows over all rows together. */
  windowAll(window: TimeWindowAssigner<Row>): WindowedDataset<Row, WindowRow>;
  windowAll(window: EndlessWindowAssigner): WindowedDataset<Row, unknown>;
  windowAll(window: WindowAssigner<Row>): WindowedDataset<Row, unknown> {
    mustBeWindow(window);
    return new WindowedDataset(this.port, undefined, window);
  }

  /** One row with the aggregates of all rows; of an unbounded dataset a changelog of it. */
  aggregate<Spec extends AggregateSpec<Row>>(spec: Spec, options: StepOptions = {}): Dataset<AggregateResults<Spec>> {
    return new Dataset(aggregateStep(this.port, undefined, spec as AggregateSpec<never>, options));
  }

  /** All rows as one, two at a time; the function may change and return its left row, as those of `KeyedDataset.reduce`. */
  reduce(reduce: (left: Row, right: Row) => Row, options: StepOptions = {}): Dataset<Row> {
    return new Dataset(reduceStep(this.port, undefined, reduce as never, options));
  }

  /** The rows of this and others, in any order. A column that some of them lack is absent there, as an optional property is. */
  union<Other = Row>(...others: readonly Dataset<Other>[]): Dataset<Row | Other> {
    for (const other of others) mustBeDataset(other, "unite with");
    return new Dataset({ node: { kind: "union", inputs: [this.port, ...others.map(({ port }) => port)], anyColumns } });
  }

  /**
   * The rows of this and another dataset that have the same key, side by side: `{ ...left, ...right }`, or what `select`
   * makes of them. Key columns that both have by name are kept once; other columns of both by the same name are refused.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const orders = from([{ customer: 1, total: 30 }, { customer: 3, total: 5 }]);
   * const customers = from([{ id: 1, name: "Ada" }]);
   * const rows = await orders.join(customers, { on: [(o) => o.customer, (c) => c.id], how: "left" }).collect();
   * console.log(rows[1]); // { customer: 3, total: 5, id: null, name: null }
   * ```
   */
  join<Right, Out, How extends JoinHow = "inner">(
    right: Dataset<Right>,
    options: JoinSelect<Row, Right, Out, How>,
  ): Dataset<Out>;
  join<Right, const Options extends JoinColumns<Row, Right>>(
    right: Dataset<Right>,
    options: Options,
  ): Dataset<Joined<Row, Right, Options>>;
  join(right: { readonly port: Port }, options: JoinOptions): Dataset<unknown> {
    mustBeDataset(right, "join");
    return new Dataset(joinStep(this.port, right.port, options));
  }

  /**
   * The rows of a bounded dataset in order: by a column, by what a function gives, or by several of them, the most
   * important first. Rows that are equal keep their order. Texts are ordered by their UTF-16 code units, NaN is
   * the greatest of all values, and null comes last, whichever the order.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const flights = from([{ to: "SFO", late: 5 }, { to: "JFK", late: 9 }, { to: "BOS", late: 5 }]);
   * const sorted = await flights.sort([{ by: "late", order: "descending" }, (flight) => flight.to]).collect();
   * console.log(sorted.map((flight) => flight.to)); // ["JFK", "BOS", "SFO"]
   * ```
   */
  sort(by: SortPart<Row> | readonly SortPart<Row>[], options: SortOptions = {}): Dataset<Row> {
    return new Dataset(sortStep(this.port, by, options));
  }

  /**
   * What a function makes of all rows of each key on both sides, `[]` where one has none; by window, if there is one.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const stock = from([{ item: "cup", pieces: 9 }]);
   * const orders = from([{ item: "cup", pieces: 2 }, { item: "hat", pieces: 1 }]);
   * const missing = stock.coGroup(orders, { on: "item" }, ({ key, left, right }) =>
   *   left.length === 0 ? [{ item: key, orders: right.length }] : [],
   * );
   * console.log(await missing.collect()); // [{ item: "hat", orders: 1 }]
   * ```
   */
  coGroup<
    Right,
    Name extends string & keyof Row & keyof Right,
    Out,
    Window extends TimeWindowAssigner<Row | Right> | undefined = undefined,
  >(
    right: Dataset<Right>,
    options: CoGroupOptions<Name, Window>,
    make: (rows: CoGroup<Row[Name], Row, Right, Window>) => Iterable<Out>,
  ): Dataset<Out>;
  coGroup<Right, Key, Out, Window extends TimeWindowAssigner<Row | Right> | undefined = undefined>(
    right: Dataset<Right>,
    options: CoGroupOptions<readonly [(row: Row) => Key, (row: Right) => Key], Window>,
    make: (rows: CoGroup<Key, Row, Right, Window>) => Iterable<Out>,
  ): Dataset<Out>;
  coGroup<
    Right,
    Name extends string & keyof Row & keyof Right,
    Out,
    Window extends TimeWindowAssigner<Row | Right> | undefined = undefined,
  >(
    right: Dataset<Right>,
    options: CoGroupOptions<readonly [Name, Name, ...Name[]], Window>,
    make: (rows: CoGroup<Pick<Row, Name>, Row, Right, Window>) => Iterable<Out>,
  ): Dataset<Out>;
  coGroup(
    right: { readonly port: Port },
    options: CoGroupOptions<unknown, TimeWindowAssigner | undefined>,
    make: (rows: never) => Iterable<unknown>,
  ): Dataset<unknown> {
    mustBeDataset(right, "group with");
    return new Dataset(coGroupStep(this.port, right.port, options, make as never));
  }

  /** All rows that a function returns for each row; by its context it knows the time, and gives rows to side outputs. */
  process<Out = never, Opened = undefined>(
    call: Process<Row, Opened, Out>,
    options: ProcessOptions = {},
  ): Dataset<Out> {
    return new Dataset(processStep(this.port, call, options));
  }

  /** This dataset and another as the two inputs of one step. */
  connect<Rule>(rules: BroadcastDataset<Rule>): BroadcastConnectedDatasets<Row, Rule>;
  connect<Other>(other: Dataset<Other>): ConnectedDatasets<Row, Other>;
  connect(other: Dataset<unknown> | BroadcastDataset<unknown>): unknown {
    mustBeDataset(other, "connect with");
    if (other instanceof BroadcastDataset) return new BroadcastConnectedDatasets(this.port, other.port);
    return new ConnectedDatasets(this, other);
  }

  /** All rows for every subtask of a step: `rows.connect(rules.broadcast())`. */
  broadcast(): BroadcastDataset<Row> {
    return new BroadcastDataset(this.port);
  }

  /** Each row once: those with equal content (numbers, texts, plain objects …) are one. */
  distinct(options: StepOptions = {}): Dataset<Row> {
    return new Dataset(distinctStep(this.port, options));
  }

  /** The first row of each key, in order of arrival. */
  distinctBy(keyOf: KeyChoice<Row>, options: StepOptions = {}): Dataset<Row> {
    return new Dataset(distinctByStep(this.port, chosenKey(keyOf), options));
  }

  /**
   * One row a key: the first or the last, to arrive or by `orderBy`. The first to arrive is known at once; otherwise an
   * unbounded dataset gives a changelog.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const rows = from([{ id: 1, v: "old" }, { id: 1, v: "new" }]);
   * console.log(await rows.deduplicate({ by: "id", keep: "last" }).collect()); // [{ id: 1, v: "new" }]
   * ```
   */
  deduplicate(options: DeduplicateOptions<Row>): Dataset<Row> {
    return new Dataset(deduplicateStep(this.port, options));
  }

  /**
   * The rows with the k greatest values, greatest first (`order: "ascending"`: the least), equal ones in order of arrival;
   * of an unbounded dataset a changelog of them. Several parts, the most important first, may have orders of their own.
   */
  topK<Rank extends string>(
    count: number,
    by: RankBy<Row> | readonly RankPart<Row>[],
    options: RankedTopKOptions<Rank>,
  ): Dataset<Flat<Row & Readonly<Record<Rank, number>>>>;
  topK(count: number, by: RankBy<Row> | readonly RankPart<Row>[], options?: TopKOptions): Dataset<Row>;
  topK(count: number, by: unknown, options: TopKOptions = {}): Dataset<unknown> {
    return new Dataset(topKStep(this.port, undefined, { count, by, options }));
  }

  /** The first rows to arrive, so many at most; then the sources stop. */
  limit(count: number, options: StepOptions = {}): Dataset<Row> {
    return new Dataset(limitStep(this.port, count, options));
  }

  /** Each row with a probability, by a hash of its number (of a changelog, its content): the same in every run with one seed and parallelism. */
  sample(fraction: number, options: SampleOptions = {}): Dataset<Row> {
    return new Dataset(sampleStep(this.port, fraction, options));
  }

  /** A changelog as plain rows that say what changes: every dataset can be asked, one without updates gives inserts. */
  changelog(options: StepOptions = {}): Dataset<{ change: (typeof changeNames)[number]; row: Row }> {
    return new Dataset(step([this.port], changelog(), options));
  }

  /** What a composition makes of this dataset: `rows.apply(mapAsync(priceOf))`, or a function of your own of a dataset. */
  apply<Out>(transform: Transform<Row, Out>): Dataset<Out> {
    return applied(transform, this);
  }

  /** This dataset through an operator of your own. */
  pipe<Out>(operator: Operator, options: StepOptions = {}): Dataset<Out> {
    mustBeOperator(operator);
    return new Dataset(step([this.port], operator, options));
  }

  /** A side output of the step before, such as a window's `"late"` records. */
  sideOutput<Out = Row>(name: string): Dataset<Out> {
    return new Dataset(sidePort(this.port, name));
  }

  /** Where the rows go. Nothing is written until `run`. */
  sinkTo(sink: Sink<Row>): Output {
    mustBeSink(sink);
    const name = sink.name;
    return new Output([{ kind: "sink", name, input: this.port, sink: sink as Sink<never> }]);
  }

  /** Runs the steps for what their lambdas do; the rows go nowhere. */
  discard(): Output {
    return this.sinkTo(discardSink());
  }

  /** All rows of a bounded dataset. */
  collect(options: RunOptions = {}): Promise<Row[]> {
    return mustBeAwaited("collect", this.port, () => collectedRows((sink) => this.sinkTo(sink).run(options)));
  }

  /** All rows of a bounded dataset as a table that shows itself. */
  toTable(options: RunOptions = {}): Promise<Table<Row>> {
    return mustBeAwaited("toTable", this.port, () => tableOf((sink) => this.sinkTo(sink).run(options)));
  }

  /**
   * Prints a table of the rows: types, shape, head and tail. Of a stream, in a notebook of Deno's kernel: its newest rows below the
   * cell, again twice a second, until it ends or the button there is clicked; `tail` (10) and `head` (0) say how many are kept.
   */
  async show(options: ShowOptions = {}): Promise<void> {
    await showRows(options, this);
  }

  /** A chart of the rows of a bounded dataset, as `Table.plot` draws it: `await trips.plot({ x: "day", y: "km", by: "city" })`. */
  plot(options: PlotRunOptions<string & keyof Row>): Promise<Picture> {
    return plotTable(options, (run) => this.toTable(run));
  }

  /** Prints each row as it comes. */
  print(options: RunOptions = {}): Promise<RunResult> {
    return this.forEach((row) => console.log(row), options);
  }

  /** Calls a function with each row; a promise that it returns holds the sources back. */
  forEach(call: (row: Row) => void | Promise<void>, options: RunOptions = {}): Promise<RunResult> {
    return this.sinkTo(each(call)).run(options);
  }

  /** The rows as they come: `for await (const row of dataset)`. Leaving the loop stops the run. */
  [Symbol.asyncIterator](): AsyncIterator<Row> {
    return rowIterator((sink, signal) => this.sinkTo(sink).run({ signal }));
  }

  /** The plan as text or JSON, or how lambdas are called. Of a join which strategy it may take; counters such as `numSortMergeJoins` say which it took. */
  explain(what: "plan" | "json" | "code" = "plan", options: RunOptions = {}): Promise<string> {
    return this.sinkTo(each(() => undefined)).explain(what, options);
  }
}

displays(Dataset, datasetShown);
tellNamesOfDataset(Dataset);
