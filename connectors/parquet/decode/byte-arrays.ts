import { locatePlain } from "../kernels/strings.ts";
import type { PageValues } from "./values.ts";
import { viewOf } from "./values.ts";

/** Byte arrays as views: value `i` is `bytes[starts[i], starts[i] + lengths[i])`, less the base asked for. */
export interface ByteArrays {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Finds the byte arrays of a page; `base` is added to all starts. */
export function locate(page: PageValues, base: number): ByteArrays {
  const { bytes, start, encoding, count } = page;
  switch (encoding) {
    // Of dictionary pages both names mean PLAIN.
    case "PLAIN_DICTIONARY":
    case "PLAIN": {
      // Four bytes for each length: a count that the bytes cannot hold is refused before memory is taken for it.
      if (count > (bytes.length - start) / 4) throw new RangeError(`${count} values in ${bytes.length - start} bytes`);
      const starts = new Int32Array(count);
      const lengths = new Int32Array(count);
      locatePlain(viewOf(bytes), start, bytes.length, count, base, starts, lengths, 0);
      return { bytes, starts, lengths };
    }
    default:
      throw new RangeError(`encoding ${encoding} for byte arrays`);
  }
}
