import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { Port } from "../plan/node.ts";
import type { EndlessWindowAssigner, TimeWindowAssigner, WindowAssigner } from "../time/window.ts";
import { aggregateStep, reduceStep } from "./aggregation.ts";
import { mustBeWindow } from "./checks.ts";
import { Dataset } from "./dataset.ts";
import { type IntervalJoinOptions, intervalJoinStep } from "./interval-join.ts";
import type { StepOptions } from "./options.ts";
import { type RankBy, type RankedTopKOptions, type RankPart, type TopKOptions, topKStep } from "./top-k.ts";
import { WindowedDataset, type WindowRow } from "./windowed-dataset.ts";

/** The properties of a type, written out. */
export type Flat<Type> = { [Name in keyof Type]: Type[Name] } & {};

/** A dataset whose rows belong to keys. */
export class KeyedDataset<Row, KeyRow> {
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

  /** The rows of each key as one, two at a time; of an unbounded dataset a changelog of them. */
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
    return new Dataset(intervalJoinStep(this, other, options as unknown as IntervalJoinOptions<never, never, unknown>));
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
}
