/** What the scanner does with the value of a key. */
export const valueKind = {
  /** Passed over. */
  skip: 0,
  /** A string: where its bytes lie between the quotes. */
  text: 1,
  /** A number. */
  number: 2,
  /** `true` as 1, `false` as 0. */
  boolean: 3,
  /** Any value: where its bytes lie. */
  json: 4,
} as const;

/** Why the scanner stopped. */
export const objectStop = {
  /** `maxRows` rows are there. */
  full: 0,
  /** The bytes end within a line: `at` is where it begins. */
  incomplete: 1,
  /** The line at `rowStart` is not as expected: somebody else must read it. */
  odd: 2,
  /** The number at `at`, of `field`, has more digits than a quick reading is exact for, or an exponent. */
  number: 3,
} as const;

/**
 * One pass over lines that hold one JSON object each, whose keys mostly come in a known order. Little-endian.
 * Morally: `for each line: for each key that is there: switch (kinds[field])` store a number, or where the value lies.
 */
export interface ObjectScan {
  /** At least 8 bytes longer than `end`; the byte at `end` is a newline. */
  bytes: Uint8Array;
  /** The same memory, from the same beginning, as words. */
  words: Int32Array;
  at: number;
  end: number;
  row: number;
  maxRows: number;
  field: number;
  /** Whether `at` is behind the value of `field` and not where a line begins. */
  resume: boolean;
  /** From this field on nothing is wanted: the rest of the line is passed over, where all before was there. */
  skipFrom: number;
  /** Whether a key that is wanted has not come in its place in the line: it may still come, or not be there. */
  missing: boolean;
  rowStart: number;
  /** The keys in their quotes with the colon as words, each filled up with zeros to a whole one. */
  keys: Int32Array;
  keyStarts: Int32Array; // [fields + 1], words
  /** Which bits of its last word are of the key. */
  keyMasks: Int32Array; // [fields]
  keyBytes: Int32Array; // [fields]
  kinds: Uint8Array; // [fields]
  numbers: Float64Array[]; // [fields][rows]
  starts: Int32Array[]; // [fields][rows]
  lengths: Int32Array[]; // [fields][rows]
  validity: Uint8Array[]; // [fields][rows / 8], all ones before
  nulls: Int32Array; // [fields], counts
  /** 1 for each number field that had a fraction. */
  fractions: Uint8Array; // [fields]
  rowStarts: Int32Array; // [rows]
  /** Row and field of each text with escapes. */
  escaped: Int32Array;
  escapedCount: number;
}

const powersOfTen: Float64Array = Float64Array.from({ length: 16 }, (_, power) => 10 ** power);

const newline = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const comma = 44;
const minus = 45;
const point = 46;
const zero = 48;
const backslash = 92;
const open = 123;
const close = 125;

