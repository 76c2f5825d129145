import { countText } from "../data/count-text.ts";
import { checkOptions, type KnownOptions, shown } from "../data/options.ts";
import { mustBeDataset, mustBeOperator } from "../dataset/checks.ts";
import { Dataset } from "../dataset/dataset.ts";
import { chosenKey, type KeyChoice } from "../dataset/deduplicate.ts";
import { KeyedDataset } from "../dataset/keyed-dataset.ts";
import type { StepOptions } from "../dataset/options.ts";
import { exchange, exchangeByKey, step } from "../dataset/plan-steps.ts";
import type { Operator } from "../operators/operator.ts";
import type { Port } from "../plan/node.ts";

/** An input of an operator of your own, and how its rows meet their subtask. */
export interface OperatorInput<Row> {
  readonly dataset: Dataset<Row>;
  /** Rows of a key meet in one subtask. */
  readonly key?: KeyChoice<Row>;
  /** Or all go to every subtask, all to one, or to each in turn. Default: they stay where they are. */
  readonly to?: "every subtask" | "one subtask" | "each in turn";
}

const known: KnownOptions<OperatorInput<unknown>> = {
  dataset: true,
  key: true,
  to: ["every subtask", "one subtask", "each in turn"],
};

const ways = { "every subtask": "broadcast", "one subtask": "gather", "each in turn": "rebalance" } as const;

/**
 * Datasets through an operator of your own that has several inputs; `dataset.pipe(operator)` is for one. How the rows of an
 * input meet their subtask is said by `inputOf`.
 *
 * @example
 * ```ts
 * import { from, inputOf, type Operator, pipeInputs } from "millrace";
 * const both: Operator = { name: "both", inputs: 2, open: (context) => ({ batch: (batch) => context.emit(batch) }) };
 * const rows = pipeInputs<number>(both, [inputOf(from([1])), inputOf(from([2]), { to: "every subtask" })]);
 * console.log((await rows.collect()).length); // 2
 * ```
 */
export function pipeInputs<Out>(
  operator: Operator,
  inputs: readonly { readonly port: Port }[],
  options: StepOptions = {},
): Dataset<Out> {
  mustBeOperator(operator);
  const { inputs: count = 1, name } = operator;
  if (!Array.isArray(inputs)) {
    throw new TypeError(
      `Cannot pipe datasets into ${name} as they must be an array: got ${shown(inputs)}; use for instance [inputOf(left), inputOf(right)]`,
    );
  }
  if (inputs.length !== count) {
    throw new RangeError(
      `Cannot pipe datasets into ${name} as it must be given what it asks for: got ${countText(inputs.length, "input")}, it has ${count}; ` +
        "give one for each, or say in the operator how many there are",
    );
  }
  for (const input of inputs) mustBeDataset(input, `pipe into ${name}`);
  const ports = inputs.map(({ port }) => port);
  return new Dataset(step(ports, operator, options));
}

/** A dataset as the input of an operator: by a key (that of a dataset by key is its own), to every subtask, to one, to each in turn, or as it is. */
export function inputOf<Row>(
  dataset: Dataset<Row> | KeyedDataset<Row, unknown>,
  way: Omit<OperatorInput<Row>, "dataset"> = {},
): { readonly port: Port } {
  mustBeDataset(dataset, "give an operator");
  checkOptions({ dataset, ...way } as OperatorInput<unknown>, known, "inputOf");
  const { key, to } = way;
  const isKeyed = dataset instanceof KeyedDataset;
  if ((key !== undefined || isKeyed) && to !== undefined) {
    throw new TypeError(
      `Cannot send rows to ${to} and by a key as they go one way: got both in inputOf; leave one of them out`,
    );
  }
  if (key !== undefined) return { port: exchangeByKey(dataset.port, chosenKey(key as KeyChoice<never>)) };
  if (isKeyed) return { port: exchangeByKey(dataset.port, dataset.key) };
  return { port: to === undefined ? dataset.port : exchange(dataset.port, { by: ways[to] }) };
}
