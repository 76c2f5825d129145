import { sparseColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import { choice, columnName, yesNo } from "../stages/parameters.ts";
import type { Columns, NumberValue, SparseVector } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";

export interface OneHotEncoderOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Vector`. */
  readonly output?: Output;
  /** Whether the last category is all zeros, so that numbers of a vector do not always add up to 1. Default true. */
  readonly dropLast?: boolean;
  /**
   * What becomes of numbers that no category has, and of null: an error, rows left out, or a category of their own behind the others,
   * which is the last one then. Default `"error"`.
   */
  readonly handleInvalid?: "error" | "skip" | "keep";
}

const kind = stageKind({
  name: "oneHotEncoder",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    dropLast: yesNo(true),
    handleInvalid: choice(["error", "skip", "keep"]),
  },
  learned: { categories: "number" },
  check: ({ categories }) =>
    Number.isSafeInteger(categories) && categories >= 1 && categories < 2 ** 31
      ? undefined
      : `it must have 1 category or more: got ${categories}`,
  make: ({ input, ...options }: { readonly input: string } & OneHotEncoderOptions<string>) =>
    oneHotEncoder(input, options),
});

/**
 * Numbers of categories (0, 1, 2 …, as `stringIndexer` gives them) as sparse vectors with a 1 at the number.
 *
 * @param input The column of numbers.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { oneHotEncoder } from "millrace/ml";
 * const rows = from([{ colour: 0 }, { colour: 2 }]);
 * const model = await oneHotEncoder("colour", { dropLast: false }).fit(rows);
 * console.log((await model.transform(rows).collect())[1]?.colourVector); // { size: 3, indices: [2], values: [1] }
 * ```
 * @see Apache Flink ML, `OneHotEncoder`, which only knows `handleInvalid: "error"`.
 */
export function oneHotEncoder<const Input extends string, const Output extends string = `${Input}Vector`>(
  input: Input,
  options: OneHotEncoderOptions<Output> = {},
): Estimator<
  Columns<Input, NumberValue>,
  { [Name in NoInfer<Output>]: SparseVector },
  Model<Columns<Input, NumberValue>, { [Name in NoInfer<Output>]: SparseVector }, { readonly categories: number }>
> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Vector` });
  const { output, dropLast, handleInvalid } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: () => {
      let categories = 1;
      return {
        add: (batch) => {
          for (const value of batch.numbers(input)) {
            if (Number.isNaN(value)) continue;
            if (!isCategory(value)) throw noCategory(input, value, "a whole number from 0 on");
            categories = Math.max(categories, value + 1);
          }
        },
        finish: () => ({ categories }),
      };
    },
    model: ({ categories }) => {
      const all = categories + (handleInvalid === "keep" ? 1 : 0);
      return {
        reads: [input],
        adds: [output],
        absent: "own",
        open: () => (batch) => [encoded(batch, input, { categories, size: dropLast ? all - 1 : all, handleInvalid })],
      };
    },
  });
}

function isCategory(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31 - 1;
}

interface Encoding {
  readonly categories: number;
  readonly size: number;
  readonly handleInvalid: string;
}

function encoded(batch: StageBatch, input: string, encoding: Encoding): ReturnType<typeof sparseColumn> {
  const { categories, size, handleInvalid } = encoding;
  const numbers = batch.numbers(input);
  const starts = new Int32Array(numbers.length + 1);
  const indices = new Int32Array(numbers.length);
  let entries = 0;
  for (let row = 0; row < numbers.length; row++) {
    let category = numbers[row]!;
    if (!isCategory(category) || category >= categories) {
      if (handleInvalid === "skip") batch.drop(row);
      else if (handleInvalid === "error") batch.fail(row, noCategory(input, category, `from 0 to ${categories - 1}`));
      category = categories;
    }
    if (category < size) indices[entries++] = category;
    starts[row + 1] = entries;
  }
  return sparseColumn({ size, starts, indices, values: new Float64Array(entries).fill(1) });
}

function noCategory(input: string, value: number, wanted: string): RangeError {
  return new RangeError(
    `Cannot encode a category of column ${JSON.stringify(input)} as its number must be ${wanted}: ` +
      `got ${Number.isNaN(value) ? "none" : value}; number categories by stringIndexer, or set handleInvalid to "skip" or "keep"`,
  );
}
