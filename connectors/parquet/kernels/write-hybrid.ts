/**
 * Codes as runs of the RLE / bit-packing hybrid, `out[at, …)`; returns where they end. Groups of eight equal values in a
 * row become a repeated value, all others are packed. The last group is padded with zeros.
 * Takes at most `ceil(count / 8) · (width + 11)` bytes.
 */
export function writeHybrid(
  codes: Int32Array,
  start: number,
  end: number,
  width: number, // bits, 1…25
  out: Uint8Array,
  at: number,
): number {
  const valueBytes = (width + 7) >> 3;
  let row = start;
  while (row < end) {
    const first = codes[row]!;
    let same = row + 1;
    while (same < end && codes[same] === first) same++;
    if (same - row >= 8 || same === end) {
      // A repeated value; within packed values only whole groups may stand, so a run begins where they end.
      at = writeHeader((same - row) * 2, out, at);
      for (let part = 0; part < valueBytes; part++) out[at++] = (first >>> (part * 8)) & 255;
      row = same;
      continue;
    }
    // Packed values up to the next group of eight equal ones.
    let stop = row + 8;
    while (stop + 8 <= end) {
      const next = codes[stop]!;
      let equal = stop + 1;
      while (equal < stop + 8 && codes[equal] === next) equal++;
      if (equal === stop + 8) break;
      stop += 8;
    }
    if (stop + 8 > end && stop < end) stop += 8;
    at = writeHeader((((stop - row) >> 3) << 1) | 1, out, at);
    const inside = Math.min(stop, end);
    let bits = 0;
    let held = 0;
    for (let value = row; value < stop; value++) {
      if (value < inside) bits |= codes[value]! << held;
      held += width;
      while (held >= 8) {
        out[at++] = bits & 255;
        bits >>>= 8;
        held -= 8;
      }
    }
    row = inside;
  }
  return at;
}

function writeHeader(header: number, out: Uint8Array, at: number): number {
  while (header > 127) {
    out[at++] = (header & 127) | 128;
    header >>>= 7;
  }
  out[at++] = header;
  return at;
}
