import { type Column, checkOptions, type Dataset, type KnownOptions } from "../../core/mod.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import { numberColumn, valueColumn, vectorColumn } from "../stages/columns.ts";
import { fitInput } from "../stages/fit-input.ts";
import { mappingOperator } from "../stages/mapping.ts";
import type { With } from "../stages/row-types.ts";
import type { FitOptions, Transformer } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { shuffled } from "./k-fold.ts";
import { type Score, spreadOf } from "./scored.ts";

/** How columns are mixed up. */
export interface PermutationImportanceOptions {
  /** Names of the columns to mix up: of numbers, texts, or vectors, of which each entry is mixed up by itself. Default: `features`. */
  readonly columns?: readonly string[];
  /** How often each is mixed up, from 1. Default 5. */
  readonly repeats?: number;
  /** The same seed mixes up in the same way. Default 0. */
  readonly seed?: number;
  /** Stops it, which then rejects with the signal's reason. */
  readonly signal?: NonNullable<FitOptions["signal"]>;
}

/** How much the score falls where a column says nothing any more. */
export interface Importance {
  readonly column: string;
  /** Of a vector, the number of the entry. */
  readonly entry: number | undefined;
  /** The mean over the repeats. */
  readonly mean: number;
  readonly deviation: number;
}

const known: KnownOptions<PermutationImportanceOptions> = { columns: true, repeats: true, seed: true, signal: true };

/**
 * How much each column tells a model: by how much its score falls where the values of the column are dealt out anew among the rows. Take rows
 * that the model has not learned from. They are read again each time, in the same order; the columns that are mixed up are kept in memory.
 *
 * @param score Of rows with what the model added, a number, the larger the better.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateRegression, linearRegression, permutationImportance } from "millrace/ml";
 * const rows = from(Array.from({ length: 40 }, (_, x) => ({ features: [x, x % 7], label: 3 * x })));
 * const model = await linearRegression().fit(rows);
 * const [first, second] = await permutationImportance(model, rows, async (answers) => (await evaluateRegression(answers)).r2);
 * console.log(first!.mean > 1, Math.abs(second!.mean) < 1e-9); // true true
 * ```
 * @see Breiman, “Random Forests”, Machine Learning 45, 2001, §10; scikit-learn, `permutation_importance`.
 */
export async function permutationImportance<In, Out, Row extends In>(
  model: Transformer<In, Out>,
  dataset: Dataset<Row>,
  score: Score<With<Row, Out>>,
  options: PermutationImportanceOptions = {},
): Promise<Importance[]> {
  checkOptions(options, known, "permutationImportance");
  const { columns = ["features"], repeats = 5, seed = 0, signal } = options;
  if (!Number.isSafeInteger(repeats) || repeats < 1) {
    throw new RangeError(
      `Cannot find importances as repeats must be a whole number ≥ 1: got ${repeats}; leave it out for 5`,
    );
  }
  mustBeRows(dataset, "find importances");
  const scoreOf = async (rows: Dataset<Row>): Promise<number> => {
    signal?.throwIfAborted();
    return score(model.transform(rows));
  };
  const before = await scoreOf(dataset);
  const found: Importance[] = [];
  for (const column of columns) {
    const values = await readColumn(dataset, column, signal);
    const entries = "columns" in values ? Array.from({ length: values.columns }, (_, entry) => entry) : [undefined];
    for (const entry of entries) {
      const falls: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const order = shuffled(lengthOf(values), seed + found.length * repeats + repeat);
        falls.push(before - (await scoreOf(mixedUp(dataset, column, values, entry, order))));
      }
      found.push({ column, entry, ...spreadOf(falls) });
    }
  }
  return found;
}

/** Vectors as a matrix, all else as it is. */
type Values = Matrix | readonly unknown[];

function lengthOf(values: Values): number {
  return "columns" in values ? values.rows : values.length;
}

async function readColumn(dataset: Dataset<unknown>, column: string, signal: FitOptions["signal"]): Promise<Values> {
  const options = signal === undefined ? {} : { signal };
  const input = fitInput("permutationImportance", dataset, [column], { ...options, passes: "one" });
  const values: unknown[] = [];
  const parts: Matrix[] = [];
  await input.pass((batch) => {
    if (isOfVectors(batch, column)) {
      const part = batch.vectors(column, parts[0]?.columns);
      parts.push({ ...part, data: part.data.slice() });
    } else values.push(...batch.values(column).slice(0, batch.rowCount));
  });
  if (parts.length === 0) return values;
  const all = zeros(input.rows, parts[0]!.columns);
  let at = 0;
  for (const { data } of parts) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}

/** Vectors of an array, or of a type of their own; sparse ones count as such. */
function isOfVectors(batch: StageBatch, column: string): boolean {
  const read = batch.column(column);
  if (read.layout === "vector") return true;
  return read.layout === "values" && typeof read.values.find((value) => value !== null) === "object";
}

/** The rows, with the values of a column, or one entry of its vectors, dealt out anew. */
function mixedUp<Row>(
  dataset: Dataset<Row>,
  column: string,
  values: Values,
  entry: number | undefined,
  order: Int32Array,
): Dataset<Row> {
  const mapping = {
    reads: [column],
    adds: [column],
    absent: "own" as const,
    open:
      () =>
      (batch: StageBatch): Column[] => {
        const own = order.subarray(batch.firstRow, batch.firstRow + batch.rowCount);
        if ("columns" in values) return [withEntry(batch.vectors(column, values.columns), values, entry!, own)];
        const dealt = Array.from(own, (row) => values[row] ?? null);
        const areNumbers = dealt.every((value) => typeof value === "number");
        return [
          areNumbers
            ? numberColumn(Float64Array.from(dealt as number[]))
            : valueColumn(dealt, batch.column(column).type),
        ];
      },
  };
  return dataset.pipe(mappingOperator("mix up a column", mapping)) as Dataset<Row>;
}

function withEntry({ data, rows, columns }: Matrix, all: Matrix, entry: number, order: Int32Array): Column {
  const dealt = data.slice(0, rows * columns);
  for (let row = 0; row < rows; row++) dealt[row * columns + entry] = all.data[order[row]! * columns + entry]!;
  return vectorColumn({ data: dealt, rows, columns });
}
