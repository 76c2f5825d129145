import { type Column, vectorColumn } from "../../core/io/mod.ts";
import { isUtf8 } from "../../core/platform/mod.ts";
import { isoTime, layoutOf, markNull, quoteText, validityOf } from "../files/mod.ts";
import { type CsvColumn, misfit, readField, widenFor } from "./column.ts";
import { isNullText, rowAt, textOf } from "./field-text.ts";
import { finishText } from "./finish-text.ts";
import { fieldKind } from "./kernels/scan-rows.ts";
import type { ScanState } from "./scan-state.ts";

/** Makes columns of what was scanned from `start` on. `"wider"` where a type had to be widened: scan again. */
export function finishColumns(state: ScanState, start: number): readonly Column[] | "wider" {
  const { columns, scan } = state;
  dropForeignBytes(state, start);
  const finished = new Array<Column | undefined>(columns.length);
  for (const [at, column] of columns.entries()) {
    if (layoutOf(column.type) === "utf8") continue;
    const result = scan.kinds[column.field] === fieldKind.text ? convert(state, column) : numbers(state, column);
    if (result === "wider") return "wider";
    finished[at] = result;
  }
  // Texts come last as they are changed in place: nothing is scanned again behind here.
  return columns.map((column, at) => {
    column.inScan &&= column.surprises * 4 <= scan.row;
    return finished[at] ?? finishText(state, column);
  });
}

/** Rows that are not in the encoding of the file are bad records. */
function dropForeignBytes(state: ScanState, start: number): void {
  const { scan, dialect } = state;
  const { bytes, rowStarts, row: rows } = scan;
  if (dialect.encoding !== "utf8" || isUtf8(bytes.subarray(start, scan.at))) return;
  for (let row = 0; row < rows; row++) {
    const read = rowAt(bytes, rowStarts[row]!, scan.end, dialect);
    const end = typeof read === "string" ? scan.at : read.next;
    if (isUtf8(bytes.subarray(rowStarts[row]!, end))) continue;
    const line = textOf(bytes, rowStarts[row]!, Math.min(1000, end - rowStarts[row]!), dialect, false).trimEnd();
    const reason = `its bytes must be UTF-8 (say encoding: "latin1" if they are that): got ${quoteText(line)}`;
    dropRow(state, row, line, reason);
  }
}

function dropRow(state: ScanState, row: number, text: string, reason: string, column?: string): void {
  if (state.dropped.has(row)) return;
  state.dropped.add(row);
  const offset = state.window.offset + state.scan.rowStarts[row]!;
  state.bad.push({ offset, text, reason, ...(column === undefined ? {} : { column }) });
}

/** What the scan read as numbers is there already. */
function numbers(state: ScanState, column: CsvColumn): Column {
  const { scan } = state;
  const values = scan.numbers[column.field]!;
  const type = column.type;
  if (layoutOf(type) === "float64")
    return { type, layout: "float64", values, validity: validityOf(scan, column.field) };
  const integers = new Int32Array(scan.row);
  for (let row = 0; row < scan.row; row++) {
    const value = values[row]!;
    integers[row] = value;
    if (integers[row] !== value) dropRow(state, row, String(value), misfit(column, String(value)), column.name);
  }
  return { type, layout: "int32", values: integers, validity: validityOf(scan, column.field) };
}

/** Reads each text of a column as its type. */
function convert(state: ScanState, column: CsvColumn): Column | "wider" {
  const { scan, dialect, dropped } = state;
  const { type, field } = column;
  const store = storeFor(state, column);
  const [starts, lengths, validity] = [scan.starts[field]!, scan.lengths[field]!, scan.validity[field]!];
  const doubled = doubledRows(state, field);
  const isTime = type.kind === "timestamp";
  for (let row = 0; row < scan.row; row++) {
    const [start, length] = [starts[row]!, lengths[row]!];
    const isQuoted = scan.bytes[start - 1] === dialect.quote;
    const absent =
      length === 0
        ? !(isQuoted && type.kind === "bytes")
        : !isQuoted && isNullText(scan.bytes, start, length, dialect.nullText);
    if (absent) markNull(scan, field, row);
    if (absent || dropped.has(row) || ((validity[row >> 3]! >> (row & 7)) & 1) === 0) continue;
    const time = isTime ? isoTime(scan.bytes, start, length) : Number.NaN;
    if (!Number.isNaN(time)) {
      store.numbers[row] = time;
      continue;
    }
    const text = textOf(scan.bytes, start, length, dialect, doubled.has(row));
    const value = readField(column, text);
    if (value !== undefined) store.set(row, value);
    else if (column.declared) dropRow(state, row, text, misfit(column, text), column.name);
    else {
      widenFor(column, text);
      return "wider";
    }
  }
  return store.column(validityOf(scan, column.field));
}

interface Store {
  /** The values themselves where they are numbers of layout float64. */
  readonly numbers: Float64Array;
  set(row: number, value: unknown): void;
  column(validity: Uint8Array | undefined): Column;
}

function storeFor({ scan }: ScanState, { type, field }: CsvColumn): Store {
  const numbers = scan.numbers[field]!;
  const layout = layoutOf(type);
  const rows = scan.row;
  const into = <Values extends Uint8Array | Int32Array | BigInt64Array | unknown[]>(
    values: Values,
    of: Layout,
  ): Store => ({
    numbers,
    set: (row, value) => {
      values[row] = value as never;
    },
    column: (validity) => {
      if (type.kind === "vector") return vectorColumn(type, values as readonly unknown[]);
      return { type, layout: of, values, validity: of === "values" ? undefined : validity } as Column;
    },
  });
  switch (layout) {
    case "uint8":
      return into(new Uint8Array(rows), layout);
    case "int32":
      return into(new Int32Array(rows), layout);
    case "bigint64":
      return into(new BigInt64Array(rows), layout);
    case "values":
      return into(new Array<unknown>(rows).fill(null), layout);
    default:
      return {
        numbers,
        set: (row, value) => {
          numbers[row] = value as number;
        },
        column: (validity) => ({ type, layout: "float64", values: numbers, validity }),
      };
  }
}

type Layout = Column["layout"];

/** Rows whose text in this field has doubled quotes. */
function doubledRows({ scan }: ScanState, field: number): ReadonlySet<number> {
  const { doubled, doubledCount } = scan;
  const rows = new Set<number>();
  for (let at = 0; at < doubledCount; at += 2) if (doubled[at + 1] === field) rows.add(doubled[at]!);
  return rows;
}
