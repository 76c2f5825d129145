import type { Column } from "../../core/io/mod.ts";
import { isAscii } from "../../core/platform/mod.ts";
import { markNull, validityOf } from "../files/mod.ts";
import type { CsvColumn } from "./column.ts";
import { decodeLatin1, isNullText } from "./field-text.ts";
import type { ScanState } from "./scan-state.ts";

/** A column of strings: views into the bytes of the window. */
export function finishText(state: ScanState, column: CsvColumn): Column {
  const { scan, dialect } = state;
  const { field } = column;
  undouble(state, field);
  if (dialect.nullText.length > 0) markNullTexts(state, field);
  const [starts, lengths] = [scan.starts[field]!, scan.lengths[field]!];
  const bytes = dialect.encoding === "latin1" ? transcode(state, starts, lengths) : scan.bytes;
  return { type: column.type, layout: "utf8", bytes, starts, lengths, validity: validityOf(scan, field) };
}

/** Doubled quotes become single ones, in place: the text only gets shorter. */
function undouble({ scan, dialect }: ScanState, field: number): void {
  const { bytes, doubled, doubledCount, starts, lengths } = scan;
  for (let at = 0; at < doubledCount; at += 2) {
    if (doubled[at + 1] !== field) continue;
    const row = doubled[at]!;
    const start = starts[field]![row]!;
    const end = start + lengths[field]![row]!;
    let to = start;
    for (let from = start; from < end; from++) {
      bytes[to++] = bytes[from]!;
      if (bytes[from] === dialect.quote) from++;
    }
    lengths[field]![row] = to - start;
  }
}

function markNullTexts({ scan, dialect }: ScanState, field: number): void {
  const { bytes, row: rows } = scan;
  const [starts, lengths] = [scan.starts[field]!, scan.lengths[field]!];
  for (let row = 0; row < rows; row++) {
    const start = starts[row]!;
    const quoted = bytes[start - 1] === dialect.quote;
    if (!quoted && isNullText(bytes, start, lengths[row]!, dialect.nullText)) markNull(scan, field, row);
  }
}

/** Texts of latin1 as UTF-8, in memory of their own where they are not the same anyway. */
function transcode({ scan }: ScanState, starts: Int32Array, lengths: Int32Array): Uint8Array {
  const { bytes, rowStarts, row: rows } = scan;
  if (rows === 0 || isAscii(bytes.subarray(rowStarts[0]!, scan.at))) return bytes;
  let sizeBytes = 0;
  for (let row = 0; row < rows; row++) sizeBytes += lengths[row]! * 2;
  const out = new Uint8Array(sizeBytes);
  const encoder = new TextEncoder();
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const { written } = encoder.encodeInto(decodeLatin1(bytes, starts[row]!, lengths[row]!), out.subarray(at));
    starts[row] = at;
    lengths[row] = written;
    at += written;
  }
  return out;
}
