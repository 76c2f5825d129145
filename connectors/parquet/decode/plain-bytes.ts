import type { PageValues } from "./values.ts";
import { aligned } from "./values.ts";

/** The values of a page of fixed-width values as PLAIN bytes, aligned; whichever of the encodings they came in. */
export function plainBytes(page: PageValues, width: number): Uint8Array {
  const { bytes, start, encoding, count } = page;
  switch (encoding) {
    case "PLAIN_DICTIONARY": // only dictionary pages come here with it: they are PLAIN
    case "PLAIN":
      requireBytes(page, count * width);
      return aligned(bytes, start, count * width);
    default:
      throw new RangeError(`encoding ${encoding} for values of ${width} bytes`);
  }
}

function requireBytes(page: PageValues, needed: number): void {
  const left = page.bytes.length - page.start;
  if (needed > left) throw new RangeError(`${page.count} values of ${needed} bytes where ${left} are left`);
}
