import type { Column } from "../data/column.ts";
import { countUp } from "./kernels/count-up.ts";
import { endOfTie, insertionSort, nextTie, orderShortTies, radixSort } from "./kernels/radix.ts";
import { splitOrder, turnWords } from "./kernels/sort-words.ts";
import { type Ordering, type SortValues, sortValues } from "./sort-values.ts";

/** Rows in order, by their numbers. */
export interface SortedRows {
  readonly order: Int32Array;
  /**
   * Makes the first column's values from a place in this order to another, where their words say it all: to fetch them by row is
   * a miss of the cache each.
   */
  readonly first: ((from: number, to: number) => Float64Array | Int32Array) | undefined;
}

/**
 * The row numbers in order of some columns, the first of them weighing most; rows that are equal in all keep their order.
 * NaN is the greatest of all, and rows without a value are at the end they are told to, in either order.
 */
export function sortedRows(columns: readonly Column[], orderings: readonly Ordering[], rowCount: number): SortedRows {
  const order = countUp(0, new Int32Array(rowCount));
  let first: SortedRows["first"];
  // Each column is sorted without disturbing the order of equal values, so the least important goes first.
  for (let at = columns.length - 1; at >= 0; at--) first = sortBy(columns[at]!, orderings[at]!, order);
  return { order, first };
}

/** Gives the values in order where their words are all that was sorted. */
function sortBy(column: Column, ordering: Ordering, order: Int32Array): SortedRows["first"] {
  const values = sortValues(column, order.length);
  const present = presentPart(values, ordering, order);
  if (ordering.order === "descending") for (const words of values.words) turnWords(words);
  const sorted = sortFrom(values, ordering.order === "descending" ? -1 : 1, 0, present);
  if (
    sorted === undefined ||
    values.valuesOf === undefined ||
    values.isNull !== undefined ||
    values.numbers !== undefined
  )
    return undefined;
  if (ordering.order === "descending") turnWords(sorted);
  const { valuesOf } = values;
  return (from, to) => valuesOf(sorted.subarray(from, to));
}

/** Runs up to this long are sorted by insertion. */
const shortRun = 24;

/**
 * Sorts rows by their words from `level` on, and those that tie in one by the next; by their whole values at last. Gives
 * the words in order where one of each row is all, and there are more than a few.
 */
function sortFrom(values: SortValues, sign: number, level: number, order: Int32Array): Uint32Array | undefined {
  const { words, compare } = values;
  if (level === words.length) {
    if (compare !== undefined) sortWhole(compare, sign, order);
    return undefined;
  }
  const isLast = level === words.length - 1 && compare === undefined;
  if (order.length <= shortRun && isLast) {
    insertionSort(words[level]!, order, 0, order.length);
    return undefined;
  }
  const sorted = new Uint32Array(order.length);
  radixSort(words[level]!, order, sorted, new Int32Array(order.length), new Uint32Array(order.length));
  if (isLast) return level === 0 ? sorted : undefined;
  const nextIsLast = level === words.length - 2 && compare === undefined;
  const tieFrom = (from: number): number =>
    nextIsLast ? orderShortTies(sorted, words[level + 1]!, order, from, shortRun) : nextTie(sorted, from);
  for (let from = tieFrom(0); from < order.length; ) {
    const to = endOfTie(sorted, from);
    sortFrom(values, sign, level + 1, order.subarray(from, to));
    from = tieFrom(to);
  }
  return undefined;
}

function sortWhole(compare: (a: number, b: number) => number, sign: number, order: Int32Array): void {
  order.set(Array.from(order).sort((a, b) => sign * compare(a, b)));
}

/** Where rows stand: nulls that come first, then two classes, then nulls that come last. */
const classOf = {
  ascending: { nullFirst: 0, number: 1, notANumber: 2, nullLast: 3 },
  descending: { nullFirst: 0, notANumber: 1, number: 2, nullLast: 3 },
} as const;

/** Puts rows without a value and NaNs where they belong; gives the rest, which is still to be sorted. */
function presentPart({ isNull, numbers }: SortValues, ordering: Ordering, order: Int32Array): Int32Array {
  if (isNull === undefined && numbers === undefined) return order;
  const { nullFirst, number, notANumber, nullLast } = classOf[ordering.order];
  const absent = ordering.nulls === "first" ? nullFirst : nullLast;
  const classes = new Uint8Array(order.length).fill(number);
  for (let row = 0; row < classes.length; row++) {
    if (isNull?.(row) === true) classes[row] = absent;
    else if (numbers !== undefined && Number.isNaN(numbers[row]!)) classes[row] = notANumber;
  }
  const counts = new Int32Array(4);
  const split = new Int32Array(order.length);
  splitOrder(order, classes, counts, split);
  order.set(split);
  const from = counts[0]! + (number === 2 ? counts[1]! : 0);
  return order.subarray(from, from + counts[number]!);
}
