// BYTE_STREAM_SPLIT: all first bytes of the values, then all second ones, … back to whole values.

export function joinByteStreams(bytes: Uint8Array, start: number, width: number, count: number, out: Uint8Array): void {
  for (let part = 0; part < width; part++) {
    const from = start + part * count;
    for (let value = 0; value < count; value++) out[value * width + part] = bytes[from + value]!;
  }
}

/** Four streams to every `stride`-th word from word `first` on: all of a 4-byte value, half of an 8-byte one. */
export function joinFourStreams(
  bytes: Uint8Array,
  start: number,
  count: number,
  out: Int32Array,
  first: number,
  stride: number,
): void {
  const second = start + count;
  const third = second + count;
  const fourth = third + count;
  for (let value = 0, to = first; value < count; value++, to += stride) {
    out[to] =
      bytes[start + value]! |
      (bytes[second + value]! << 8) |
      (bytes[third + value]! << 16) |
      (bytes[fourth + value]! << 24);
  }
}
