/*
 * A record, little endian, at a multiple of 8 bytes:
 *
 *   0 checksum of all that follows · 4 hash · 8 length of the key (24 bits) and kind (8) · 12 room for the value
 *   16 length of the value · 20 key group (16 bits), flags (16) · 24 time of the last update, ms (double; only where
 *   state expires) · key · value · zeros up to its room and to a multiple of 8
 */

/** What a record is, beside the kinds that those who keep state give: from 3 on. */
export const recordKind: { readonly gone: 1; readonly removed: 2; readonly first: 3 } = {
  /** Its key was removed, or is in a later record of the same segment: it says nothing. */
  gone: 1,
  /** Its key has no value, whatever earlier segments say. */
  removed: 2,
  first: 3,
};

/** Flag: no earlier segment has a value of the key that no earlier record takes back. */
export const isFresh = 1;

export const mostKeyBytes: number = 2 ** 24 - 1;

/** Memory that records are in, seen in three ways. Records are at multiples of 8 bytes from its beginning. */
export interface RecordMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

export function recordMemory(sizeBytes: number): RecordMemory {
  const bytes = new Uint8Array(aligned(sizeBytes));
  return { bytes, words: new Int32Array(bytes.buffer), doubles: new Float64Array(bytes.buffer) };
}

/** The next multiple of 8. */
export function aligned(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 8) * 8;
}

/** Bytes before the key. */
export function headerBytesOf(timed: boolean): number {
  return timed ? 32 : 24;
}

export function keyLengthAt(words: Int32Array, start: number): number {
  return words[(start >> 2) + 2]! & 0xffffff;
}

export function kindAt(words: Int32Array, start: number): number {
  return words[(start >> 2) + 2]! >>> 24;
}

export function setKind(words: Int32Array, start: number, kind: number): void {
  words[(start >> 2) + 2] = keyLengthAt(words, start) | (kind << 24);
}

export function roomAt(words: Int32Array, start: number): number {
  return words[(start >> 2) + 3]!;
}

export function valueLengthAt(words: Int32Array, start: number): number {
  return words[(start >> 2) + 4]!;
}

export function groupAt(words: Int32Array, start: number): number {
  return words[(start >> 2) + 5]! & 0xffff;
}

export function flagsAt(words: Int32Array, start: number): number {
  return words[(start >> 2) + 5]! >>> 16;
}

/** All bytes of a record, by what its header says. */
export function sizeAt(words: Int32Array, start: number, headerBytes: number): number {
  return aligned(headerBytes + keyLengthAt(words, start) + roomAt(words, start));
}

/** All but checksum, length of the value and time. */
export function writeHeader(
  { words }: RecordMemory,
  start: number,
  key: { readonly group: number; readonly hash: number; readonly length: number },
  kind: number,
  room: number,
  flags: number,
): void {
  const at = start >> 2;
  words[at] = 0;
  words[at + 1] = key.hash;
  words[at + 2] = key.length | (kind << 24);
  words[at + 3] = room;
  words[at + 5] = key.group | (flags << 16);
}
