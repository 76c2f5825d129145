import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import { requireOptions } from "../data/options.ts";
import { aggregationSpec, reduction } from "../dataset/aggregation.ts";
import { mustBeInput, mustBeSync, mustEnd } from "../dataset/checks.ts";
import { Dataset, type Transform } from "../dataset/dataset.ts";
import { ofStep, type StepOptions } from "../dataset/options.ts";
import { step } from "../dataset/plan-steps.ts";
import { type SortOptions, type SortPart, sorting } from "../dataset/sort.ts";
import { type GroupAggregateOptions, groupAggregate } from "../operators/group-aggregate.ts";
import type { Operator } from "../operators/operator.ts";
import { partitionMap } from "../operators/partition-map.ts";
import { perPartition } from "../operators/per-partition.ts";
import { givesChanges, type Port } from "../plan/node.ts";

// A partition is what one subtask has of a dataset: a "window" that closes at the end of its input. At parallelism 1 it is all.

/**
 * What a function makes of all rows of a partition, once at the end of bounded data. It is given the rows one by one, in the
 * order they came, and may go through them as often as it likes.
 *
 * @example
 * ```ts
 * import { from, mapPartition } from "millrace";
 * const longest = from(["a", "ccc", "bb"]).apply(mapPartition((texts) => [Math.max(...[...texts].map((text) => text.length))]));
 * console.log(await longest.collect()); // [3]
 * ```
 */
export function mapPartition<In, Out>(
  call: (rows: Iterable<In>) => Iterable<Out>,
  options: Pick<StepOptions, "name"> = {},
): Transform<In, Out> {
  requireOptions<object>(options, { name: true }, "mapPartition");
  mustBeSync(call, "map a partition", "mapPartition((rows) => [[...rows].length])");
  return (input) => ofPartition(input, partitionMap(call), options, "mapPartition");
}

/**
 * The rows of each partition in order, as `sort` orders them, without an exchange.
 *
 * @example
 * ```ts
 * import { from, sortPartition } from "millrace";
 * console.log(await from([{ n: 2 }, { n: 1 }]).apply(sortPartition("n")).collect()); // [{ n: 1 }, { n: 2 }]
 * ```
 */
export function sortPartition<Row>(
  by: SortPart<Row> | readonly SortPart<Row>[],
  options: SortOptions = {},
): Transform<Row, Row> {
  return (input) => {
    mustBeInput(input, "sortPartition");
    const { name, operator } = sorting(input.port, by, options, "sortPartition");
    return ofPartition(input, operator, { ...ofStep(options), name }, "sortPartition");
  };
}

/**
 * One row with the aggregates of each partition, one without rows included.
 *
 * @example
 * ```ts
 * import { aggregatePartition, from, sum } from "millrace";
 * const totals = from([1, 2, 3]).apply(aggregatePartition({ total: sum((n) => n) }));
 * console.log(await totals.collect()); // [{ total: 6 }]
 * ```
 */
export function aggregatePartition<Row, Spec extends AggregateSpec<Row>>(
  spec: Spec & AggregateSpec<Row>,
  options: StepOptions = {},
): Transform<Row, AggregateResults<Spec>> {
  const aggregates = aggregationSpec(spec as AggregateSpec<never>, [], "aggregatePartition");
  return (input) => folded(input, { aggregates, output: "rows" }, options, "aggregatePartition");
}

/**
 * All rows of each partition as one, two at a time; nothing comes of no rows.
 * The function may change its left row and return it, never the right one, nor rows that are instances of classes.
 */
export function reducePartition<Row>(
  reduce: (left: Row, right: Row) => Row,
  options: StepOptions = {},
): Transform<Row, Row> {
  mustBeSync(reduce, "reduce a partition", "reducePartition((a, b) => a + b)");
  const aggregates = reduction(reduce as never, options);
  return (input) => folded(input, { aggregates, output: "values" }, options, "reducePartition");
}

function folded<Out>(
  input: { readonly port: Port },
  group: Pick<GroupAggregateOptions, "aggregates" | "output">,
  options: StepOptions,
  what: string,
): Dataset<Out> {
  mustBeInput(input, what);
  const given = givesChanges(input.port) ? "changes" : "rows";
  const operator = groupAggregate({ ...group, key: undefined, emit: "final", input: given });
  return ofPartition(input, operator, options, what);
}

function ofPartition<Out>(
  input: { readonly port: Port },
  operator: Operator,
  options: StepOptions,
  what: string,
): Dataset<Out> {
  mustBeInput(input, what);
  if ("key" in input) throw byKey(what);
  const { port } = input;
  mustEnd(port, `${what} of`, "a window, whose rows end");
  return new Dataset(step([port], perPartition(operator), options, what));
}

/** The compiler says so, too: what has a key would be taken for one partition of all keys. */
function byKey(what: string): TypeError {
  return new TypeError(
    `Cannot take ${what} of a dataset by key as a partition is what one subtask has, of any keys: got one behind keyBy; ` +
      "leave keyBy out, or take all rows of each key by .window(globalWindow()).trigger(endOfStreamTrigger()).process(({ rows }) => …)",
  );
}
