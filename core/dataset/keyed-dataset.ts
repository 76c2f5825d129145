import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { KeyedContext, Operator, StateSpec } from "../operators/mod.ts";
import type { Port } from "../plan/node.ts";
import type { EndlessWindowAssigner, TimeWindowAssigner, WindowAssigner } from "../time/window.ts";
import { aggregateStep, reduceStep } from "./aggregation.ts";
import { type AsOfJoined, type AsOfJoinOptions, type AsOfJoinSelect, asOfJoinStep } from "./as-of-join.ts";
import { applied, mustBeDataset, mustBeOperator, mustBeSync, mustBeWindow } from "./checks.ts";
import { BroadcastDataset, KeyedBroadcastConnectedDatasets, KeyedConnectedDatasets } from "./connected-datasets.ts";
import { Dataset } from "./dataset.ts";
import { type IntervalJoinOptions, intervalJoinStep } from "./interval-join.ts";
import type { ProcessOptions, StepOptions } from "./options.ts";
import { tellNamesOfKeyed } from "./other-names.ts";
import { displays, keyText, stepText } from "./plan-display.ts";
import { exchangeByKey, step } from "./plan-steps.ts";
import { type KeyedProcess, keyedProcessStep, type NoState, type Rows } from "./process.ts";
import { type RankBy, type RankedTopKOptions, type RankPart, type TopKOptions, topKStep } from "./top-k.ts";
import { WindowedDataset, type WindowRow } from "./windowed-dataset.ts";

/** The properties of a type, written out. */
export type Flat<Type> = { [Name in keyof Type]: Type[Name] } & {};

/** A dataset whose rows belong to keys: `KeyRow` are the columns of a key, `Key` is what a lambda sees of it. */
export class KeyedDataset<Row, KeyRow, Key = unknown> {
  readonly port: Port;
  readonly key: KeySpec;

  constructor(port: Port, key: KeySpec) {
    this.port = port;
    this.key = key;
  }

  /** Windows of each key's rows. */
  window(window: TimeWindowAssigner<Row>): WindowedDataset<Row, KeyRow & WindowRow>;
  window(window: EndlessWindowAssigner): WindowedDataset<Row, KeyRow>;
  window(window: WindowAssigner<Row>): WindowedDataset<Row, KeyRow> {
    mustBeWindow(window);
    return new WindowedDataset(this.port, this.key, window);
  }

  /** A row for each key with the aggregates of its rows; of an unbounded dataset a changelog of them. */
  aggregate<Spec extends AggregateSpec<Row>>(
    spec: Spec,
    options: StepOptions = {},
  ): Dataset<Flat<KeyRow & AggregateResults<Spec>>> {
    return new Dataset(aggregateStep(this.port, this.key, spec as AggregateSpec<never>, options));
  }

  /**
   * The rows of each key as one, two at a time; of an unbounded dataset a changelog of them.
   * The function may change its left row and return it, never the right one, nor rows that are instances of classes.
   */
  reduce(reduce: (left: Row, right: Row) => Row, options: StepOptions = {}): Dataset<Row> {
    return new Dataset(reduceStep(this.port, this.key, reduce as never, options));
  }

  /**
   * Pairs of rows of this dataset and another with equal keys whose event times lie within an interval: as soon as both
   * rows are there, with the later of their times. Rows older than the watermark leave by side outputs `"lateLeft"` and
   * `"lateRight"`. Without a bound on one side, rows are kept for ever.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const orders = from([{ at: 5, item: "tea" }]).withEventTime((row) => row.at).keyBy("item");
   * const paid = from([{ at: 7, item: "tea", by: "Ann" }]).withEventTime((row) => row.at).keyBy("item");
   * const select = (order: { item: string }, payment: { by: string }) => `${payment.by} paid ${order.item}`;
   * console.log(await orders.intervalJoin(paid, { lower: 0, upper: "1h", select }).collect()); // ["Ann paid tea"]
   * ```
   */
  intervalJoin<Other, Out>(
    other: KeyedDataset<Other, unknown>,
    options: IntervalJoinOptions<Row, Other, Out>,
  ): Dataset<Out> {
    mustBeKeyed(other, "join by an interval with");
    return new Dataset(intervalJoinStep(this, other, options as unknown as IntervalJoinOptions<never, never, unknown>));
  }

  /**
   * Each row with the row of another dataset that is valid for its key at its event time: rows of the other are versions,
   * each valid from its time until the next one. A row waits until both watermarks have reached its time. Late rows are joined
   * while the version of their time is still known, and leave by side output `"lateLeft"` else; versions that came too late
   * for any row by `"lateRight"`.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const rates = from([{ currency: "EUR", rate: 1.1, from: 0 }, { currency: "EUR", rate: 1.2, from: 10 }]);
   * const orders = from([{ currency: "EUR", total: 50, at: 7 }, { currency: "EUR", total: 50, at: 10 }]);
   * const byTime = orders.withEventTime((order) => order.at).keyBy("currency");
   * const priced = byTime.asOfJoin(rates.withEventTime((rate) => rate.from).keyBy("currency"));
   * console.log((await priced.collect()).map((row) => row.rate)); // [1.1, 1.2]
   * ```
   */
  asOfJoin<Other, Out, How extends "inner" | "left" = "inner">(
    versions: KeyedDataset<Other, unknown>,
    options: AsOfJoinSelect<Row, Other, Out, How>,
  ): Dataset<Out>;
  asOfJoin<Other, const Options extends AsOfJoinOptions = AsOfJoinOptions>(
    versions: KeyedDataset<Other, unknown>,
    options?: Options,
  ): Dataset<AsOfJoined<Row, Other, KeyRow, Options>>;
  asOfJoin(versions: { readonly port: Port; readonly key: KeySpec }, options: object = {}): Dataset<unknown> {
    mustBeKeyed(versions, "join as of a time with");
    return new Dataset(asOfJoinStep(this, versions, options));
  }

