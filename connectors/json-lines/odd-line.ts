import { any, decodeUtf8 } from "../../core/io/mod.ts";
import { jsonText, markNull, parseJson } from "../files/mod.ts";
import { type JsonColumn, jsonColumn, kindOf, misfit, widenFor } from "./column.ts";
import { notObject } from "./drop-row.ts";
import { isObject, typeOfValue } from "./json-value.ts";
import { findByte, valueKind } from "./kernels/scan-objects.ts";
import { forgetRow, type ScanState, setColumns } from "./scan-state.ts";
import { storedValue } from "./stored-value.ts";

/** What became of a line: it was read or refused; it does not end in the window; or the batch must begin anew. */
export type LineEnd = "go on" | "cut" | "again";

/** More different keys than this are no columns: they are data, like identifiers. */
const mostColumns = 2000;

/** Reads the line that the scan stands in by the general rules. */
export function readOddLine(state: ScanState): LineEnd {
  const { scan, window } = state;
  const { rowStart, end } = scan;
  forgetRow(state);
  const lineEnd = findByte(scan.words, rowStart, end, 10);
  if (lineEnd >= end && !window.isLast) return "cut";
  const text = decodeUtf8(scan.bytes, rowStart, lineEnd - rowStart).trim();
  if (text === "") return goOn(state, lineEnd + 1);
  const value = objectOf(text);
  if (value === undefined) return refuseLine(state, notObject(text));
  return storeLine(state, value, lineEnd + 1);
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function storeLine(state: ScanState, value: Record<string, unknown>, next: number): LineEnd {
  const { scan, columns, byName } = state;
  const names = Object.keys(value);
  if (names.some((name) => !byName.has(name))) return addColumns(state, value, next);
  for (const [field, column] of columns.entries()) {
    if (!column.wanted) continue;
    const own = Object.hasOwn(value, column.name) ? value[column.name] : null;
    const stored = storeValue(state, field, own);
    if (stored !== "go on") return stored === "refused" ? goOn(state, next) : stored;
  }
  scan.row++;
  state.oddLines++;
  state.oddKeys = names;
  return goOn(state, next);
}

/** Puts a value where the column has it in the scan's row. */
export function storeValue(state: ScanState, field: number, value: unknown): "go on" | "again" | "refused" {
  const { scan, columns } = state;
  const column = columns[field]!;
  if (value === null) {
    markNull(scan, field, scan.row);
    return "go on";
  }
  const stored = storedValue(column, value);
  if (stored === undefined && !column.declared) {
    widenFor(column, value);
    return "again";
  }
  if (stored === undefined) {
    const text = typeof value === "string" ? value : jsonText(value);
    noteBad(state, misfit(column, text), text, column.name);
    forgetRow(state);
    return "refused";
  }
  const kind = kindOf(column);
  if (kind === valueKind.number || kind === valueKind.boolean) scan.numbers[field]![scan.row] = stored as number;
  else state.odd.push({ row: scan.row, field, value: stored });
  if (kind === valueKind.number && !Number.isInteger(stored)) scan.fractions[field] = 1;
  return "go on";
}

/** Keys that come up take the place behind the key that they follow. */
function addColumns(state: ScanState, value: Record<string, unknown>, next: number): LineEnd {
  const columns: JsonColumn[] = [...state.columns];
  let place = 0;
  for (const [name, own] of Object.entries(value)) {
    const known = columns.findIndex((column) => column.name === name);
    place = known >= 0 ? known + 1 : place;
    if (known >= 0) continue;
    columns.splice(place, 0, lateColumn(name, own, state.addsColumns(name)));
    place++;
  }
  if (columns.length > mostColumns) return refuseColumns(state, columns.length, next);
  setColumns(state, columns);
  return "again";
}

/**
 * A key that no sample had. What other splits meet first of it is not known here: so its values are as JSON has them, as
 * in a column of any, and none that is a number here is a bigint there.
 */
function lateColumn(name: string, value: unknown, wanted: boolean): JsonColumn {
  const type = typeOfValue(value) ?? any;
  return { ...jsonColumn(name, type.kind === "bigint" ? any : type, false, wanted), planned: any };
}

function refuseColumns(state: ScanState, count: number, next: number): LineEnd {
  const reason = `a file must have at most ${mostColumns} different keys: got ${count} with those of this line`;
  noteBad(state, reason, lineText(state));
  return goOn(state, next);
}

/** Notes the line that the scan stands in as a bad record and goes on behind it. */
export function refuseLine(state: ScanState, reason: string): LineEnd {
  const { scan, window } = state;
  const lineEnd = findByte(scan.words, scan.rowStart, scan.end, 10);
  if (lineEnd >= scan.end && !window.isLast) {
    forgetRow(state);
    return "cut";
  }
  noteBad(state, reason, lineText(state));
  forgetRow(state);
  return goOn(state, lineEnd + 1);
}

function goOn(state: ScanState, next: number): LineEnd {
  state.scan.at = Math.min(next, state.scan.end);
  return "go on";
}

function lineText({ scan }: ScanState): string {
  const end = Math.min(findByte(scan.words, scan.rowStart, scan.end, 10), scan.rowStart + 1000);
  return decodeUtf8(scan.bytes, scan.rowStart, end - scan.rowStart).trim();
}

function noteBad(state: ScanState, reason: string, text: string, column?: string): void {
  const offset = state.window.offset + state.scan.rowStart;
  state.bad.push({ offset, text, reason, ...(column === undefined ? {} : { column }) });
}
