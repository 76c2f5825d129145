import { valueColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import { columnName, integer } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { JavaRandom } from "./java-random.ts";

export interface MinHashLSHOptions<Input extends string, Output extends string> {
  /** The column of vectors that it reads: of sets, which hold what is not 0. Default `"features"`. */
  readonly input?: Input;
  /** The column that it adds. Default `"hashes"`. */
  readonly output?: Output;
  /** Tables: vectors that are alike are so in at least one of them. At least 1. Default 1. */
  readonly numHashTables?: number;
  /** Hashes of a table, of which all must be alike. At least 1. Default 1. */
  readonly numHashFunctionsPerTable?: number;
  /** Another seed gives other hash functions. Default 0. */
  readonly seed?: number;
}

const kind = stageKind({
  name: "minHashLSH",
  version: 1,
  parameters: {
    input: columnName("features"),
    output: columnName("hashes"),
    numHashTables: integer({ default: 1, min: 1, max: 2 ** 16, unit: "tables" }),
    numHashFunctionsPerTable: integer({ default: 1, min: 1, max: 2 ** 16, unit: "functions" }),
    seed: integer({ default: 0 }),
  },
  learned: { factors: "int32", offsets: "int32" },
  check: ({ factors, offsets }, { numHashTables, numHashFunctionsPerTable }) =>
    factors.length === numHashTables * numHashFunctionsPerTable && offsets.length === factors.length
      ? undefined
      : "it must have a factor and an offset for each hash function",
  make: (options: MinHashLSHOptions<string, string>) => minHashLSH(options),
});

/** A large prime below √(2^63 − 1), Flink's and Spark's. */
const prime = 2_038_074_743;

type HashModel<Input extends string, Output extends string> = Model<
  Columns<Input, VectorValue>,
  { [Name in NoInfer<Output>]: number[][] },
  { readonly factors: Int32Array; readonly offsets: Int32Array }
>;

/**
 * Hashes of sets, given as vectors that are not 0 where a set has something: two sets have the same hash as often as they are alike
 * (intersection over union), so those that are alike are found among equal hashes. A list of numbers for each table.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { minHashLSH } from "millrace/ml";
 * const sets = from([{ features: [1, 1, 0] }, { features: [2, 3, 0] }]);
 * const model = await minHashLSH({ numHashTables: 2 }).fit(sets);
 * const [a, b] = await model.transform(sets).collect();
 * console.log(a?.hashes[0]?.[0] === b?.hashes[0]?.[0]); // true
 * ```
 * @see Broder, "On the resemblance and containment of documents", SEQUENCES 1997; hash functions are those of Flink ML for the same seed.
 */
export function minHashLSH<const Input extends string = "features", const Output extends string = "hashes">(
  options: MinHashLSHOptions<Input, Output> = {},
): Estimator<Columns<Input, VectorValue>, { [Name in NoInfer<Output>]: number[][] }, HashModel<Input, Output>> {
  const parameters = kind.read(options);
  const { input, output, numHashTables, numHashFunctionsPerTable, seed } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: () => ({ add: () => undefined, finish: () => hashFunctions(numHashTables * numHashFunctionsPerTable, seed) }),
    model: ({ factors, offsets }) => ({
      reads: [input],
      adds: [output],
      open: () => (batch) => {
        const hashes = entriesByRow(batch, input).map((indices, row) => {
          if (indices.length > 0) return hashesOf(indices, factors, offsets, numHashFunctionsPerTable);
          if (!batch.isAbsent(input, row)) batch.fail(row, emptySet(input));
          return null;
        });
        return [valueColumn(hashes, { kind: "any" })];
      },
    }),
  });
}

function hashFunctions(count: number, seed: number): { factors: Int32Array; offsets: Int32Array } {
  const random = new JavaRandom(seed);
  const factors = new Int32Array(count);
  const offsets = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    factors[at] = 1 + random.nextInt(prime - 1);
    offsets[at] = random.nextInt(prime - 1);
  }
  return { factors, offsets };
}

/** `min ((1 + index) · factor + offset) mod prime` for each hash function, by table. */
function hashesOf(indices: Int32Array, factors: Int32Array, offsets: Int32Array, perTable: number): number[][] {
  const tables: number[][] = [];
  for (let at = 0; at < factors.length; at++) {
    let least = prime;
    for (const index of indices) least = Math.min(least, hashOf(index, factors[at]!, offsets[at]!));
    if (at % perTable === 0) tables.push([]);
    tables.at(-1)!.push(least);
  }
  return tables;
}

/** Products may be past 2^53: in two parts of 16 bits, of which none is. */
function hashOf(index: number, factor: number, offset: number): number {
  const times = 1 + index;
  const high = ((factor >>> 16) * times) % prime;
  return (((high * 65_536) % prime) + (factor & 0xffff) * times + offset) % prime;
}

/** The indices of what is not 0 in each row. */
function entriesByRow(batch: StageBatch, input: string): Int32Array[] {
  const sparse = batch.sparse(input);
  if (sparse !== undefined) {
    return Array.from({ length: batch.rowCount }, (_, row) =>
      sparse.indices.slice(sparse.starts[row]!, sparse.starts[row + 1]!),
    );
  }
  const { data, columns } = batch.vectors(input);
  return Array.from({ length: batch.rowCount }, (_, row) => {
    const indices: number[] = [];
    if (batch.isAbsent(input, row)) return Int32Array.of();
    for (let column = 0; column < columns; column++) if (data[row * columns + column] !== 0) indices.push(column);
    return Int32Array.from(indices);
  });
}

function emptySet(input: string): RangeError {
  return new RangeError(
    `Cannot hash the vectors of column ${JSON.stringify(input)} as each must have a number that is not 0: got one without; filter such rows out`,
  );
}
