import { type Column, type DataType, isValid, valueAt } from "../../core/io/mod.ts";
import { hasHalf, jsonText } from "../files/mod.ts";
import { Misfit, NotFinite } from "./write-column.ts";

const none = new Uint8Array(0);
const encoder = new TextEncoder();
const mostBytes = 2 ** 31 - 1;

/** Texts, bytes, and JSON of values of any kind: where each begins, and all of them side by side. */
export function writeTexts(type: DataType, column: Column, rows: number): readonly [ends: Uint8Array, all: Uint8Array] {
  const pieceOf = piecesOf(type, column);
  const pieces: Uint8Array[] = [];
  const ends = new Int32Array(rows + 1);
  let size = 0;
  for (let row = 0; row < rows; row++) {
    const piece = pieceOf(row);
    size += piece.length;
    pieces.push(piece);
    if (size > mostBytes) throw new RangeError("more than 2 GB of text in one batch; write with a smaller batchRows");
    ends[row + 1] = size;
  }
  const all = new Uint8Array(size);
  for (const [row, piece] of pieces.entries()) if (piece.length > 0) all.set(piece, ends[row]!);
  return [new Uint8Array(ends.buffer), all];
}

function piecesOf(type: DataType, column: Column): (row: number) => Uint8Array {
  if (type.kind === "string" && column.layout === "utf8") {
    const { bytes, starts, lengths, validity } = column;
    return (row) => (isValid(validity, row) ? bytes.subarray(starts[row]!, starts[row]! + lengths[row]!) : none);
  }
  if (type.kind === "string" && column.layout === "dictionary") {
    const encoded: (Uint8Array | undefined)[] = [];
    const { codes, dictionary, validity } = column;
    return (row) => {
      if (!isValid(validity, row)) return none;
      const code = codes[row]!;
      const text = encoded[code] ?? textBytes(dictionary.text(code));
      encoded[code] = text;
      return text;
    };
  }
  const encode = { string: textBytes, bytes: ownBytes }[type.kind as string] ?? jsonBytes;
  return (row) => {
    const value = valueAt(column, row);
    return value === null ? none : encode(value);
  };
}

function textBytes(value: unknown): Uint8Array {
  if (typeof value !== "string" || hasHalf(value)) throw new Misfit(value);
  return encoder.encode(value);
}

function ownBytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Misfit(value);
  return value;
}

function jsonBytes(value: unknown): Uint8Array {
  try {
    return encoder.encode(jsonText(value, notFinite));
  } catch (cause) {
    throw cause instanceof Misfit ? cause : new Misfit(value);
  }
}

function notFinite(number: number): never {
  throw new NotFinite(number);
}
