import { isValid, type VectorType, valueAt } from "../../../core/io/mod.ts";
import type { LeafValues } from "./chunk.ts";
import { type Piece, Unwritable } from "./dense.ts";

/** Levels of an item of a list that may be absent, with items that may be: `listShredder` gives the same. */
const there = 3;

/** Vectors as lists of doubles, whose numbers lie in the file as they do in the column. */
export function vectorLeaves(name: string, { size }: VectorType, pieces: readonly Piece[]): readonly LeafValues[] {
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  const numbers = new Float64Array(rows * size);
  const definition = new Int32Array(rows * size);
  const repetition = new Int32Array(rows * size);
  let count = 0;
  let levels = 0;
  for (const { column, rows: own } of pieces) {
    for (let row = 0; row < own; row++) {
      if (column.layout === "vector" && column.type.size === size && isValid(column.validity, row)) {
        for (let i = 0, from = row * size; i < size; i++) numbers[count++] = column.data[from++]!;
      } else {
        const value = valueAt(column, row);
        if (value === null) {
          levels++;
          continue;
        }
        if (!(value instanceof Float64Array) || value.length !== size) throw new Unwritable(value);
        numbers.set(value, count);
        count += size;
      }
      definition.fill(there, levels, levels + size);
      repetition.fill(1, levels + 1, levels + size);
      levels += size;
    }
  }
  return [
    {
      path: [name, "list", "element"],
      physical: "DOUBLE",
      dense: { kind: "fixed", count, width: 8, words: new Int32Array(numbers.buffer, 0, 2 * count) },
      levels: {
        kind: "nested",
        definition: definition.subarray(0, levels),
        repetition: repetition.subarray(0, levels),
        largest: { definition: there, repetition: 1 },
      },
    },
  ];
}
