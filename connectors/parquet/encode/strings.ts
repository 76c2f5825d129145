import type { ColumnOf, Dictionary } from "../../../core/io/mod.ts";
import { isValid } from "../../../core/io/mod.ts";
import type { ByteBuffer } from "./byte-buffer.ts";
import { byteBuffer } from "./byte-buffer.ts";
import type { Dense, Piece } from "./dense.ts";
import { presentValues } from "./numbers.ts";

/** What a value that came as a JavaScript value is in bytes. */
export type AddValue = (buffer: ByteBuffer, value: unknown) => void;

/** Strings and bytes: codes where all pieces have codes, else the bytes themselves. */
export function denseBytes(pieces: readonly Piece[], count: number, addValue: AddValue): Dense {
  if (count > 0 && pieces.every(({ column }) => column.layout === "dictionary")) return denseCodes(pieces, count);
  if (pieces.length === 1 && isWhole(pieces[0]!)) return { kind: "bytes", count, ...viewsOf(pieces[0]!) };
  const buffer = byteBuffer(count);
  for (const { column, rows } of pieces) {
    if (column.layout === "utf8") addViews(buffer, column, rows);
    else for (const value of presentValues(column, rows)) addValue(buffer, value);
  }
  return { kind: "bytes", count, ...buffer.views() };
}

function isWhole({ column }: Piece): boolean {
  return column.layout === "utf8" && column.validity === undefined;
}

function viewsOf({ column, rows }: Piece) {
  const { bytes, starts, lengths } = column as ColumnOf<"utf8">;
  return { bytes, starts: starts.subarray(0, rows), lengths: lengths.subarray(0, rows) };
}

function addViews(buffer: ByteBuffer, column: ColumnOf<"utf8">, rows: number): void {
  const { bytes, starts, lengths, validity } = column;
  for (let row = 0; row < rows; row++) {
    if (isValid(validity, row)) buffer.add(bytes.subarray(starts[row]!, starts[row]! + lengths[row]!));
  }
}

/** Codes of several dictionaries become codes of one, in the order in which their strings come up. */
function denseCodes(pieces: readonly Piece[], count: number): Dense {
  const codes = new Int32Array(count);
  const codeOf = new Map<string, number>();
  const remaps = new Map<Dictionary, Int32Array>();
  let at = 0;
  for (const { column, rows } of pieces) {
    const coded = column as ColumnOf<"dictionary">;
    const { dictionary } = coded;
    let remap = remaps.get(dictionary);
    // A dictionary may have grown since its last piece.
    if (remap === undefined || remap.length < dictionary.size) {
      const longer = new Int32Array(dictionary.size).fill(-1);
      longer.set(remap ?? []);
      remap = longer;
      remaps.set(dictionary, remap);
    }
    at = recode(coded, rows, remap, codeOf, codes, at);
  }
  const buffer = byteBuffer(codeOf.size);
  for (const text of codeOf.keys()) buffer.addText(text);
  return { kind: "coded", count, codes, entries: buffer.views() };
}

function recode(
  { codes, validity, dictionary }: ColumnOf<"dictionary">,
  rows: number,
  remap: Int32Array,
  codeOf: Map<string, number>,
  out: Int32Array,
  at: number,
): number {
  for (let row = 0; row < rows; row++) {
    if (validity !== undefined && !isValid(validity, row)) continue;
    const code = codes[row]!;
    let mapped = remap[code]!;
    if (mapped < 0) {
      const text = dictionary.text(code);
      mapped = codeOf.get(text) ?? codeOf.size;
      codeOf.set(text, mapped);
      remap[code] = mapped;
    }
    out[at++] = mapped;
  }
  return at;
}
