// Values as unsigned words whose order is that of the values: a row's words, the most significant first, compare as the
// row's value does. Arrays are [rows]; what stands at rows without a value does not matter.

/** `out` becomes [least, largest, 1 if all are whole, 1 if one is NaN, 1 if one is −0], where NaN counts for none of the others. */
export function numberRange(values: Float64Array, out: Float64Array): void {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  let whole = 1;
  let missing = 0;
  let negativeZero = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value < least) least = value;
    if (value > largest) largest = value;
    if (value === 0 && 1 / value < 0) negativeZero = 1;
    if (Number.isNaN(value)) missing = 1;
    else if (Math.floor(value) !== value) whole = 0;
  }
  out[0] = least;
  out[1] = largest;
  out[2] = whole;
  out[3] = missing;
  out[4] = negativeZero;
}

/** `out[row] = value − least`: for whole numbers less than 2^32 apart. */
export function wholeWords(values: Float64Array, least: number, out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = values[row]! - least;
}

/** What `wholeWords` made words of. */
export function wholesOf(words: Uint32Array, least: number, out: Float64Array): void {
  for (let k = 0; k < words.length; k++) out[k] = words[k]! + least;
}

/** The same for int32, from −2^31 on. */
export function integerWords(values: Int32Array, out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = values[row]! ^ 0x80000000;
}

/** What `integerWords` made words of. */
export function integersOf(words: Uint32Array, out: Int32Array): void {
  for (let k = 0; k < words.length; k++) out[k] = words[k]! ^ 0x80000000;
}

/**
 * The bits of doubles in two words, the sign turned so that they order as numbers do; −0 as 0. `bits` is the memory of
 * the values, low words first.
 */
export function doubleWords(bits: Uint32Array, high: Uint32Array, low: Uint32Array): void {
  for (let row = 0; row < high.length; row++) {
    const top = bits[2 * row + 1]!;
    const rest = bits[2 * row]!;
    if (top >>> 31 === 0) {
      high[row] = top | 0x80000000;
      low[row] = rest;
    } else if (top === 0x80000000 && rest === 0) {
      high[row] = 0x80000000;
      low[row] = 0;
    } else {
      high[row] = ~top;
      low[row] = ~rest;
    }
  }
}

/** The two words of 64-bit integers; `bits` is the memory of their array. */
export function bigintWords(bits: Uint32Array, high: Uint32Array, low: Uint32Array): void {
  for (let row = 0; row < high.length; row++) {
    high[row] = bits[2 * row + 1]! ^ 0x80000000;
    low[row] = bits[2 * row]!;
  }
}

/** `out[row] = values[row]`. */
export function byteWords(values: Uint8Array, out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = values[row]!;
}

/** `out[row] = ranks[codes[row]]`. */
export function rankWords(codes: Int32Array, ranks: Uint32Array, out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = ranks[codes[row]!]!;
}

/** Turns the order of words round. */
export function turnWords(words: Uint32Array): void {
  for (let row = 0; row < words.length; row++) words[row] = ~words[row]!;
}

/** Moves the rows of `order` whose `class` is 0 to its front, then those of 1, 2 and 3, keeping their order within each. */
export function splitOrder(order: Int32Array, classes: Uint8Array, counts: Int32Array, out: Int32Array): void {
  counts.fill(0);
  for (let k = 0; k < order.length; k++) counts[classes[order[k]!]!]!++;
  let first = 0;
  let second = counts[0]!;
  let third = second + counts[1]!;
  let fourth = third + counts[2]!;
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    const group = classes[row]!;
    if (group === 0) out[first++] = row;
    else if (group === 1) out[second++] = row;
    else if (group === 2) out[third++] = row;
    else out[fourth++] = row;
  }
}
