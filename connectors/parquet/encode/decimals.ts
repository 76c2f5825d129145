import { unscaledDecimal } from "../../files/mod.ts";
import type { Piece } from "./dense.ts";
import { Unwritable } from "./dense.ts";
import { presentValues } from "./numbers.ts";

/** Decimals given as text, as integers of `width` bytes: little endian for 8, big endian (as the format wants) for more. */
export function decimalWords(
  pieces: readonly Piece[],
  count: number,
  precision: number,
  scale: number,
  width: number,
): Int32Array {
  const bytes = new Uint8Array(count * width);
  let at = 0;
  for (const { column, rows } of pieces) {
    for (const value of presentValues(column, rows)) {
      let unscaled = unscaledDecimal(value, precision, scale);
      if (unscaled === undefined) throw new Unwritable(value);
      for (let part = 0; part < width; part++) {
        bytes[width === 8 ? at + part : at + width - 1 - part] = Number(unscaled & 255n);
        unscaled >>= 8n;
      }
      at += width;
    }
  }
  return new Int32Array(bytes.buffer);
}