/** Reads lines until one of the `objectStop` reasons, which it returns. */
export function scanObjects(scan: ObjectScan): number {
  const { bytes, words, end, maxRows, skipFrom, keys, keyStarts, keyMasks, keyBytes } = scan;
  const { kinds, numbers, starts, lengths, validity, nulls, fractions, rowStarts, escaped } = scan;
  const fields = kinds.length;
  const escapedLimit = escaped.length - 2 * fields;
  let { at, row, field, resume, missing, rowStart, escapedCount } = scan;
  let stop: number = objectStop.full;

  rows: while (row < maxRows) {
    let i = at;
    let byte = bytes[i]!;
    if (!resume) {
      rowStart = at;
      if (escapedCount > escapedLimit) break;
      while (i < end && (byte === newline || byte === carriageReturn)) byte = bytes[++i]!;
      rowStart = at = i;
      if (i >= end) {
        stop = objectStop.incomplete;
        break;
      }
      rowStarts[row] = i;
      if (byte !== open) {
        stop = objectStop.odd;
        break;
      }
      byte = bytes[++i]!;
      while (byte === space) byte = bytes[++i]!;
      field = -1;
      missing = false;
    } else {
      resume = false;
      while (byte === space) byte = bytes[++i]!;
    }
    // A member each time round: behind `{`, or behind the value of `field`.
    for (;;) {
      if (byte === comma && field >= 0) {
        byte = bytes[++i]!;
        while (byte === space) byte = bytes[++i]!;
        if (byte !== quote) {
          stop = objectStop.odd;
          break rows;
        }
      } else if (byte === close) {
        for (let absent = field + 1; absent < fields; absent++) {
          if (kinds[absent] === 0) continue;
          validity[absent]![row >> 3]! &= ~(1 << (row & 7));
          nulls[absent]!++;
        }
        byte = bytes[++i]!;
        if (byte === carriageReturn) byte = bytes[++i]!;
        if (byte !== newline) {
          stop = objectStop.odd;
          break rows;
        }
        break;
      } else if (byte !== quote || field >= 0) {
        stop = objectStop.odd;
        break rows;
      }
      // The key: that of the next field, or of one behind it where keys are missing.
      for (;;) {
        if (++field >= fields) {
          stop = objectStop.odd;
          break rows;
        }
        // Words that begin at any byte are put together of the two that they lie in. JSON escapes newlines in keys: no
        // key reaches beyond the one at the end.
        const shift = (i & 3) << 3;
        const lastWord = keyStarts[field + 1]! - 1;
        let word = i >> 2;
        let x = words[word]!;
        let differ = 0;
        for (let k = keyStarts[field]!; k < lastWord && differ === 0; k++) {
          const y = words[++word]!;
          differ = ((x >>> shift) | ((y << 1) << (31 - shift))) ^ keys[k]!;
          x = y;
        }
        if (differ === 0) {
          const y = words[word + 1]!;
          differ = (((x >>> shift) | ((y << 1) << (31 - shift))) ^ keys[lastWord]!) & keyMasks[field]!;
        }
        if (differ === 0) {
          i += keyBytes[field]!;
          break;
        }
        if (kinds[field] === 0) continue;
        missing = true;
        validity[field]![row >> 3]! &= ~(1 << (row & 7));
        nulls[field]!++;
      }
      byte = bytes[i]!;
      while (byte === space) byte = bytes[++i]!;
      const kind = kinds[field]!;
      if (kind === valueKind.number && byte !== 110) {
        const valueStart = i;
        const negative = byte === minus;
        if (negative) byte = bytes[++i]!;
        const first = i;
        let digit = (byte - zero) >>> 0;
        let low = 0;
        while (digit <= 9 && i < first + 9) {
          low = (Math.imul(low, 10) + digit) | 0;
          digit = (bytes[++i]! - zero) >>> 0;
        }
        let value = low;
        if (digit <= 9) {
          const second = i;
          low = 0;
          while (digit <= 9 && i < second + 6) {
            low = (Math.imul(low, 10) + digit) | 0;
            digit = (bytes[++i]! - zero) >>> 0;
          }
          value = value * powersOfTen[i - second]! + low;
        }
        const wholeDigits = i - first;
        if (wholeDigits === 0 || (wholeDigits > 1 && bytes[first] === zero)) {
          stop = objectStop.odd;
          break rows;
        }
        byte = bytes[i]!;
        let places = 0;
        if (byte === point) {
          const pointAt = i;
          digit = (bytes[++i]! - zero) >>> 0;
          low = 0;
          while (digit <= 9 && i <= pointAt + 9) {
            low = (Math.imul(low, 10) + digit) | 0;
            digit = (bytes[++i]! - zero) >>> 0;
          }
          places = i - pointAt - 1;
          if (places === 0) {
            stop = objectStop.odd;
            break rows;
          }
          fractions[field] = 1;
          byte = bytes[i]!;
          if (wholeDigits + places <= 15) value = (value * powersOfTen[places]! + low) / powersOfTen[places]!;
        }
        if (digit <= 9 || byte === 101 || byte === 69 || wholeDigits + places > 15) {
          i = valueStart;
          at = i;
          stop = objectStop.number;
          break rows;
        }
        numbers[field]![row] = negative ? -value : value;
      } else if (kind === valueKind.text && byte === quote) {
        const start = i + 1;
        let escapes = false;
        i = endOfText(words, start);
        while (bytes[i] === backslash) {
          escapes = true;
          i = endOfText(words, i + 2);
        }
        if (bytes[i] !== quote) {
          stop = objectStop.odd;
          break rows;
        }
        starts[field]![row] = start;
        lengths[field]![row] = i - start;
        if (escapes) {
          escaped[escapedCount++] = row;
          escaped[escapedCount++] = field;
        }
        byte = bytes[++i]!;
      } else if (byte === 110) {
        if (bytes[i + 1] !== 117 || bytes[i + 2] !== 108 || bytes[i + 3] !== 108) {
          stop = objectStop.odd;
          break rows;
        }
        if (kind !== valueKind.skip) {
          validity[field]![row >> 3]! &= ~(1 << (row & 7));
          nulls[field]!++;
        }
        i += 4;
        byte = bytes[i]!;
      } else if (kind === valueKind.boolean) {
        const isTrue = byte === 116 && bytes[i + 1] === 114 && bytes[i + 2] === 117 && bytes[i + 3] === 101;
        const isFalse =
          byte === 102 && bytes[i + 1] === 97 && bytes[i + 2] === 108 && bytes[i + 3] === 115 && bytes[i + 4] === 101;
        if (!isTrue && !isFalse) {
          stop = objectStop.odd;
          break rows;
        }
        numbers[field]![row] = isTrue ? 1 : 0;
        i += isTrue ? 4 : 5;
        byte = bytes[i]!;
      } else if (kind === valueKind.json || kind === valueKind.skip) {
        const start = i;
        i = endOfValue(bytes, words, i);
        if (i === start) {
          stop = objectStop.odd;
          break rows;
        }
        if (kind === valueKind.json) {
          starts[field]![row] = start;
          lengths[field]![row] = i - start;
        }
        byte = bytes[i]!;
      } else {
        stop = objectStop.odd;
        break rows;
      }
      while (byte === space) byte = bytes[++i]!;
      if (field + 1 >= skipFrom && !missing && (byte === comma || byte === close)) {
        i = findByte(words, i, end, newline);
        byte = newline;
        break;
      }
    }
    if (i >= end) {
      stop = objectStop.incomplete;
      break;
    }
    row++;
    at = i + 1;
  }
  if (stop === objectStop.incomplete) at = rowStart;
  scan.at = at;
  scan.row = row;
  scan.field = field;
  scan.rowStart = rowStart;
  scan.escapedCount = escapedCount;
  scan.resume = resume;
  scan.missing = missing;
  return stop;
}

