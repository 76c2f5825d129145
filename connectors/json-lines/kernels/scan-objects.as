// The twin of scan-objects.ts, which says what everything means; 16 bytes a step for text, 8 for keys and digits.
import { digitsIn, doubleOf, doublePower, find, markNull, valueOfDigits, wholePower, wordOf } from "../../files/kernels/text";

// As in scan-objects.ts.
const SKIP = 0;
const TEXT = 1;
const NUMBER = 2;
const BOOLEAN = 3;
const JSON = 4;
const INCOMPLETE = 1;
const ODD = 2;
const STOP_NUMBER = 3;

/** The state is what scan-objects-wasm.ts writes there. At least 16 bytes behind `end` may be read. */
export function scanObjects(state: usize): i32 {
  let at = <usize>load<u32>(state, 0);
  const end = <usize>load<u32>(state, 4);
  let row = load<i32>(state, 8);
  const maxRows = load<i32>(state, 12);
  let field = load<i32>(state, 16);
  let resume = load<i32>(state, 20);
  let missing = load<i32>(state, 24);
  let rowStart = <usize>load<u32>(state, 28);
  const skipFrom = load<i32>(state, 32);
  const fields = load<i32>(state, 36);
  const escapedLimit = load<i32>(state, 40);
  let escapedCount = load<i32>(state, 44);
  const base = <usize>load<u32>(state, 48);
  const kinds = <usize>load<u32>(state, 52);
  const numbers = <usize>load<u32>(state, 56);
  const starts = <usize>load<u32>(state, 60);
  const lengths = <usize>load<u32>(state, 64);
  const validity = <usize>load<u32>(state, 68);
  const nulls = <usize>load<u32>(state, 72);
  const fractions = <usize>load<u32>(state, 76);
  const rowStarts = <usize>load<u32>(state, 80);
  const escaped = <usize>load<u32>(state, 84);
  const keys = <usize>load<u32>(state, 88);
  const keyBytes = <usize>load<u32>(state, 92);
  let stop = 0;

  while (row < maxRows) {
    let i = at;
    let byte = <u32>load<u8>(i);
    if (!resume) {
      rowStart = at;
      if (escapedCount > escapedLimit) break;
      while (i < end && (byte == 10 || byte == 13)) byte = <u32>load<u8>(++i);
      rowStart = at = i;
      if (i >= end) { stop = INCOMPLETE; break; }
      store<i32>(rowStarts + (<usize>row << 2), <i32>(i - base));
      if (byte != 123) { stop = ODD; break; }
      byte = <u32>load<u8>(++i);
      while (byte == 32) byte = <u32>load<u8>(++i);
      field = -1;
      missing = 0;
    } else {
      resume = 0;
      while (byte == 32) byte = <u32>load<u8>(++i);
    }
    for (;;) {
      if (byte == 44 && field >= 0) {
        byte = <u32>load<u8>(++i);
        while (byte == 32) byte = <u32>load<u8>(++i);
        if (byte != 34) { stop = ODD; break; }
      } else if (byte == 125) {
        for (let absent = field + 1; absent < fields; absent++) {
          if (load<u8>(kinds + absent) != SKIP) markNull(validity, nulls, absent, row);
        }
        byte = <u32>load<u8>(++i);
        if (byte == 13) byte = <u32>load<u8>(++i);
        if (byte != 10) stop = ODD;
        break;
      } else if (byte != 34 || field >= 0) { stop = ODD; break; }
      // The key.
      for (;;) {
        if (++field >= fields) { stop = ODD; break; }
        let key = <usize>load<u32>(keys + (field << 2));
        const length = load<i32>(keyBytes + (field << 2));
        let from = i;
        let left = length;
        let differ: u64 = 0;
        while (left > 8 && differ == 0) {
          differ = load<u64>(from) ^ load<u64>(key);
          from += 8; key += 8; left -= 8;
        }
        if (differ == 0) differ = (load<u64>(from) ^ load<u64>(key)) << (<u64>(8 - left) << 3);
        if (differ == 0) { i += length; break; }
        if (load<u8>(kinds + field) == SKIP) continue;
        missing = 1;
        markNull(validity, nulls, field, row);
      }
      if (stop != 0) break;
      byte = <u32>load<u8>(i);
      while (byte == 32) byte = <u32>load<u8>(++i);
      const kind = <i32>load<u8>(kinds + field);
      if (kind == NUMBER && byte != 110) {
        const valueStart = i;
        const negative = byte == 45;
        if (negative) i++;
        const first = i;
        let word = load<u64>(i);
        let count = digitsIn(word);
        let whole: u64 = count > 0 ? valueOfDigits(word, count) : 0;
        i += count;
        let wholeDigits = count;
        if (count == 8) {
          word = load<u64>(i);
          count = digitsIn(word);
          if (count > 0) whole = whole * wholePower(count) + valueOfDigits(word, count);
          i += count;
          wholeDigits += count;
        }
        if (wholeDigits == 0 || (wholeDigits > 1 && load<u8>(first) == 48)) { stop = ODD; break; }
        byte = <u32>load<u8>(i);
        let value = <f64>whole;
        let places = 0;
        if (byte == 46 && wholeDigits < 16) {
          i++;
          word = load<u64>(i);
          count = digitsIn(word);
          let low: u64 = count > 0 ? valueOfDigits(word, count) : 0;
          i += count;
          places = count;
          if (count == 8) {
            word = load<u64>(i);
            count = digitsIn(word);
            if (count > 0) low = low * wholePower(count) + valueOfDigits(word, count);
            i += count;
            places += count;
          }
          if (places == 0) { stop = ODD; break; }
          store<u8>(fractions + field, 1);
          if (wholeDigits + places <= 15) {
            const power = doublePower(places);
            value = (value * power + <f64>low) / power;
          }
          byte = <u32>load<u8>(i);
        }
        if (byte == 101 || byte == 69 || wholeDigits + places > 15) {
          i = valueStart;
          at = i;
          stop = STOP_NUMBER;
          break;
        }
        store<f64>(doubleOf(numbers, field, row), negative ? -value : value);
      } else if (kind == TEXT && byte == 34) {
        const start = i + 1;
        let escapes = false;
        i = endOfText(start);
        while (load<u8>(i) == 92) { escapes = true; i = endOfText(i + 2); }
        if (load<u8>(i) != 34) { stop = ODD; break; }
        store<i32>(wordOf(starts, field, row), <i32>(start - base));
        store<i32>(wordOf(lengths, field, row), <i32>(i - start));
        if (escapes) {
          store<i32>(escaped + (escapedCount++ << 2), row);
          store<i32>(escaped + (escapedCount++ << 2), field);
        }
        byte = <u32>load<u8>(++i);
      } else if (byte == 110) {
        if (load<u32>(i) != 0x6c6c756e) { stop = ODD; break; }
        if (kind != SKIP) markNull(validity, nulls, field, row);
        i += 4;
        byte = <u32>load<u8>(i);
      } else if (kind == BOOLEAN) {
        const isTrue = load<u32>(i) == 0x65757274;
        if (!isTrue && (byte != 102 || load<u32>(i, 1) != 0x65736c61)) { stop = ODD; break; }
        store<f64>(doubleOf(numbers, field, row), isTrue ? 1 : 0);
        i += isTrue ? 4 : 5;
        byte = <u32>load<u8>(i);
      } else if (kind == JSON || kind == SKIP) {
        const start = i;
        i = endOfValue(i);
        if (i == start) { stop = ODD; break; }
        if (kind == JSON) {
          store<i32>(wordOf(starts, field, row), <i32>(start - base));
          store<i32>(wordOf(lengths, field, row), <i32>(i - start));
        }
        byte = <u32>load<u8>(i);
      } else { stop = ODD; break; }
      while (byte == 32) byte = <u32>load<u8>(++i);
      if (field + 1 >= skipFrom && !missing && (byte == 44 || byte == 125)) {
        i = find(i, end, i8x16.splat(10));
        byte = 10;
        break;
      }
    }
    if (stop != 0) break;
    if (i >= end) { stop = INCOMPLETE; break; }
    row++;
    at = i + 1;
  }
  if (stop == INCOMPLETE) at = rowStart;
  store<i32>(state, <i32>at, 0);
  store<i32>(state, row, 8);
  store<i32>(state, field, 16);
  store<i32>(state, resume, 20);
  store<i32>(state, missing, 24);
  store<i32>(state, <i32>rowStart, 28);
  store<i32>(state, escapedCount, 44);
  return stop;
}

