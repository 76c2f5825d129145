import { type Column, type DataType, decodeUtf8, vectorColumn } from "../../core/io/mod.ts";
import { isUtf8 } from "../../core/platform/mod.ts";
import { isoTime, layoutOf, parseJson, quoteText, validityOf } from "../files/mod.ts";
import { type JsonColumn, kindOf, misfit, widenFor } from "./column.ts";
import { dropMalformed, dropRow } from "./drop-row.ts";
import { type FinishedTexts, finishTexts } from "./finish-texts.ts";

import { findByte, valueKind } from "./kernels/scan-objects.ts";
import type { ScanState } from "./scan-state.ts";
import { storedValue } from "./stored-value.ts";

/** Makes columns of what was scanned from `start` on. `"again"` where a type had to be widened: scan again. */
export function finishColumns(state: ScanState, start: number): readonly Column[] | "again" {
  dropForeignBytes(state, start);
  const texts = finishTexts(state);
  const finished: Column[] = [];
  for (const [field, column] of state.columns.entries()) {
    if (!column.wanted) continue;
    const result = finish(state, field, column, texts);
    if (result === "again") return "again";
    finished.push(result);
  }
  return finished;
}

/** Lines that are not UTF-8 are bad records. */
function dropForeignBytes(state: ScanState, start: number): void {
  const { scan } = state;
  if (isUtf8(scan.bytes.subarray(start, scan.at))) return;
  for (let row = 0; row < scan.row; row++) {
    const from = scan.rowStarts[row]!;
    const end = findByte(scan.words, from, scan.end, 10);
    if (isUtf8(scan.bytes.subarray(from, end))) continue;
    const line = decodeUtf8(scan.bytes, from, Math.min(1000, end - from));
    dropRow(state, row, line, `its bytes must be UTF-8: got ${quoteText(line)}`);
  }
}

function finish(state: ScanState, field: number, column: JsonColumn, texts: FinishedTexts): Column | "again" {
  const { scan } = state;
  const validity = validityOf(scan, field);
  const { type } = column;
  switch (kindOf(column)) {
    case valueKind.text:
      if (texts.halves.has(field)) return textValues(state, field, type, texts);
      return {
        type,
        layout: "utf8",
        bytes: texts.bytes,
        starts: scan.starts[field]!,
        lengths: scan.lengths[field]!,
        validity,
      };
    case valueKind.boolean:
      return { type, layout: "uint8", values: new Uint8Array(scan.numbers[field]!.subarray(0, scan.row)), validity };
    case valueKind.number:
      return finishNumbers(state, field, column);
    default:
      return finishValues(state, field, column);
  }
}

/** Texts of which some have half of a character, as values: UTF-8 has no bytes for these. */
function textValues(
  { scan, dropped }: ScanState,
  field: number,
  type: DataType,
  { bytes, halves }: FinishedTexts,
): Column {
  const [starts, lengths, validity] = [scan.starts[field]!, scan.lengths[field]!, scan.validity[field]!];
  const own = halves.get(field)!;
  const values = Array.from({ length: scan.row }, (_, row) => {
    if (dropped.has(row) || ((validity[row >> 3]! >> (row & 7)) & 1) === 0) return null;
    return own.get(row) ?? decodeUtf8(bytes, starts[row]!, lengths[row]!);
  });
  return { type, layout: "values", values, validity: undefined };
}

/** What the user said is an integer must be one. */
function finishNumbers(state: ScanState, field: number, column: JsonColumn): Column {
  const { scan } = state;
  const { type, declared } = column;
  const values = scan.numbers[field]!;
  const validity = validityOf(scan, field);
  if (declared && type.kind !== "float64") {
    for (let row = 0; row < scan.row; row++) {
      const value = values[row]!;
      if (type.kind === "int32" ? (value | 0) === value : Number.isSafeInteger(value)) continue;
      if (validity !== undefined && ((validity[row >> 3]! >> (row & 7)) & 1) === 0) continue;
      dropRow(state, row, String(value), misfit(column, String(value)), column.name);
    }
  }
  if (type.kind !== "int32") return { type, layout: "float64", values, validity };
  return { type, layout: "int32", values: new Int32Array(values.subarray(0, scan.row)), validity };
}

/** Reads each value of a column whose values the scan only found the ends of. */
function finishValues(state: ScanState, field: number, column: JsonColumn): Column | "again" {
  const { scan, dropped } = state;
  const { type } = column;
  const values = emptyValues(column, scan.row);
  const odd = new Map(state.odd.filter((one) => one.field === field).map(({ row, value }) => [row, value]));
  const [starts, lengths, validity] = [scan.starts[field]!, scan.lengths[field]!, scan.validity[field]!];
  const isTime = type.kind === "timestamp";
  for (let row = 0; row < scan.row; row++) {
    if (dropped.has(row) || ((validity[row >> 3]! >> (row & 7)) & 1) === 0) continue;
    const [start, length] = [starts[row]!, lengths[row]!];
    if (odd.has(row)) {
      values[row] = odd.get(row) as never;
      continue;
    }
    const time = isTime ? isoTime(scan.bytes, start + 1, length - 2) : Number.NaN;
    if (!Number.isNaN(time) && scan.bytes[start] === 34) {
      values[row] = time as never;
      continue;
    }
    const stored = readValue(state, row, column, decodeUtf8(scan.bytes, start, length));
    if (stored === "again") return "again";
    if (stored !== undefined) values[row] = stored.value as never;
  }
  if (type.kind === "vector") return vectorColumn(type, values as unknown[]);
  const layout = layoutOf(type);
  const bits = layout === "values" ? undefined : validityOf(scan, field);
  return { type, layout, values, validity: bits } as Column;
}

function emptyValues({ type }: JsonColumn, rows: number): Float64Array | BigInt64Array | unknown[] {
  const layout = layoutOf(type);
  if (layout === "float64") return new Float64Array(rows);
  return layout === "bigint64" ? new BigInt64Array(rows) : new Array<unknown>(rows).fill(null);
}

function readValue(
  state: ScanState,
  row: number,
  column: JsonColumn,
  text: string,
): { readonly value: unknown } | "again" | undefined {
  let value: unknown;
  try {
    value = exactText(column, text) ?? parseJson(text);
  } catch {
    dropMalformed(state, row);
    return undefined;
  }
  const stored = storedValue(column, value);
  if (stored !== undefined) return { value: stored };
  if (column.declared) {
    dropRow(state, row, text, misfit(column, text), column.name);
    return undefined;
  }
  widenFor(column, value);
  return "again";
}

/** A decimal is read from the digits as they are written. */
function exactText({ type }: JsonColumn, text: string): string | undefined {
  return type.kind === "decimal" && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? text : undefined;
}
