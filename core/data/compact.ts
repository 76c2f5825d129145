import { type Batch, makeBatch } from "./batch.ts";
import type { Column, Utf8Column } from "./column.ts";
import { gatherBigInt64, gatherBits, gatherFloat64, gatherInt32, gatherUint8, gatherValues } from "./kernels/gather.ts";
import { gatherVectors } from "./kernels/gather-vectors.ts";
import { ownTexts } from "./own-texts.ts";

/** The batch with only its own rows in its columns: no selection. */
export function compact(batch: Batch): Batch {
  const { selection } = batch;
  if (selection === undefined) return batch;
  const columns = batch.columns.map((column) => gather(column, selection));
  return makeBatch(batch.schema, selection.length, columns, {
    times: batch.times && gatherFloat64(batch.times, selection),
    kinds: batch.kinds && gatherUint8(batch.kinds, selection),
  });
}

/**
 * The batch in a form that may be kept after the call: compacted, its arrays its own, and with no more than twice the
 * memory that its texts take.
 */
export function keep(batch: Batch): Batch {
  const own = batch.selection === undefined ? unshared(batch) : compact(batch);
  const columns = ownTexts(own.columns, own.rowCount);
  return columns === own.columns ? own : makeBatch(own.schema, own.rowCount, columns, own);
}

function unshared(batch: Batch): Batch {
  if (!batch.reused) return batch;
  const { rowCount } = batch;
  const columns = batch.columns.map((column) => copied(column, rowCount));
  return makeBatch(batch.schema, rowCount, columns, {
    times: batch.times?.slice(0, rowCount),
    kinds: batch.kinds?.slice(0, rowCount),
  });
}

function copied(column: Column, rowCount: number): Column {
  const validity = column.validity?.slice(0, (rowCount + 7) >> 3);
  switch (column.layout) {
    case "dictionary":
      return { ...column, codes: column.codes.slice(0, rowCount), validity };
    case "utf8":
      return {
        ...column,
        starts: column.starts.slice(0, rowCount),
        lengths: column.lengths.slice(0, rowCount),
        validity,
      };
    case "vector":
      return { ...column, data: column.data.slice(0, rowCount * column.type.size), validity };
    default:
      return { ...column, values: column.values.slice(0, rowCount), validity } as Column;
  }
}

/**
 * The rows of a column in the order asked for; a row may come more than once. Strings stay where they are.
 *
 * @param spare A column whose arrays are written over, if they fit: for batches that are `reused`.
 */
export function gather(column: Column, rows: Int32Array, spare?: Column): Column {
  const validity = column.validity && gatherBits(column.validity, rows, spareBits(spare, rows));
  switch (column.layout) {
    case "float64":
      return { ...column, values: gatherFloat64(column.values, rows, spareValues(column, spare, rows)), validity };
    case "int32":
      return { ...column, values: gatherInt32(column.values, rows, spareValues(column, spare, rows)), validity };
    case "uint8":
      return { ...column, values: gatherUint8(column.values, rows, spareValues(column, spare, rows)), validity };
    case "bigint64":
      return { ...column, values: gatherBigInt64(column.values, rows, spareValues(column, spare, rows)), validity };
    case "dictionary":
      return { ...column, codes: gatherInt32(column.codes, rows, spareCodes(spare, rows)), validity };
    case "utf8":
      return {
        ...column,
        starts: gatherInt32(column.starts, rows, spareViews(spare, rows)?.starts),
        lengths: gatherInt32(column.lengths, rows, spareViews(spare, rows)?.lengths),
        validity,
      };
    case "vector":
      return {
        ...column,
        data: gatherVectors(column.data, column.type.size, rows, spareVectors(column.type.size, spare, rows)),
        validity,
      };
    case "values":
      return { ...column, values: gatherValues(column.values, rows) };
  }
}

/** The array of a spare column of the same layout that has room. */
function spareValues<Values extends ArrayLike<unknown>>(
  column: Column & { readonly values: Values },
  spare: Column | undefined,
  rows: Int32Array,
): Values | undefined {
  if (spare?.layout !== column.layout || !("values" in spare)) return undefined;
  const values = spare.values as unknown as Values;
  return values.length >= rows.length ? values : undefined;
}

function spareVectors(size: number, spare: Column | undefined, rows: Int32Array): Float64Array | undefined {
  return spare?.layout === "vector" && spare.data.length >= rows.length * size ? spare.data : undefined;
}

function spareBits(spare: Column | undefined, rows: Int32Array): Uint8Array | undefined {
  return spare?.validity !== undefined && 8 * spare.validity.length >= rows.length ? spare.validity : undefined;
}

function spareViews(spare: Column | undefined, rows: Int32Array): Utf8Column | undefined {
  return spare?.layout === "utf8" && spare.starts.length >= rows.length ? spare : undefined;
}

function spareCodes(spare: Column | undefined, rows: Int32Array): Int32Array | undefined {
  return spare?.layout === "dictionary" && spare.codes.length >= rows.length ? spare.codes : undefined;
}

/**
 * The rows asked for, in that order, as a batch of their own.
 *
 * @param known One of its columns, without nulls, whose values in that order are at hand.
 */
export function take(
  batch: Batch,
  rows: Int32Array,
  known?: { readonly column: Column; readonly values: Float64Array | Int32Array },
): Batch {
  const columns = batch.columns.map((column) =>
    column === known?.column ? ({ ...column, values: known.values } as Column) : gather(column, rows),
  );
  return makeBatch(batch.schema, rows.length, columns, {
    times: batch.times && gatherFloat64(batch.times, rows),
    kinds: batch.kinds && gatherUint8(batch.kinds, rows),
  });
}
