import { numberColumn } from "../stages/columns.ts";
import { choice, columnName, numbers } from "../stages/parameters.ts";
import type { Columns, NumberValue } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";

export interface BucketizerOptions<Output extends string> {
  /** Bounds of the buckets, at least 3, ascending: n + 1 bounds make n buckets, `[first, second)` to `[last but one, last]`. */
  readonly splits: readonly number[];
  /** The column that it adds. Default: the name of the one that it reads, and `Bucket`. */
  readonly output?: Output;
  /** What becomes of NaN and of numbers outside: an error, rows left out, or a bucket of their own behind the others. Default `"error"`. */
  readonly handleInvalid?: "error" | "skip" | "keep";
}

const kind = stageKind({
  name: "bucketizer",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    splits: numbers({ atLeast: 3 }),
    handleInvalid: choice(["error", "skip", "keep"]),
  },
  make: ({ input, ...options }: { readonly input: string } & BucketizerOptions<string>) => bucketizer(input, options),
});

/**
 * Numbers as the number of the bucket that they are in, counted from 0.
 *
 * @param input The column of numbers.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bucketizer } from "millrace/ml";
 * const ages = from([{ age: 3 }, { age: 40 }]);
 * console.log(await bucketizer("age", { splits: [0, 18, 65, 130] }).transform(ages).collect()); // ageBucket: 0, 1
 * ```
 */
export function bucketizer<const Input extends string, const Output extends string = `${Input}Bucket`>(
  input: Input,
  options: BucketizerOptions<Output>,
): Transformer<Columns<Input, NumberValue>, { [Name in NoInfer<Output>]: number }> {
  const parameters = kind.read({ input, ...options, output: options?.output ?? `${input}Bucket` });
  const { output, splits, handleInvalid } = parameters;
  mustAscend(splits);
  return transformer(kind, parameters, {
    reads: [input],
    adds: [output],
    types: () => [{ kind: "float64" }],
    absent: "own",
    open: () => (batch) => {
      const values = batch.numbers(input);
      const buckets = batch.room(values.length);
      for (let row = 0; row < values.length; row++) {
        buckets[row] = bucketOf(splits, values[row]!);
        if (buckets[row] !== splits.length - 1 || handleInvalid === "keep") continue;
        if (handleInvalid === "skip") batch.drop(row);
        else batch.fail(row, outside(input, splits, values[row]!));
      }
      return [numberColumn(buckets)];
    },
  });
}

/** The bucket of a number by bisection; how many buckets there are where it is in none. */
function bucketOf(splits: readonly number[], value: number): number {
  const last = splits.length - 1;
  if (!(value >= splits[0]! && value <= splits[last]!)) return last;
  if (value === splits[last]) return last - 1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (splits[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

function mustAscend(splits: readonly number[]): void {
  const at = splits.findIndex((split, index) => index > 0 && !(split > splits[index - 1]!));
  if (at < 0) return;
  throw new RangeError(
    `Cannot set splits in bucketizer as each must be greater than the one before: got ${splits[at - 1]}, ${splits[at]}; sort them`,
  );
}

function outside(input: string, splits: readonly number[], value: number): RangeError {
  return new RangeError(
    `Cannot put a number of column ${JSON.stringify(input)} into a bucket as it must be from ${splits[0]} to ${splits.at(-1)}: ` +
      `got ${value}; set handleInvalid to "skip" or "keep"`,
  );
}
