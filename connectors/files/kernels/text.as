// Shared by the scanners of text, which are AssemblyScript: `npm run kernels` compiles them.

/** How many of the next bytes, at most 8, are digits. A byte that is none sets its highest bit in one of the two terms. */
// @ts-ignore: decorator
@inline export function digitsIn(word: u64): i32 {
  const others: u64 = ((word + 0x4646464646464646) | (word - 0x3030303030303030)) & 0x8080808080808080;
  return others == 0 ? 8 : <i32>(ctz(others) >> 3);
}

/** The value of the first `count` digits, 1…8: pairs, then fours, then all are put together. */
// @ts-ignore: decorator
@inline export function valueOfDigits(word: u64, count: i32): u64 {
  let value: u64 = (word - 0x3030303030303030) << (<u64>(8 - count) << 3);
  value = (value * 10 + (value >> 8)) & 0x00ff00ff00ff00ff;
  value = (value * 100 + (value >> 16)) & 0x0000ffff0000ffff;
  return (value * 10000 + (value >> 32)) & 0xffffffff;
}

const doublePowers = memory.data<f64>([1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]);
const wholePowers = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);

// @ts-ignore: decorator
@inline export function doublePower(exponent: i32): f64 {
  return load<f64>(doublePowers + (<usize>exponent << 3));
}

// @ts-ignore: decorator
@inline export function wholePower(exponent: i32): u64 {
  return load<u64>(wholePowers + (<usize>exponent << 3));
}

/** Where the byte of the pattern comes next, at most `end`. */
// @ts-ignore: decorator
@inline export function find(from: usize, end: usize, pattern: v128): usize {
  let at = from;
  while (at < end) {
    const hits = i8x16.bitmask(i8x16.eq(v128.load(at), pattern));
    if (hits != 0) {
      const found = at + ctz(hits);
      return found < end ? found : end;
    }
    at += 16;
  }
  return end;
}

/** Marks a value as absent, in tables of one pointer and one count a field. */
export function markNull(validity: usize, nulls: usize, field: i32, row: i32): void {
  const bits = <usize>load<u32>(validity + (field << 2)) + (row >> 3);
  store<u8>(bits, <u8>(<i32>load<u8>(bits) & ~(1 << (row & 7))));
  const count = nulls + (field << 2);
  store<i32>(count, load<i32>(count) + 1);
}

/** A place of 4 bytes in the array of a field. */
// @ts-ignore: decorator
@inline export function wordOf(table: usize, field: i32, row: i32): usize {
  return <usize>load<u32>(table + (field << 2)) + (<usize>row << 2);
}

/** A place of 8 bytes in the array of a field. */
// @ts-ignore: decorator
@inline export function doubleOf(table: usize, field: i32, row: i32): usize {
  return <usize>load<u32>(table + (field << 2)) + (<usize>row << 3);
}
