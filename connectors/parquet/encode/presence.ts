import { appendBits, countBits } from "../kernels/compact.ts";
import { setBits } from "../kernels/validity.ts";
import type { Piece, Presence } from "./dense.ts";

/** Joins the validity of the pieces. */
export function presenceOf(pieces: readonly Piece[]): Presence {
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  if (pieces.every(hasAll)) return { rows, present: rows, validity: undefined };
  const validity = new Uint8Array((rows + 7) >> 3);
  let at = 0;
  for (const piece of pieces) {
    markPiece(piece, validity, at);
    at += piece.rows;
  }
  const present = countBits(validity, 0, rows);
  return { rows, present, validity: present === rows ? undefined : validity };
}

function hasAll({ column, rows }: Piece): boolean {
  if (column.layout !== "values") return column.validity === undefined;
  for (let row = 0; row < rows; row++) if (column.values[row] == null) return false;
  return true;
}

function markPiece({ column, rows }: Piece, validity: Uint8Array, at: number): void {
  if (column.layout === "values") {
    for (let row = 0; row < rows; row++) {
      if (column.values[row] != null) validity[(at + row) >> 3]! |= 1 << ((at + row) & 7);
    }
  } else if (column.validity === undefined) {
    setBits(validity, at, at + rows);
  } else {
    appendBits(column.validity, rows, validity, at);
  }
}
