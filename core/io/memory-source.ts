import type { Batch } from "../data/batch.ts";
import { makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { any, float64 } from "../data/data-type.ts";
import { rowSchema, valueSchema } from "../data/schema.ts";
import { begun, drain, ended, nextOf, type PendingItem } from "./iteration.ts";
import { propertiesOf } from "./known-properties.ts";
import type { Boundedness, ReadContext, Source, SourceDescription, SplitReader } from "./source.ts";

const values = valueSchema(any);
const numbers = valueSchema(float64);

/** A source with one split, read from the start or from the number of rows given so far. */
function singleSplit<Row>(
  name: string,
  boundedness: Boundedness,
  open: (position: number, context: ReadContext) => SplitReader,
  description: SourceDescription = { schema: values },
): Source<Row> {
  return {
    name,
    boundedness,
    describe: async () => description,
    splits: async () => [{ id: name }],
    open: async (_split, position, context) => open(typeof position === "number" ? position : 0, context),
  };
}

/** The batch of some values as they are. */
function valueBatch(items: readonly unknown[]): Batch {
  return makeBatch(values, items.length, [{ type: any, layout: "values", values: items, validity: undefined }]);
}

/** An array, read as often as it is run. Rows are the array's own objects, not copies. */
export function arraySource<Row>(items: readonly Row[]): Source<Row> {
  const open = (position: number, { batchRows }: ReadContext): SplitReader => {
    let at = position;
    return {
      read: () => {
        if (at >= items.length) return undefined;
        const batch = valueBatch(items.slice(at, at + batchRows));
        at += batch.rowCount;
        return batch;
      },
      position: () => at,
      close: async () => undefined,
    };
  };
  return singleSplit(`array of ${items.length}`, "bounded", open, {
    schema: values,
    rows: items.length,
    properties: propertiesOf(items),
  });
}

/** Anything that can be iterated; a new iteration for each run. */
export function iterableSource<Row>(items: Iterable<Row>, boundedness: Boundedness): Source<Row> {
  const source = singleSplit<Row>("iterable", boundedness, (position, { batchRows }) => {
    const iterator = once(() => begun(() => items[Symbol.iterator](), "iterable"), items);
    let at = 0;
    while (at < position && nextOf(iterator, at).done !== true) at++;
    return {
      read: () => {
        const rows: Row[] = [];
        while (rows.length < batchRows) {
          const next = nextOf(iterator, at + rows.length);
          if (next.done === true) break;
          rows.push(next.value);
        }
        at += rows.length;
        return rows.length === 0 ? undefined : valueBatch(rows);
      },
      position: () => at,
      close: async () => void iterator.return?.(),
    };
  });
  return unlessSpent(source, items);
}

/** What is an iterator itself gives its values once: nobody can go back in it. */
function unlessSpent<Row>(source: Source<Row>, items: object): Source<Row> {
  if (!("next" in items) && !isStream(items)) return source;
  const unrepeatable =
    "as an iterator, or a stream, is used up by the first reader; give an object whose [Symbol.asyncIterator] begins anew each time, resumable(…), an array, or a connector";
  return { ...source, unrepeatable };
}

/** Iterators and streams that a run has begun to read, of whichever dataset. */
const begunOnce = new WeakSet<object>();

/**
 * What is its own iterator (a generator that was called) can be read only once, and so can a stream: a second run would
 * silently get nothing.
 */
function once<Iteration>(begin: () => Iteration, items: object): Iteration {
  if (begunOnce.has(items)) {
    const [what, got] = isStream(items) ? ["a stream", "one"] : ["an iterator", "a generator"];
    throw new TypeError(
      `Cannot read ${what} again as it is used up by the first run: got ${got} that was read before; ` +
        "make it and its dataset anew, or make datasets of an array of its rows",
    );
  }
  const iterator = begin();
  if (iterator === items || isStream(items)) begunOnce.add(items);
  return iterator;
}

/** A ReadableStream, or a stream of Node or its lines: what tells of events. */
function isStream(items: object): boolean {
  return "getReader" in items || typeof (items as { readonly on?: unknown }).on === "function";
}

/**
 * An async iterable or a stream. A batch holds what is there without waiting, so a slow stream is passed on at once and
 * a fast one in large batches.
 */
export function asyncSource<Row>(items: AsyncIterable<Row>, boundedness: Boundedness): Source<Row> {
  const name = "getReader" in items ? "stream" : "async iterable";
  const source = singleSplit<Row>(name, boundedness, (position, { batchRows }) => {
    const iterator = once(() => begun(() => items[Symbol.asyncIterator](), name), items);
    const pending: PendingItem<Row> = { next: undefined };
    let at = 0;
    return {
      read: async () => {
        for (; at < position; at++) await drain(iterator, pending, 1, { name, at });
        const rows = await drain(iterator, pending, batchRows, { name, at });
        at += rows.length;
        return rows.length === 0 ? undefined : valueBatch(rows);
      },
      position: () => at,
      close: () => ended(iterator, pending),
    };
  });
  return unlessSpent(source, items);
}

/** The numbers `start`, `start + 1`, … below `end`. */
export function rangeSource(start: number, end: number): Source<number> {
  const open = (position: number, { batchRows }: ReadContext): SplitReader => {
    let at = start + position;
    return {
      read: () => {
        const count = Math.min(batchRows, end - at);
        if (count <= 0) return undefined;
        const first = at;
        at += count;
        const column = Float64Array.from({ length: count }, (_, row) => first + row);
        return makeBatch(numbers, count, [{ type: float64, layout: "float64", values: column, validity: undefined }]);
      },
      position: () => at - start,
      close: async () => undefined,
    };
  };
  const bounded = Number.isFinite(end);
  return singleSplit(
    `range(${start}, ${end})`,
    bounded ? "bounded" : "unbounded",
    open,
    bounded ? { schema: numbers, rows: Math.max(0, end - start) } : { schema: numbers },
  );
}

/** What a dataset can be made of as a column: typed arrays are taken as they are. */
export type ColumnValues = readonly unknown[] | Float64Array | Int32Array | BigInt64Array;

/** Columns by name, all of one length. */
export function columnsSource<Row>(columns: Readonly<Record<string, ColumnValues>>): Source<Row> {
  const named = Object.entries(columns).map(([name, given]) => ({
    name,
    column: columnFrom(given),
    length: given.length,
  }));
  const lengths = new Set(named.map(({ length }) => length));
  if (lengths.size > 1) {
    const texts = named.map(({ name, length }) => `${JSON.stringify(name)} has ${length}`);
    throw new RangeError(
      `Cannot make a dataset of columns as they must have one length: ${texts.join(", ")}; cut or fill them`,
    );
  }
  const schema = rowSchema(named.map(({ name, column }) => ({ name, type: column.type })));
  const rows = named[0]?.length ?? 0;
  const open = (position: number, context: ReadContext): SplitReader => {
    let at = position;
    const wanted = context.request.columns;
    const chosen = wanted === undefined ? named : named.filter(({ name }) => wanted.includes(name));
    const chosenSchema =
      chosen.length === named.length
        ? schema
        : rowSchema(chosen.map(({ name, column }) => ({ name, type: column.type })));
    return {
      read: () => {
        const count = Math.min(context.batchRows, rows - at);
        if (count <= 0) return undefined;
        const batch = makeBatch(
          chosenSchema,
          count,
          chosen.map(({ column }) => slice(column, at, at + count)),
        );
        at += count;
        return batch;
      },
      position: () => at,
      close: async () => undefined,
    };
  };
  return singleSplit("columns", "bounded", open, { schema, rows });
}

function columnFrom(given: ColumnValues): Column {
  if (given instanceof Float64Array) return { type: float64, layout: "float64", values: given, validity: undefined };
  if (given instanceof Int32Array)
    return { type: { kind: "int32" }, layout: "int32", values: given, validity: undefined };
  if (given instanceof BigInt64Array)
    return { type: { kind: "bigint" }, layout: "bigint64", values: given, validity: undefined };
  return columnOf(given);
}

/** Rows [from, to), without copying typed arrays; `from` must be a multiple of 8 where there are validity bits. */
function slice(column: Column, from: number, to: number): Column {
  const validity = column.validity === undefined ? undefined : sliceBits(column.validity, from, to);
  switch (column.layout) {
    case "dictionary":
      return { ...column, codes: column.codes.subarray(from, to), validity };
    case "utf8":
      return {
        ...column,
        starts: column.starts.subarray(from, to),
        lengths: column.lengths.subarray(from, to),
        validity,
      };
    case "vector": {
      const { size } = column.type;
      return { ...column, data: column.data.subarray(from * size, to * size), validity };
    }
    case "values":
      return { ...column, values: column.values.slice(from, to) };
    default:
      return { ...column, values: column.values.subarray(from, to), validity } as Column;
  }
}

function sliceBits(bits: Uint8Array, from: number, to: number): Uint8Array {
  if ((from & 7) === 0) return bits.subarray(from >> 3, (to + 7) >> 3);
  const out = new Uint8Array((to - from + 7) >> 3);
  for (let row = from; row < to; row++) {
    if ((bits[row >> 3]! >> (row & 7)) & 1) out[(row - from) >> 3]! |= 1 << ((row - from) & 7);
  }
  return out;
}
