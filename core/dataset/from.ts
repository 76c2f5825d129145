import { checkOptions, type KnownOptions, shown } from "../data/options.ts";
import type { SchemaFor } from "../data/user-schema.ts";
import {
  arraySource,
  asyncSource,
  type ColumnValues,
  columnsSource,
  iterableSource,
  rangeSource,
} from "../io/memory-source.ts";
import type { Boundedness, Source } from "../io/source.ts";
import { typedSource } from "../io/typed-source.ts";
import type { OnRecordError } from "../plan/node.ts";
import { mustBeOnError, mustBeSchema } from "./checks.ts";
import { Dataset } from "./dataset.ts";
import type { OnError } from "./options.ts";

/** What a dataset can be made of. */
export type From<Row> = Source<Row> | readonly Row[] | Iterable<Row> | AsyncIterable<Row>;

export interface FromOptions {
  /** What happens to records that cannot be read. Default `"fail"`. */
  readonly onError?: OnError;
  /** Whether an iterable or stream ends. Default `"bounded"`. */
  readonly boundedness?: Boundedness;
}

export interface TypedFromOptions<Row> extends FromOptions {
  /** Checks every row and keeps it as typed columns. */
  readonly schema: SchemaFor<Row>;
}

const known: KnownOptions<FromOptions & { readonly schema?: unknown }> = {
  onError: true,
  boundedness: ["bounded", "unbounded"],
  schema: true,
};

/**
 * A dataset of a connector's source, an array, an iterable, an async iterable or a stream.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * const large = await from([1, 20, 300]).filter((n) => n > 10).collect();
 * console.log(large); // [20, 300]
 * ```
 */
export function from<Row>(input: From<unknown>, options: TypedFromOptions<Row>): Dataset<Row>;
export function from<Row>(input: From<Row>, options?: FromOptions): Dataset<Row>;
export function from<Row>(input: From<Row>, options: FromOptions | TypedFromOptions<Row> = {}): Dataset<Row> {
  checkOptions(options, known, "from");
  mustBeOnError(options.onError, "from");
  const source = sourceOf(input, options.boundedness);
  const schema = "schema" in options ? options.schema : undefined;
  if (schema !== undefined) mustBeSchema(schema);
  return ofSource(schema === undefined ? source : typedSource<Row>(source, schema), options.onError ?? "fail");
}

/**
 * The numbers from `start` (included) to `end` (not included); without an end it never ends.
 *
 * @example
 * ```ts
 * import { range } from "millrace";
 * console.log(await range(3).collect()); // [0, 1, 2]
 * ```
 */
export function range(end: number): Dataset<number>;
export function range(start: number, end: number): Dataset<number>;
export function range(first: number, second?: number): Dataset<number> {
  const [start, end] = second === undefined ? [0, first] : [first, second];
  if (!Number.isSafeInteger(start) || !(Number.isSafeInteger(end) || end === Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `Cannot make a range as its start and end must be whole numbers between −2^53 and 2^53: got range(${shown(start)}, ${shown(end)}); use for instance range(10)`,
    );
  }
  return ofSource(rangeSource(start, end), "fail");
}

/**
 * A dataset of columns by name, all of one length. Typed arrays are used as they are.
 *
 * @example
 * ```ts
 * import { fromColumns } from "millrace";
 * const rows = await fromColumns({ city: ["Kent", "Bend"], people: Int32Array.of(136_000, 99_000) }).collect();
 * console.log(rows[0]); // { city: "Kent", people: 136000 }
 * ```
 */
export function fromColumns<Columns extends Readonly<Record<string, ColumnValues>>>(
  columns: Columns,
): Dataset<{ [Name in keyof Columns]: Columns[Name][number] }> {
  mustBeColumns(columns);
  return ofSource(columnsSource(columns), "fail");
}

function ofSource<Row>(source: Source<Row>, onError: OnError): Dataset<Row> {
  return new Dataset<Row>({ node: { kind: "source", name: source.name, source, onError: onError as OnRecordError } });
}

function mustBeColumns(columns: Readonly<Record<string, unknown>>): void {
  if (typeof columns !== "object" || columns === null || Array.isArray(columns)) {
    throw new TypeError(
      `Cannot make a dataset of columns as they must be an object of arrays: got ${shown(columns)}; ` +
        'use for instance fromColumns({ city: ["Kent", "Bend"] }), or from(rows) for rows',
    );
  }
  for (const [name, given] of Object.entries(columns)) {
    if (Array.isArray(given) || (ArrayBuffer.isView(given) && "length" in given)) continue;
    throw new TypeError(
      `Cannot make a dataset of columns as ${JSON.stringify(name)} must be an array: got ${shown(given)}; ` +
        "give all columns as arrays of one length, or from(rows) for rows",
    );
  }
}

function asItIs<Row>(source: Source<Row>, given: Boundedness | undefined): Source<Row> {
  if (given === undefined || given === source.boundedness) return source;
  throw new TypeError(
    `Cannot read ${source.name} as ${given} as a source says itself whether it ends: got one that is ${source.boundedness}; ` +
      "leave boundedness out, or use replay(…) for stored data as a stream",
  );
}

function sourceOf<Row>(input: From<Row>, given: Boundedness | undefined): Source<Row> {
  const boundedness = given ?? "bounded";
  // Before it is asked what it is: that of a dataset tells who loops over it to await it.
  if ((input as unknown) instanceof Promise) {
    throw new TypeError(
      "Cannot make a dataset from a promise as what it is made of must be there: got a promise; await it, as in from(await rows)",
    );
  }
  if (Array.isArray(input)) return { ...arraySource(input as readonly Row[]), boundedness };
  if (typeof input === "object" && input !== null) {
    if ("splits" in input && "boundedness" in input) return asItIs(input, given);
    if (Symbol.asyncIterator in input) return asyncSource(input as AsyncIterable<Row>, boundedness);
    if (Symbol.iterator in input) return iterableSource(input as Iterable<Row>, boundedness);
  }
  throw new TypeError(
    `Cannot make a dataset from ${input === null ? "null" : typeof input} as it must be a source, an array, an iterable, an async iterable or a stream; ` +
      'use for instance from([1, 2, 3]) or from(csv("file.csv"))',
  );
}
