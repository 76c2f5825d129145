/** What the scanner does with a field. */
export const fieldKind = { skip: 0, text: 1, integer: 2, decimal: 3 } as const;

/** Why the scanner stopped. */
export const scanStop = {
  /** `maxRows` rows are there. */
  full: 0,
  /** The bytes end within a row: `at` is where it begins. */
  incomplete: 1,
  /** The field at `at` is not as its kind says (or the bytes end in it): somebody else must read it. */
  surprise: 2,
  /** The row at `rowStart` ends after `field` fields, or goes on after the last one. */
  ragged: 3,
  /** Something stands between the closing quote at `at` and the end of its field. */
  afterQuote: 4,
  /** A quoted field of the row at `rowStart` holds a newline, and may not. */
  newline: 5,
} as const;

/**
 * One pass over the bytes of a CSV file, and where its fields go. Little-endian.
 * Morally: `for each row: for each field: switch (kinds[field])` store a number, or where the text lies.
 */
export interface RowScan {
  /** At least 4 bytes longer than `end`; the byte at `end` is a newline. */
  bytes: Uint8Array;
  /** The same memory, from the same beginning, as words. */
  words: Int32Array;
  at: number;
  end: number;
  row: number;
  maxRows: number;
  field: number;
  /** From this field on nothing is wanted and nothing is quoted: what the row still holds is passed over. */
  skipFrom: number;
  rowStart: number;
  delimiter: number;
  /** −1 where nothing is quoted. */
  quote: number;
  /** Whether quoted fields may hold newlines. */
  multiline: boolean;
  /** The text fields of no bytes at all are absent values. */
  emptyIsNull: boolean;
  kinds: Uint8Array; // [fields]
  numbers: Float64Array[]; // [fields][rows]
  starts: Int32Array[]; // [fields][rows]
  lengths: Int32Array[]; // [fields][rows]
  validity: Uint8Array[]; // [fields][rows / 8], all ones before
  nulls: Int32Array; // [fields], counts
  rowStarts: Int32Array; // [rows]
  /** Row and field of each text with doubled quotes. */
  doubled: Int32Array;
  doubledCount: number;
}

const powersOfTen: Float64Array = Float64Array.from({ length: 16 }, (_, power) => 10 ** power);

const newline = 10;
const carriageReturn = 13;
const zero = 48;
/** Every word whose bytes are all the newline. */
const newlines = 0x0a0a0a0a;

/** Reads rows until one of the `scanStop` reasons, which it returns. */
export function scanRows(scan: RowScan): number {
  const { bytes, words, end, maxRows, skipFrom, delimiter, quote, multiline, emptyIsNull } = scan;
  const { kinds, numbers, starts, lengths, validity, nulls, rowStarts, doubled } = scan;
  const fields = kinds.length;
  const delimiters = Math.imul(delimiter, 0x01010101);
  const doubledLimit = doubled.length - 2 * fields;
  let { at, row, field, rowStart, doubledCount } = scan;
  let stop: number = scanStop.full;

  while (row < maxRows) {
    if (field === 0) {
      rowStart = at;
      if (doubledCount > doubledLimit) break;
      if (fields > 1) {
        while (at < end && (bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] === newline))) at++;
        rowStart = at;
      }
      if (at >= end) {
        stop = scanStop.incomplete;
        break;
      }
      rowStarts[row] = at;
    }
    const kind = kinds[field]!;
    let i = at;
    let byte = bytes[i]!;
    if (field >= skipFrom) {
      i = findByte(words, at, end, newline);
      byte = newline;
      field = fields - 1;
    } else if (kind >= fieldKind.integer) {
      const negative = byte === 45;
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
      byte = bytes[i]!;
      let sound = wholeDigits > 0 && (wholeDigits === 1 || bytes[first] !== zero);
      if (byte === 46 && kind === fieldKind.decimal) {
        const point = i;
        digit = (bytes[++i]! - zero) >>> 0;
        low = 0;
        while (digit <= 9 && i <= point + 9) {
          low = (Math.imul(low, 10) + digit) | 0;
          digit = (bytes[++i]! - zero) >>> 0;
        }
        const places = i - point - 1;
        sound = sound && places > 0 && wholeDigits + places <= 15;
        value = sound ? (value * powersOfTen[places]! + low) / powersOfTen[places]! : 0;
        byte = bytes[i]!;
      }
      if (byte === carriageReturn && bytes[i + 1] === newline) byte = bytes[++i]!;
      const ends = byte === delimiter || byte === newline;
      if (i >= end) {
        stop = scanStop.incomplete;
        break;
      }
      if (ends && sound) numbers[field]![row] = negative ? -value : value;
      else if (ends && wholeDigits === 0 && !negative && bytes[at] !== 46) {
        validity[field]![row >> 3]! &= ~(1 << (row & 7));
        nulls[field]!++;
        numbers[field]![row] = 0;
      } else {
        stop = scanStop.surprise;
        break;
      }
    } else if (byte === quote) {
      let twice = false;
      i = findByte(words, i + 1, end, quote);
      while (bytes[i + 1] === quote && i + 1 < end) {
        twice = true;
        i = findByte(words, i + 2, end, quote);
      }
      if (i + 1 >= end) {
        stop = scanStop.incomplete;
        break;
      }
      const close = i;
      if (!multiline && findByte(words, at, close, newline) < close) {
        stop = scanStop.newline;
        break;
      }
      byte = bytes[++i]!;
      if (byte === carriageReturn && bytes[i + 1] === newline) byte = bytes[++i]!;
      if (byte !== delimiter && byte !== newline) {
        at = close;
        stop = scanStop.afterQuote;
        break;
      }
      if (kind === fieldKind.text) {
        starts[field]![row] = at + 1;
        lengths[field]![row] = close - at - 1;
        if (twice) {
          doubled[doubledCount++] = row;
          doubled[doubledCount++] = field;
        }
      }
    } else {
      // Bytes of the first word that lie before the field are made to be neither.
      let word = i >> 2;
      let x = words[word]! | ((1 << ((i & 3) << 3)) - 1);
      let hits = 0;
      for (;;) {
        const a = x ^ delimiters;
        const b = x ^ newlines;
        // A byte of a is 0 where x has the delimiter: only there, or above such a byte, it borrows (Mycroft's test).
        hits = (((a - 0x01010101) & ~a) | ((b - 0x01010101) & ~b)) & 0x80808080;
        if (hits !== 0) break;
        x = words[++word]!;
      }
      i = (word << 2) + ((31 - Math.clz32(hits & -hits)) >> 3);
      byte = bytes[i]!;
      if (i >= end) {
        stop = scanStop.incomplete;
        break;
      }
      if (kind === fieldKind.text) {
        const length = byte === newline && i > at && bytes[i - 1] === carriageReturn ? i - at - 1 : i - at;
        starts[field]![row] = at;
        lengths[field]![row] = length;
        if (length === 0 && emptyIsNull) {
          validity[field]![row >> 3]! &= ~(1 << (row & 7));
          nulls[field]!++;
        }
      }
    }
    if (i >= end) {
      stop = scanStop.incomplete;
      break;
    }
    field++;
    at = i + 1;
    if (byte === newline) {
      if (field !== fields) {
        stop = scanStop.ragged;
        break;
      }
      field = 0;
      row++;
    } else if (field === fields) {
      stop = scanStop.ragged;
      break;
    }
  }
  if (stop === scanStop.incomplete) {
    at = rowStart;
    field = 0;
  }
  scan.at = at;
  scan.row = row;
  scan.field = field;
  scan.rowStart = rowStart;
  scan.doubledCount = doubledCount;
  return stop;
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
