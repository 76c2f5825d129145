import { valueColumn } from "../stages/columns.ts";
import { columnName, texts } from "../stages/parameters.ts";
import type { Columns, NumberValue } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";

export interface IndexToStringOptions<Output extends string> {
  /** The labels: that of number 0 first. Those of a model: `model.learned.labels`. */
  readonly labels: readonly string[];
  /** The column that it adds. Default: the name of the one that it reads, and `Label`. */
  readonly output?: Output;
}

const kind = stageKind({
  name: "indexToString",
  version: 1,
  parameters: { input: columnName(), output: columnName(), labels: texts() },
  make: ({ input, ...options }: { readonly input: string } & IndexToStringOptions<string>) =>
    indexToString(input, options),
});

/**
 * Numbers of labels as the labels: what `stringIndexer` did, undone.
 *
 * @param input The column of numbers.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { indexToString } from "millrace/ml";
 * const rows = from([{ prediction: 1 }]);
 * console.log(await indexToString("prediction", { labels: ["no", "yes"] }).transform(rows).collect()); // predictionLabel: "yes"
 * ```
 */
export function indexToString<const Input extends string, const Output extends string = `${Input}Label`>(
  input: Input,
  options: IndexToStringOptions<Output>,
): Transformer<Columns<Input, NumberValue>, { [Name in NoInfer<Output>]: string }> {
  const parameters = kind.read({ input, ...options, output: options?.output ?? `${input}Label` });
  const { output, labels } = parameters;
  return transformer(kind, parameters, {
    reads: [input],
    adds: [output],
    types: () => [{ kind: "string" }],
    open: () => (batch) => {
      const numbers = batch.numbers(input);
      const out = Array.from(numbers, (number, row) => {
        const label = labels[number];
        if (label === undefined && !batch.isAbsent(input, row)) batch.fail(row, noLabel(input, number, labels.length));
        return label ?? null;
      });
      return [valueColumn(out, { kind: "string" })];
    },
  });
}

function noLabel(input: string, number: number, labels: number): RangeError {
  return new RangeError(
    `Cannot find the label of column ${JSON.stringify(input)} as its number must be a whole one from 0 to ${labels - 1}: ` +
      `got ${number}; give the labels of the indexer that made it`,
  );
}
