import { type Column, valueAt } from "../../core/mod.ts";
import { numberColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import { choice, columnName, integer, optional } from "../stages/parameters.ts";
import type { Columns } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";

export interface StringIndexerOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Index`. */
  readonly output?: Output;
  /**
   * Which label is number 0: the most or the least frequent, or the first or the last by the code units of its text. Labels that are
   * equally frequent are in the order of their texts. Default `"frequencyDescending"`.
   */
  readonly order?: "frequencyDescending" | "frequencyAscending" | "alphabetAscending" | "alphabetDescending";
  /**
   * What a model does with labels that it has not seen, and where there is none: an error, rows left out, or a number of their own,
   * the one after the last. Default `"error"`.
   */
  readonly handleInvalid?: "error" | "skip" | "keep";
  /** How many numbers there are at most, one for all other labels included, 2 or more. Default: as many as labels. */
  readonly maxIndexNum?: number;
}

const kind = stageKind({
  name: "stringIndexer",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    order: choice(["frequencyDescending", "frequencyAscending", "alphabetAscending", "alphabetDescending"]),
    handleInvalid: choice(["error", "skip", "keep"]),
    maxIndexNum: optional(integer({ min: 2, unit: "numbers" })),
  },
  learned: { labels: "texts" },
  make: ({ input, ...options }: { readonly input: string } & StringIndexerOptions<string>) =>
    stringIndexer(input, options),
});

type Label = string | number | boolean | bigint | null | undefined;

/**
 * Numbers labels: texts (or what a number or truth reads as) get the numbers 0, 1, 2 … by how frequent they are.
 *
 * @param input The column of labels.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { stringIndexer } from "millrace/ml";
 * const flights = from([{ carrier: "UA" }, { carrier: "AA" }, { carrier: "AA" }]);
 * const model = await stringIndexer("carrier").fit(flights);
 * console.log(await model.transform(flights).collect()); // { carrier: "UA", carrierIndex: 1 }, … 0, … 0
 * ```
 * @see Apache Flink ML, `StringIndexer`: numbers order there as Java writes them (`"1.0"`), here as they are (`"1"`).
 */
export function stringIndexer<const Input extends string, const Output extends string = `${Input}Index`>(
  input: Input,
  options: StringIndexerOptions<Output> = {},
): Estimator<
  Columns<Input, Label>,
  { [Name in NoInfer<Output>]: number },
  Model<Columns<Input, Label>, { [Name in NoInfer<Output>]: number }, { readonly labels: readonly string[] }>
> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Index` });
  const { output, order, handleInvalid, maxIndexNum } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: () => {
      const labels = new LabelCounts(input);
      return {
        add: (batch) => labels.add(batch),
        finish: () => {
          const counts = labels.finish();
          return { labels: ordered(counts, order).slice(0, (maxIndexNum ?? counts.size + 1) - 1) };
        },
      };
    },
    model: ({ labels }) => ({
      reads: [input],
      adds: [output],
      types: () => [{ kind: "float64" }],
      absent: "own",
      open: () => {
        const indexing: Indexing = { numberOf: numbering(labels), labels, handleInvalid, codes: undefined };
        return (batch) => [numberColumn(indexed(batch, input, indexing))];
      },
    }),
  });
}

/** How often each label comes. */
class LabelCounts {
  readonly #input: string;
  readonly #counts = new Map<string, number>();
  /** Of the codes of the dictionary that was seen last. */
  #codes: { readonly dictionary: DictionaryColumn["dictionary"]; readonly counts: Float64Array } | undefined;

  constructor(input: string) {
    this.#input = input;
  }

  add(batch: StageBatch): void {
    const column = batch.column(this.#input);
    if (column.layout === "dictionary") this.#addCodes(column, batch);
    else for (const value of batch.values(this.#input)) if (value !== null) this.#add(labelOf(value, this.#input), 1);
  }

  finish(): ReadonlyMap<string, number> {
    this.#codes?.counts.forEach((count, code) => {
      if (count > 0) this.#add(this.#codes!.dictionary.text(code), count);
    });
    this.#codes = undefined;
    return this.#counts;
  }

  #addCodes({ codes, dictionary }: DictionaryColumn, batch: StageBatch): void {
    if (this.#codes?.dictionary !== dictionary || this.#codes.counts.length < dictionary.size) {
      this.finish();
      this.#codes = { dictionary, counts: new Float64Array(dictionary.size) };
    }
    const { counts } = this.#codes!;
    for (let row = 0; row < batch.rowCount; row++) if (!batch.isAbsent(this.#input, row)) counts[codes[row]!]! += 1;
  }

  #add(label: string, count: number): void {
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + count);
  }
}

function labelOf(value: unknown, input: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  throw new TypeError(
    `Cannot number the labels of column ${JSON.stringify(input)} as they must be texts, numbers or true and false: got ${JSON.stringify(value)?.slice(0, 80)}; make texts of them by map`,
  );
}

function ordered(counts: ReadonlyMap<string, number>, order: string): string[] {
  const labels = [...counts.keys()].sort();
  if (order === "alphabetDescending") return labels.reverse();
  if (order === "alphabetAscending") return labels;
  const sign = order === "frequencyAscending" ? 1 : -1;
  return labels.sort((a, b) => sign * (counts.get(a)! - counts.get(b)!));
}

/** The number of a label, or how many labels there are. */
function numbering(labels: readonly string[]): (label: string) => number {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  return (label) => numbers.get(label) ?? labels.length;
}

interface Indexing {
  readonly numberOf: (label: string) => number;
  readonly labels: readonly string[];
  readonly handleInvalid: string;
  /** The numbers of the codes of the dictionary that was seen last, −1 where they are not looked up yet. */
  codes: { readonly dictionary: object; readonly numbers: Int32Array } | undefined;
}

function indexed(batch: StageBatch, input: string, indexing: Indexing): Float64Array {
  const numbers = batch.room(batch.rowCount);
  const column = batch.column(input);
  if (column.layout === "dictionary") fillByCode(column, numbers, indexing);
  else {
    batch.values(input).forEach((value, row) => {
      numbers[row] = value === null ? indexing.labels.length : indexing.numberOf(labelOf(value, input));
    });
  }
  if (column.validity !== undefined) {
    for (let row = 0; row < numbers.length; row++)
      if (batch.isAbsent(input, row)) numbers[row] = indexing.labels.length;
  }
  if (indexing.handleInvalid !== "keep") sortOut(batch, input, numbers, indexing);
  return numbers;
}

type DictionaryColumn = Column & { readonly layout: "dictionary" };

function fillByCode({ codes, dictionary }: DictionaryColumn, numbers: Float64Array, indexing: Indexing): void {
  if (indexing.codes?.dictionary !== dictionary || indexing.codes.numbers.length < dictionary.size) {
    indexing.codes = { dictionary, numbers: new Int32Array(dictionary.size).fill(-1) };
  }
  const byCode = indexing.codes.numbers;
  for (let row = 0; row < numbers.length; row++) {
    const code = codes[row]!;
    if (byCode[code] === -1) byCode[code] = indexing.numberOf(dictionary.text(code));
    numbers[row] = byCode[code]!;
  }
}

/** Rows without a number. */
function sortOut(batch: StageBatch, input: string, numbers: Float64Array, { labels, handleInvalid }: Indexing): void {
  for (let row = 0; row < numbers.length; row++) {
    if (numbers[row] !== labels.length) continue;
    if (handleInvalid === "skip") batch.drop(row);
    else batch.fail(row, unseen(input, valueAt(batch.column(input), row), labels));
  }
}

function unseen(input: string, value: unknown, labels: readonly string[]): RangeError {
  const got = value === null ? "no label" : JSON.stringify(String(value)).slice(0, 80);
  return new RangeError(
    `Cannot number the label of column ${JSON.stringify(input)} as it must be one of the ${labels.length} that were learned: ` +
      `got ${got}; set handleInvalid to "skip" or "keep"`,
  );
}
