import { type Column, decodeUtf8, isValid, string, type Utf8Column } from "../../core/io/mod.ts";
import { parseJson } from "../files/mod.ts";
import type { BodyCursor } from "./body.ts";
import { type Items, itemBytes } from "./decode-numbers.ts";
import { NoJson } from "./no-json.ts";

/** Where texts, or bytes of any length, lie. */
export type Places = Pick<Utf8Column, "bytes" | "starts" | "lengths">;

export function readPlaces(
  cursor: BodyCursor,
  rows: number,
  offsets: 32 | 64 | "views",
  validity: Uint8Array | undefined,
): Places {
  if (offsets === "views") return viewPlaces(cursor, rows, validity);
  const ends = readOffsets({ bytes: cursor.buffer(), rows, validity: undefined }, offsets);
  const bytes = cursor.buffer();
  const starts = ends.subarray(0, rows);
  const lengths = new Int32Array(rows);
  for (let row = 0; row < rows; row++) lengths[row] = ends[row + 1]! - ends[row]!;
  if (rows > 0) mustRise(ends, bytes.length);
  return { bytes, starts, lengths };
}

/** Where each of so many items begins, and the last one ends. No items may have no offsets. */
export function readOffsets(items: Items, bits: 32 | 64): Int32Array {
  if (items.rows === 0) return new Int32Array(1);
  const { buffer, byteOffset } = itemBytes({ ...items, rows: items.rows + 1 }, bits / 8);
  if (bits === 32) return new Int32Array(buffer, byteOffset, items.rows + 1);
  const words = new Int32Array(buffer, byteOffset, (items.rows + 1) * 2);
  return Int32Array.from({ length: items.rows + 1 }, (_, at) => {
    if (words[at * 2 + 1] !== 0 || words[at * 2]! < 0) throw new RangeError("more than 2 GB of text in one batch");
    return words[at * 2]!;
  });
}

/** @throws Where an item would begin before another, or end behind the last. */
export function mustRise(ends: Int32Array, end: number): void {
  let last = ends[0]!;
  let isRising = last >= 0;
  for (let at = 1; at < ends.length; at++) {
    isRising = isRising && ends[at]! >= last;
    last = ends[at]!;
  }
  if (!isRising || last > end) throw new RangeError(`places of values beyond the ${end} that are there`);
}

const viewBytes = 16;
const longestInline = 12;

/** A view: its length, then up to twelve bytes of text, or four of them, the number of a buffer and the place in it. */
function viewPlaces(cursor: BodyCursor, rows: number, validity: Uint8Array | undefined): Places {
  const views = itemBytes({ bytes: cursor.buffer(), rows, validity: undefined }, viewBytes);
  const words = new Int32Array(views.buffer, views.byteOffset, rows * 4);
  const buffers = Array.from({ length: cursor.views() }, () => cursor.buffer());
  const [starts, lengths] = [new Int32Array(rows), new Int32Array(rows)];
  // One array for all: short texts where their views are, the others behind.
  const bases = [views.length];
  for (const { length } of buffers) bases.push(bases.at(-1)! + length);
  const bytes = new Uint8Array(bases.at(-1)!);
  bytes.set(views);
  for (const [at, buffer] of buffers.entries()) bytes.set(buffer, bases[at]!);
  for (let row = 0; row < rows; row++) {
    // What stands where there is no value says nothing.
    if (!isValid(validity, row)) continue;
    const length = words[row * 4]!;
    lengths[row] = length;
    if (length >= 0 && length <= longestInline) {
      starts[row] = row * viewBytes + 4;
      continue;
    }
    const [buffer, at] = [words[row * 4 + 2]!, words[row * 4 + 3]!];
    const size = buffers[buffer]?.length ?? -1;
    if (length < 0 || at < 0 || at + length > size) throw new RangeError(`a text of ${length} bytes beyond its buffer`);
    starts[row] = bases[buffer]! + at;
  }
  return { bytes, starts, lengths };
}

export function textColumn(places: Places, validity: Uint8Array | undefined): Column {
  return { type: string, layout: "utf8", validity, ...places };
}

/** Each value apart, as bytes or as what `of` makes of its text. */
export function bytesAt({ bytes, starts, lengths }: Places, row: number): Uint8Array {
  return bytes.subarray(starts[row]!, starts[row]! + lengths[row]!);
}

/** The value of a text, or `NoJson`. */
export function jsonAt({ bytes, starts, lengths }: Places, row: number): unknown {
  const text = decodeUtf8(bytes, starts[row]!, lengths[row]!);
  try {
    return parseJson(text);
  } catch {
    return new NoJson(text);
  }
}

export function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