  /**
   * The k best rows of each key, by default the greatest first; equal ones in order of arrival. Of an unbounded dataset a
   * changelog of them, and of a changelog the best of the rows there are. `rank` adds a column with a row's place.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const bids = from([{ item: "cup", price: 3 }, { item: "cup", price: 5 }, { item: "hat", price: 2 }]);
   * const best = await bids.keyBy("item").topK(1, "price").collect();
   * console.log(best); // [{ item: "cup", price: 5 }, { item: "hat", price: 2 }]
   * ```
   */
  topK<Rank extends string>(
    count: number,
    by: RankBy<Row> | readonly RankPart<Row>[],
    options: RankedTopKOptions<Rank>,
  ): Dataset<Flat<Row & Readonly<Record<Rank, number>>>>;
  topK(count: number, by: RankBy<Row> | readonly RankPart<Row>[], options?: TopKOptions): Dataset<Row>;
  topK(count: number, by: unknown, options: TopKOptions = {}): Dataset<unknown> {
    return new Dataset(topKStep(this.port, this.key, { count, by, options }));
  }

  /**
   * All rows that functions return for each row and for timers, with state of each key: values, lists, maps, and what is
   * added folded into one, with or without a time to live.
   *
   * @example
   * ```ts
   * import { from, state } from "millrace";
   * const clicks = [{ user: "a", at: 1 }, { user: "b", at: 3 }, { user: "a", at: 5 }, { user: "a", at: 40 }];
   * const visits = await from(clicks)
   *   .withEventTime((click) => click.at)
   *   .keyBy("user")
   *   .process({
   *     state: { clicks: state.value<number>() },
   *     row(click, { state, setEventTimer }) {
   *       if (state.clicks.get() === undefined) setEventTimer(click.at + 10);
   *       state.clicks.set((state.clicks.get() ?? 0) + 1);
   *     },
   *     *onTimer(until, { key, state }) {
   *       yield { user: key, until, clicks: state.clicks.get() };
   *       state.clicks.clear();
   *     },
   *   })
   *   .collect();
   * console.log(visits[0]); // { user: "a", until: 11, clicks: 2 }
   * ```
   */
  process<Out = never, Timed = never, Spec extends StateSpec = NoState, Opened = undefined>(
    functions:
      | KeyedProcess<Row, Key, Spec, Opened, Out, Timed>
      | ((row: Row, context: KeyedContext<Key, Spec, Opened>) => Rows<Out>),
    options: ProcessOptions = {},
  ): Dataset<Out | Timed> {
    return new Dataset(keyedProcessStep(this.port, this.key, functions, options));
  }

  /**
   * This dataset and another as the two inputs of one step, whose functions share the state of each key. The other has
   * equal keys, or is broadcast.
   */
  connect<Rule>(rules: BroadcastDataset<Rule>): KeyedBroadcastConnectedDatasets<Row, Rule, Key>;
  connect<Other>(other: KeyedDataset<Other, unknown, Key>): KeyedConnectedDatasets<Row, Other, Key>;
  connect(other: KeyedDataset<unknown, unknown> | BroadcastDataset<unknown>): unknown {
    mustBeDataset(other, "connect with");
    if (other instanceof BroadcastDataset) return new KeyedBroadcastConnectedDatasets(this, other.port);
    if (!(other instanceof KeyedDataset)) throw notKeyed();
    return new KeyedConnectedDatasets(this, other);
  }

  /** What a composition makes of this dataset: `rows.keyBy("user").apply(match(pattern))`. */
  apply<Out>(transform: (input: KeyedDataset<Row, KeyRow, Key>) => Dataset<Out>): Dataset<Out> {
    return applied(transform, this);
  }

  /** This dataset through an operator of your own: the rows of a key meet in one subtask. The operator is given the key. */
  pipe<Out>(operatorOf: (key: KeySpec) => Operator, options: StepOptions = {}): Dataset<Out> {
    mustBeSync(operatorOf, "pipe rows by key", ".pipe((key) => firstOfEach(key))");
    const operator = operatorOf(this.key);
    mustBeOperator(operator);
    return new Dataset(step([exchangeByKey(this.port, this.key)], operator, options));
  }
}

tellNamesOfKeyed(KeyedDataset);
displays<KeyedDataset<unknown, unknown>>(KeyedDataset, {
  sinks: ({ port }) => new Dataset(port).discard().sinks,
  above: ({ key }) => `by key ${keyText(key)}`,
  text: ({ port, key }) =>
    `KeyedDataset of ${stepText(port)} by ${keyText(key)}: not run; say what to make of each key, as aggregate({ … }) does`,
});

/** A dataset by key: rows of equal keys are joined. */
function mustBeKeyed(value: unknown, what: string): void {
  mustBeDataset(value, what);
  if (value instanceof KeyedDataset) return;
  throw new TypeError(
    `Cannot ${what} a dataset that has no key as rows of equal keys meet: got one without keyBy; say keyBy on both`,
  );
}

function notKeyed(): TypeError {
  return new TypeError(
    "Cannot connect a keyed dataset with one that is not as rows of a key must meet: got a dataset without keyBy; " +
      "say keyBy on both, or connect(other.broadcast())",
  );
}
