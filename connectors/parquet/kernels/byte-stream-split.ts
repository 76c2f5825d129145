/** BYTE_STREAM_SPLIT: all first bytes of the values, then all second ones, … back to whole values. */
export function joinByteStreams(bytes: Uint8Array, start: number, width: number, count: number, out: Uint8Array): void {
  for (let part = 0; part < width; part++) {
    const from = start + part * count;
    for (let value = 0; value < count; value++) out[value * width + part] = bytes[from + value]!;
  }
}