/** Where the next quote, backslash or control character is. */
// @ts-ignore: decorator
@inline function endOfText(from: usize): usize {
  const quotes = i8x16.splat(34), backslashes = i8x16.splat(92), spaces = i8x16.splat(32);
  let at = from;
  for (;;) {
    const x = v128.load(at);
    const hits = i8x16.bitmask(v128.or(v128.or(i8x16.eq(x, quotes), i8x16.eq(x, backslashes)), i8x16.lt_u(x, spaces)));
    if (hits != 0) return at + ctz(hits);
    at += 16;
  }
  return at;
}
/** Behind the value at `start`; `start` itself where none is or it does not end in the line. */
function endOfValue(start: usize): usize {
  let depth = 0;
  let at = start;
  for (;;) {
    const byte = <u32>load<u8>(at);
    if (byte == 34) {
      at = endOfText(at + 1);
      while (load<u8>(at) == 92) at = endOfText(at + 2);
      if (load<u8>(at) != 34) return start;
      at++;
      if (depth == 0) return at;
    } else if (byte == 123 || byte == 91) { depth++; at++; }
    else if (byte == 125 || byte == 93) {
      if (depth == 0) return at;
      depth--; at++;
      if (depth == 0) return at;
    } else if (byte < 32) return start;
    else if (depth == 0 && (byte == 44 || byte == 32)) return at;
    else at++;
  }
  return at;
}
