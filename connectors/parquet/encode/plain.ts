import { writePlain } from "../kernels/strings.ts";
import type { Dense } from "./dense.ts";

/** Values [first, last) in PLAIN encoding. */
export function plainValues(dense: Dense, first: number, last: number): Uint8Array {
  switch (dense.kind) {
    case "fixed": {
      const { buffer, byteOffset } = dense.words;
      return new Uint8Array(buffer, byteOffset + first * dense.width, (last - first) * dense.width);
    }
    case "bits":
      return packedBits(dense.values, first, last);
    case "bytes": {
      const { bytes, starts, lengths } = dense;
      let size = (last - first) * 4;
      for (let value = first; value < last; value++) size += lengths[value]!;
      const out = new Uint8Array(size);
      writePlain(bytes, starts, lengths, first, last, out, 0);
      return out;
    }
    case "coded":
      throw new TypeError(
        "Cannot write codes as plain values as they need their dictionary; this is a defect of millrace",
      );
  }
}

function packedBits(values: Uint8Array, first: number, last: number): Uint8Array {
  const out = new Uint8Array((last - first + 7) >> 3);
  for (let value = first; value < last; value++) {
    out[(value - first) >> 3]! |= values[value]! << ((value - first) & 7);
  }
  return out;
}
