import { draw } from "../nexmark/draw.ts";

/** Five million rows, or fewer: keys of small and of many values, a whole-numbered double (so that sums are exact). */
export interface Table {
  readonly key10k: Int32Array;
  readonly key1M: Int32Array;
  readonly item: Int32Array;
  readonly value: Float64Array;
}

/** What `item` is joined to: each id once, in no order. */
export interface Items {
  readonly id: Int32Array;
  readonly weight: Float64Array;
}

export const itemCount = 326_000;

export function makeTable(rows: number): Table {
  const table = {
    key10k: new Int32Array(rows),
    key1M: new Int32Array(rows),
    item: new Int32Array(rows),
    value: new Float64Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    table.key10k[row] = draw(row, 0) % 10_000;
    table.key1M[row] = draw(row, 1) % 1_000_000;
    table.item[row] = draw(row, 2) % itemCount;
    table.value[row] = draw(row, 3) % 1_000_000;
  }
  return table;
}

export function makeItems(): Items {
  const id = Int32Array.from({ length: itemCount }, (_, item) => item);
  for (let last = itemCount - 1; last > 0; last--) {
    const other = draw(last, 4) % (last + 1);
    [id[last], id[other]] = [id[other]!, id[last]!];
  }
  return { id, weight: Float64Array.from({ length: itemCount }, (_, item) => draw(item, 5) % 1000) };
}
