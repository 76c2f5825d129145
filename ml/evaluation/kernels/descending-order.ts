/** Rows that few are sorted by comparing, which needs no tables. */
const few = 2048;

/**
 * The rows by descending value, equal ones in their order: `order[k]` is the row of the k-th greatest. No value is NaN; −0 is 0.
 * A radix sort of the bits of doubles, 16 at a time, as these ascend with the numbers once the sign is turned.
 */
export function descendingOrder(values: Float64Array): Uint32Array {
  const rows = values.length;
  let order: Uint32Array<ArrayBuffer> = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  if (rows <= few) return order.sort((a, b) => values[b]! - values[a]! || a - b);
  const words = descendingBits(values);
  let next: Uint32Array<ArrayBuffer> = new Uint32Array(rows);
  const starts = new Uint32Array(65_536);
  for (let digit = 0; digit < 4; digit++) {
    starts.fill(0);
    for (let row = 0; row < rows; row++) starts[words[4 * row + digit]!]!++;
    if (starts[words[digit]!] === rows) continue;
    for (let key = 0, start = 0; key < 65_536; key++) {
      const count = starts[key]!;
      starts[key] = start;
      start += count;
    }
    for (let k = 0; k < rows; k++) {
      const row = order[k]!;
      next[starts[words[4 * row + digit]!]!++] = row;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Four digits of 16 bits for each value, the least significant first, that ascend where values descend. */
function descendingBits(values: Float64Array): Uint16Array {
  const own = new Float64Array(values.length);
  for (let row = 0; row < own.length; row++) own[row] = values[row]! + 0;
  const words = new Uint16Array(own.buffer);
  for (let at = 0; at < words.length; at += 4) {
    // Positive numbers descend by all bits turned but the sign; negative ones as they are, as their sign is set already.
    if (words[at + 3]! >= 32_768) continue;
    words[at] = ~words[at]!;
    words[at + 1] = ~words[at + 1]!;
    words[at + 2] = ~words[at + 2]!;
    words[at + 3] = ~words[at + 3]! & 32_767;
  }
  return words;
}
