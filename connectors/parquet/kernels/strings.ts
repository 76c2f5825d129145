/**
 * PLAIN byte arrays: each a 4-byte little-endian length and its bytes. Notes where each begins and how long it is; returns
 * where the bytes after them begin.
 */
export function locatePlain(
  view: DataView,
  start: number,
  end: number,
  count: number,
  starts: Int32Array, // [count], overwritten
  lengths: Int32Array, // [count], overwritten
): number {
  let position = start;
  for (let value = 0; value < count; value++) {
    if (position + 4 > end) throw new RangeError(`${count - value} values missing at the end of a page`);
    const length = view.getInt32(position, true);
    position += 4;
    if (length < 0 || length > end - position) {
      throw new RangeError(`a value of ${length} bytes where ${end - position} are left`);
    }
    starts[value] = position;
    lengths[value] = length;
    position += length;
  }
  return position;
}

/** `starts` moved by `base` to `out[at, …)`. */
export function moveStarts(starts: Int32Array, base: number, out: Int32Array, at: number): void {
  for (let value = 0; value < starts.length; value++) out[at + value] = starts[value]! + base;
}

/** PLAIN byte arrays of the values [first, last): `out[at, …)`; returns where they end. */
export function writePlain(
  bytes: Uint8Array,
  starts: Int32Array,
  lengths: Int32Array,
  first: number,
  last: number,
  out: Uint8Array,
  at: number,
): number {
  for (let value = first; value < last; value++) {
    const start = starts[value]!;
    const length = lengths[value]!;
    out[at] = length & 255;
    out[at + 1] = (length >>> 8) & 255;
    out[at + 2] = (length >>> 16) & 255;
    out[at + 3] = length >>> 24;
    at += 4;
    // Calling `set` costs more than a few bytes do.
    if (length > 32) out.set(bytes.subarray(start, start + length), at);
    else for (let part = 0; part < length; part++) out[at + part] = bytes[start + part]!;
    at += length;
  }
  return at;
}

/** The values that come first and last by their bytes, as unsigned numbers. */
export function boundsOfBytes(
  bytes: Uint8Array,
  starts: Int32Array,
  lengths: Int32Array,
  count: number,
  positions: Int32Array,
): boolean {
  let least = 0;
  let most = 0;
  for (let value = 1; value < count; value++) {
    if (compareBytes(bytes, starts[value]!, lengths[value]!, starts[least]!, lengths[least]!) < 0) least = value;
    else if (compareBytes(bytes, starts[value]!, lengths[value]!, starts[most]!, lengths[most]!) > 0) most = value;
  }
  positions[0] = least;
  positions[1] = most;
  return count > 0;
}

function compareBytes(bytes: Uint8Array, a: number, aLength: number, b: number, bLength: number): number {
  const shorter = Math.min(aLength, bLength);
  for (let at = 0; at < shorter; at++) {
    const difference = bytes[a + at]! - bytes[b + at]!;
    if (difference !== 0) return difference;
  }
  return aLength - bLength;
}
