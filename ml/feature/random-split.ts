import { type Batch, type Dataset, makeBatch, type Operator, operatorState, type StepOptions } from "../../core/mod.ts";
import { integer, numbers, readParameters } from "../stages/parameters.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { finalised } from "./kernels/murmur3.ts";

export interface RandomSplitOptions extends StepOptions {
  /** Another seed gives other parts. Default 0. */
  readonly seed?: number;
}

/**
 * The rows of a dataset in several parts, each row in one of them with a probability in proportion to its weight, by a hash of its number
 * and the seed: the same in every run with one parallelism. Parts that are wanted in one run share the reading of the dataset.
 *
 * @param weights A number above 0 for each part, at least two.
 * @example
 * ```ts
 * import { range } from "millrace";
 * import { randomSplit } from "millrace/ml";
 * const [train, test] = randomSplit(range(0, 1000), [0.8, 0.2], { seed: 7 });
 * console.log((await train.collect()).length + (await test.collect()).length); // 1000
 * ```
 * @see Apache Flink ML, `RandomSplitter`.
 */
export function randomSplit<Row, const Weights extends readonly number[]>(
  dataset: Dataset<Row>,
  weights: Weights,
  options: RandomSplitOptions = {},
): { readonly [At in keyof Weights]: Dataset<Row> } {
  const { seed, ...step } = options;
  const parameters = { weights: numbers({ atLeast: 2 }), seed: integer({ default: 0 }) };
  const read = readParameters("randomSplit", parameters, seed === undefined ? { weights } : { weights, seed });
  mustBeRows(dataset, "split");
  const bad = read.weights.find((weight) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== undefined) {
    throw new RangeError(
      `Cannot set weights in randomSplit as each must be a number above 0: got ${bad}; leave such a part out`,
    );
  }
  const first = dataset.pipe<Row>(splitOperator(read.weights, read.seed), step);
  const parts = read.weights.map((_, part) => (part === 0 ? first : first.sideOutput<Row>(sideOf(part))));
  return parts as { readonly [At in keyof Weights]: Dataset<Row> };
}

function sideOf(part: number): string {
  return `part ${part + 1}`;
}

/** Gives rows to its main output and to a side output for each further part. */
export function splitOperator(weights: readonly number[], seed: number): Operator {
  const total = sumOf(weights);
  // Hashes below the first bound are in the first part, and so on; the last one takes what rounding leaves.
  const bounds = weights.map((_, part) => (sumOf(weights.slice(0, part + 1)) / total) * 2 ** 32);
  const seen = operatorState<number>("seen", () => 0, Math.max);
  return {
    name: `randomSplit(${weights.join(", ")})`,
    state: [seen],
    sides: weights.slice(1).map((_, at) => sideOf(at + 1)),
    keepsSchema: true,
    reads: (wanted) => [wanted],
    open: (context) => {
      const state = context.state(seen);
      const start = finalised(seed ^ Math.imul(context.subtask + 1, 0x9e3779b1));
      return {
        batch: (batch) => {
          const parts = partsOf(batch.rowCount, state, start, bounds);
          parts.forEach((rows, part) => {
            if (rows.length === 0) return;
            if (part === 0) context.emit(chosen(batch, rows));
            else if (context.sideIsRead(sideOf(part))) context.emit(chosen(batch, rows), sideOf(part));
          });
        },
      };
    },
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function partsOf(rowCount: number, state: { value: number }, start: number, bounds: readonly number[]): number[][] {
  const parts = bounds.map((): number[] => []);
  for (let row = 0; row < rowCount; row++) {
    const hash = finalised(start + Math.imul(state.value++, 0x85ebca77));
    const part = bounds.findIndex((bound) => hash < bound);
    parts[part < 0 ? bounds.length - 1 : part]!.push(row);
  }
  return parts;
}

function chosen(batch: Batch, rows: readonly number[]): Batch {
  const { schema, rowCount, columns, times, kinds, reused } = batch;
  return makeBatch(schema, rowCount, columns, { times, kinds, reused, selection: Int32Array.from(rows) });
}
