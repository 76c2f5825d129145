import type { Column } from "../data/column.ts";
import { radixSort } from "./kernels/radix.ts";
import { splitOrder, turnWords } from "./kernels/sort-words.ts";
import { type SortValues, sortValues } from "./sort-values.ts";

/** How rows are ordered by one column. */
export interface Ordering {
  readonly order: "ascending" | "descending";
  /** Where rows without a value go, in either order. */
  readonly nulls: "first" | "last";
}

/**
 * The row numbers in order of some columns, the first of them weighing most; rows that are equal in all keep their order.
 * NaN comes after all numbers, and rows without a value at the end they are told to, in either order.
 */
export function sortedRows(columns: readonly Column[], orderings: readonly Ordering[], rowCount: number): Int32Array {
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  // Each column is sorted without disturbing the order of equal values, so the least important goes first.
  for (let at = columns.length - 1; at >= 0; at--) sortBy(columns[at]!, orderings[at]!, order);
  return order;
}

function sortBy(column: Column, ordering: Ordering, order: Int32Array): void {
  const values = sortValues(column, order.length);
  const present = presentPart(values, ordering, order);
  if (ordering.order === "descending") for (const words of values.words) turnWords(words);
  const scratch = [new Int32Array(present.length), new Uint32Array(present.length), new Uint32Array(present.length)] as const;
  for (const words of values.words.toReversed()) radixSort(words, present, scratch[0], scratch[1], scratch[2]);
  if (values.compare !== undefined) sortTies(values, ordering, present);
}

const classOf = { nullFirst: 0, number: 1, notANumber: 2, nullLast: 3 } as const;

/** Puts rows without a value and NaNs where they belong; gives the rest, which is still to be sorted. */
function presentPart({ isNull, numbers }: SortValues, { nulls }: Ordering, order: Int32Array): Int32Array {
  if (isNull === undefined && numbers === undefined) return order;
  const absent = nulls === "first" ? classOf.nullFirst : classOf.nullLast;
  const classes = new Uint8Array(order.length).fill(classOf.number);
  for (let row = 0; row < classes.length; row++) {
    if (isNull?.(row) === true) classes[row] = absent;
    else if (numbers !== undefined && Number.isNaN(numbers[row]!)) classes[row] = classOf.notANumber;
  }
  const counts = new Int32Array(4);
  const split = new Int32Array(order.length);
  splitOrder(order, classes, counts, split);
  order.set(split);
  return order.subarray(counts[0]!, counts[0]! + counts[1]!);
}

/** Rows whose words are equal are told apart by their whole values. */
function sortTies({ words, compare }: SortValues, { order: direction }: Ordering, order: Int32Array): void {
  const sign = direction === "descending" ? -1 : 1;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && words.every((each) => each[order[to]!] === each[order[from]!])) to++;
    if (to - from > 1) {
      const tied = Array.from(order.subarray(from, to)).sort((a, b) => sign * compare!(a, b));
      order.set(tied, from);
    }
    from = to;
  }
}
