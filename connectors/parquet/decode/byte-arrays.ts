import { locatePlain } from "../kernels/strings.ts";
import { deltas32, plainBytes } from "./plain-bytes.ts";
import type { PageValues } from "./values.ts";
import { requireEnd, viewOf } from "./values.ts";

/** Byte arrays as views: value `i` is `bytes[starts[i], starts[i] + lengths[i])`. */
export interface ByteArrays {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Finds the byte arrays of a page; those of FIXED_LEN_BYTE_ARRAY have `fixedLength`, others 0. */
export function locate(page: PageValues, fixedLength: number): ByteArrays {
  switch (page.encoding) {
    // Of dictionary pages both names mean PLAIN.
    case "PLAIN_DICTIONARY":
    case "PLAIN":
      return fixedLength > 0 ? locateFixed(page, fixedLength) : locateVariable(page);
    case "BYTE_STREAM_SPLIT":
      return locateFixed({ ...page, bytes: new Uint8Array(plainBytes(page, fixedLength)), start: 0 }, fixedLength);
    case "DELTA_LENGTH_BYTE_ARRAY":
      return locateByLengths(page);
    case "DELTA_BYTE_ARRAY":
      return joinPrefixes(page);
    default:
      throw new RangeError(`encoding ${page.encoding} for byte arrays`);
  }
}

function locateVariable(page: PageValues): ByteArrays {
  const { bytes, start, count } = page;
  // Four bytes for each length: a count that the bytes cannot hold is refused before memory is taken for it.
  if (count > (bytes.length - start) / 4) throw new RangeError(`${count} values in ${bytes.length - start} bytes`);
  const starts = new Int32Array(count);
  const lengths = new Int32Array(count);
  requireEnd(page, locatePlain(viewOf(bytes), start, bytes.length, count, starts, lengths));
  return { bytes, starts, lengths };
}

function locateFixed(page: PageValues, length: number): ByteArrays {
  const { bytes, start, count } = page;
  if (count * length > bytes.length - start) throw new RangeError(`${count} values in ${bytes.length - start} bytes`);
  requireEnd(page, start + count * length);
  const starts = Int32Array.from({ length: count }, (_, value) => start + value * length);
  return { bytes, starts, lengths: new Int32Array(count).fill(length) };
}

/** DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes. */
function locateByLengths(page: PageValues): ByteArrays {
  const { bytes, count } = page;
  const { values: lengths, end } = deltaIntegers(bytes, page.start, count);
  const starts = new Int32Array(count);
  let at = end;
  for (let value = 0; value < count; value++) {
    starts[value] = at;
    at += checkedLength(lengths[value]!, bytes.length - at);
  }
  requireEnd(page, at);
  return { bytes, starts, lengths };
}

/** DELTA_BYTE_ARRAY: how much of the value before is taken over, then the lengths of the rests, then the rests. */
function joinPrefixes(page: PageValues): ByteArrays {
  const { count } = page;
  const { values: prefixes, end } = deltaIntegers(page.bytes, page.start, count);
  const rests = locateByLengths({ ...page, start: end });
  const lengths = new Int32Array(count);
  let size = 0;
  for (let value = 0; value < count; value++) {
    const prefix = checkedLength(prefixes[value]!, value === 0 ? 0 : lengths[value - 1]!);
    lengths[value] = prefix + rests.lengths[value]!;
    size += lengths[value]!;
    if (size > mostBytes) throw new RangeError(`a page of more than ${mostBytes} bytes unpacked`);
  }
  const bytes = new Uint8Array(size);
  const starts = new Int32Array(count);
  let at = 0;
  for (let value = 0; value < count; value++) {
    starts[value] = at;
    const before = value === 0 ? 0 : starts[value - 1]!;
    bytes.copyWithin(at, before, before + prefixes[value]!);
    const rest = rests.starts[value]!;
    bytes.set(rests.bytes.subarray(rest, rest + rests.lengths[value]!), at + prefixes[value]!);
    at += lengths[value]!;
  }
  return { bytes, starts, lengths };
}

/** Prefixes may repeat a long value over and over: more than this is damage or malice. */
const mostBytes = 2 ** 30;

function deltaIntegers(bytes: Uint8Array, start: number, count: number): { values: Int32Array; end: number } {
  const values = new Int32Array(count);
  const end = deltas32(bytes, start, count, values);
  return { values, end };
}

function checkedLength(length: number, left: number): number {
  if (length < 0 || length > left) throw new RangeError(`a value of ${length} bytes where ${left} are left`);
  return length;
}
