import { decodeUtf8 } from "../../core/io/mod.ts";
import { kindOf } from "./column.ts";
import { dropMalformed } from "./drop-row.ts";
import { valueKind } from "./kernels/scan-objects.ts";
import type { ScanState } from "./scan-state.ts";

export interface FinishedTexts {
  /**
   * The bytes that the texts of the batch are views into: those of the window; where some had escapes, a copy of it with
   * these behind.
   */
  readonly bytes: Uint8Array;
  /** Texts with half of a surrogate pair, which JSON can escape, by field and row. */
  readonly halves: ReadonlyMap<number, ReadonlyMap<number, string>>;
}

export function finishTexts(state: ScanState): FinishedTexts {
  const { scan, columns, odd } = state;
  const pieces: { readonly row: number; readonly field: number; readonly bytes: Uint8Array }[] = [];
  const halves = new Map<number, Map<number, string>>();
  const add = (row: number, field: number, text: string): void => {
    pieces.push({ row, field, bytes: encoder.encode(text) });
    if (text.isWellFormed()) return;
    const own = halves.get(field) ?? new Map<number, string>();
    halves.set(field, own.set(row, text));
  };
  for (const { row, field, value } of odd) {
    if (kindOf(columns[field]!) !== valueKind.text) continue;
    add(row, field, value as string);
  }
  for (let at = 0; at < scan.escapedCount; at += 2) {
    const [row, field] = [scan.escaped[at]!, scan.escaped[at + 1]!];
    const text = unescaped(state, row, field);
    if (text !== undefined) add(row, field, text);
  }
  if (pieces.length === 0) return { bytes: scan.bytes, halves };
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.length, scan.end));
  bytes.set(scan.bytes.subarray(0, scan.end));
  let end = scan.end;
  for (const piece of pieces) {
    bytes.set(piece.bytes, end);
    scan.starts[piece.field]![piece.row] = end;
    scan.lengths[piece.field]![piece.row] = piece.bytes.length;
    end += piece.bytes.length;
  }
  return { bytes, halves };
}

const encoder = new TextEncoder();

function unescaped(state: ScanState, row: number, field: number): string | undefined {
  const { scan } = state;
  try {
    return JSON.parse(decodeUtf8(scan.bytes, scan.starts[field]![row]! - 1, scan.lengths[field]![row]! + 2)) as string;
  } catch {
    dropMalformed(state, row);
    return undefined;
  }
}
