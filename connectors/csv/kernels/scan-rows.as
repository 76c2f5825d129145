// The twin of scan-rows.ts, which says what everything means; 16 bytes a step for text, 8 digits a step for numbers.
import { digitsIn, doubleOf, doublePower, find, markNull, valueOfDigits, wholePower, wordOf } from "../../files/kernels/text";

// As in scan-rows.ts.
const TEXT = 1;
const DECIMAL = 3;
const INCOMPLETE = 1;
const SURPRISE = 2;
const RAGGED = 3;
const AFTER_QUOTE = 4;
const NEWLINE = 5;

/** The state is what scan-rows-wasm.ts writes there. At least 16 bytes behind `end` may be read. */
export function scanRows(state: usize): i32 {
  let at = <usize>load<u32>(state, 0);
  const end = <usize>load<u32>(state, 4);
  let row = load<i32>(state, 8);
  const maxRows = load<i32>(state, 12);
  let field = load<i32>(state, 16);
  const skipFrom = load<i32>(state, 20);
  let rowStart = <usize>load<u32>(state, 24);
  const delimiter = load<u32>(state, 28);
  const quote = load<u32>(state, 32);
  const multiline = load<i32>(state, 36);
  const emptyIsNull = load<i32>(state, 40);
  const fields = load<i32>(state, 44);
  const doubledLimit = load<i32>(state, 48);
  let doubledCount = load<i32>(state, 52);
  const base = <usize>load<u32>(state, 56);
  const kinds = <usize>load<u32>(state, 60);
  const numbers = <usize>load<u32>(state, 64);
  const starts = <usize>load<u32>(state, 68);
  const lengths = <usize>load<u32>(state, 72);
  const validity = <usize>load<u32>(state, 76);
  const nulls = <usize>load<u32>(state, 80);
  const rowStarts = <usize>load<u32>(state, 84);
  const doubled = <usize>load<u32>(state, 88);
  const delimiters = i8x16.splat(<i8>delimiter);
  const newlines = i8x16.splat(10);
  const quotes = i8x16.splat(<i8>quote);
  let stop = 0;
  while (row < maxRows) {
    if (field == 0) {
      rowStart = at;
      if (doubledCount > doubledLimit) break;
      if (fields > 1) {
        while (at < end && (load<u8>(at) == 10 || (load<u8>(at) == 13 && load<u8>(at, 1) == 10))) at++;
        rowStart = at;
      }
      if (at >= end) { stop = INCOMPLETE; break; }
      store<i32>(rowStarts + (<usize>row << 2), <i32>(at - base));
    }
    const kind = <i32>load<u8>(kinds + field);
    let i = at;
    let byte = <u32>load<u8>(i);
    if (field >= skipFrom) {
      i = find(at, end, newlines);
      byte = 10;
      field = fields - 1;
    } else if (kind > TEXT) {
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
      byte = <u32>load<u8>(i);
      let value = <f64>whole;
      let sound = wholeDigits > 0 && wholeDigits < 16 && (wholeDigits == 1 || load<u8>(first) != 48);
      if (byte == 46 && kind == DECIMAL) {
        i++;
        word = load<u64>(i);
        count = digitsIn(word);
        let low: u64 = count > 0 ? valueOfDigits(word, count) : 0;
        i += count;
        let places = count;
        if (count == 8) {
          word = load<u64>(i);
          count = digitsIn(word);
          if (count > 0) low = low * wholePower(count) + valueOfDigits(word, count);
          i += count;
          places += count;
        }
        sound = sound && places > 0 && wholeDigits + places <= 15;
        if (sound) {
          const power = doublePower(places);
          value = (value * power + <f64>low) / power;
        }
        byte = <u32>load<u8>(i);
      }
      if (byte == 13 && load<u8>(i, 1) == 10) { i++; byte = 10; }
      const ends = byte == delimiter || byte == 10;
      if (i >= end) { stop = INCOMPLETE; break; }
      const slot = doubleOf(numbers, field, row);
      if (ends && sound) store<f64>(slot, negative ? -value : value);
      else if (ends && wholeDigits == 0 && !negative && load<u8>(at) != 46) {
        markNull(validity, nulls, field, row);
        store<f64>(slot, 0);
      } else { stop = SURPRISE; break; }
    } else if (byte == quote) {
      let twice = false;
      i = find(i + 1, end, quotes);
      while (i + 1 < end && load<u8>(i, 1) == <u8>quote) {
        twice = true;
        i = find(i + 2, end, quotes);
      }
      if (i + 1 >= end) { stop = INCOMPLETE; break; }
      const close = i;
      if (!multiline && find(at, close, newlines) < close) { stop = NEWLINE; break; }
      byte = <u32>load<u8>(++i);
      if (byte == 13 && load<u8>(i, 1) == 10) byte = <u32>load<u8>(++i);
      if (byte != delimiter && byte != 10) { at = close; stop = AFTER_QUOTE; break; }
      if (kind == TEXT) {
        store<i32>(wordOf(starts, field, row), <i32>(at + 1 - base));
        store<i32>(wordOf(lengths, field, row), <i32>(close - at - 1));
        if (twice) {
          store<i32>(doubled + (doubledCount++ << 2), row);
          store<i32>(doubled + (doubledCount++ << 2), field);
        }
      }
    } else {
      for (;;) {
        const x = v128.load(i);
        const hits = i8x16.bitmask(v128.or(i8x16.eq(x, delimiters), i8x16.eq(x, newlines)));
        if (hits != 0) { i += ctz(hits); break; }
        i += 16;
      }
      byte = <u32>load<u8>(i);
      if (i >= end) { stop = INCOMPLETE; break; }
      if (kind == TEXT) {
        const length = byte == 10 && i > at && load<u8>(i - 1) == 13 ? i - at - 1 : i - at;
        store<i32>(wordOf(starts, field, row), <i32>(at - base));
        store<i32>(wordOf(lengths, field, row), <i32>length);
        if (length == 0 && emptyIsNull) {
          markNull(validity, nulls, field, row);
        }
      }
    }
    if (i >= end) { stop = INCOMPLETE; break; }
    field++;
    at = i + 1;
    if (byte == 10) {
      if (field != fields) { stop = RAGGED; break; }
      field = 0;
      row++;
    } else if (field == fields) { stop = RAGGED; break; }
  }
  if (stop == INCOMPLETE) { at = rowStart; field = 0; }
  store<i32>(state, <i32>at, 0);
  store<i32>(state, row, 8);
  store<i32>(state, field, 16);
  store<i32>(state, <i32>rowStart, 24);
  store<i32>(state, doubledCount, 52);
  return stop;
}