/** Where the next quote, backslash or control character is, from `start` on. There is one: the newline at the end. */
function endOfText(words: Int32Array, start: number): number {
  let word = start >> 2;
  // Bytes of the first word that lie before are made to be neither.
  let x = words[word]! | ((1 << ((start & 3) << 3)) - 1);
  for (;;) {
    const a = x ^ 0x22222222;
    const b = x ^ 0x5c5c5c5c;
    // The lowest bit that is set tells the first such byte; above it, subtraction may have borrowed (Mycroft's test).
    const hits = (((a - 0x01010101) & ~a) | ((b - 0x01010101) & ~b) | ((x - 0x20202020) & ~x)) & 0x80808080;
    if (hits !== 0) return (word << 2) + ((31 - Math.clz32(hits & -hits)) >> 3);
    x = words[++word]!;
  }
}

/** Behind the value at `start`, which is not checked but for its nesting; `start` itself where none is or it does not end in the line. */
function endOfValue(bytes: Uint8Array, words: Int32Array, start: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const byte = bytes[at]!;
    if (byte === quote) {
      at = endOfText(words, at + 1);
      while (bytes[at] === backslash) at = endOfText(words, at + 2);
      if (bytes[at] !== quote) return start;
      at++;
      if (depth === 0) return at;
    } else if (byte === open || byte === 91) {
      depth++;
      at++;
    } else if (byte === close || byte === 93) {
      if (depth === 0) return at;
      depth--;
      at++;
      if (depth === 0) return at;
    } else if (byte < space) return start;
    else if (depth === 0 && (byte === comma || byte === space)) return at;
    else at++;
  }
}

/** Where `byte` comes next, at most `end`. */
export function findByte(words: Int32Array, from: number, end: number, byte: number): number {
  const pattern = Math.imul(byte, 0x01010101);
  let word = from >> 2;
  let x = (words[word]! | ((1 << ((from & 3) << 3)) - 1)) ^ pattern;
  let hits = (x - 0x01010101) & ~x & 0x80808080;
  while (hits === 0 && word << 2 < end - 3) {
    x = words[++word]! ^ pattern;
    hits = (x - 0x01010101) & ~x & 0x80808080;
  }
  if (hits === 0) return end;
  return Math.min(end, (word << 2) + ((31 - Math.clz32(hits & -hits)) >> 3));
}
