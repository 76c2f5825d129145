import type { Aggregate } from "./aggregate.ts";
import type { Missing } from "./aggregation.ts";
import { distinctKey } from "./distinct-key.ts";
import type { Ordered } from "./order.ts";
import { takesRanked } from "./value-check.ts";

/** How often each value is there, and a heap of values with the best on top. */
interface KeptExtremes {
  readonly counts: Map<unknown, number>;
  /** May hold values that are gone, but never on top. */
  readonly heap: Ordered[];
}

/**
 * The best value of a changelog: all values are kept, each once with its count, so that the next best is known when the
 * best is taken back. Costs a logarithm of the number of different values.
 */
export function keptExtremes(
  name: string,
  isBetter: (value: Ordered, other: Ordered) => boolean,
): Aggregate<Ordered | Missing, KeptExtremes, Ordered | null> {
  const addTimes = (partial: KeptExtremes, value: Ordered, times: number): void => {
    const key = distinctKey(value);
    const count = partial.counts.get(key);
    partial.counts.set(key, (count ?? 0) + times);
    if (count === undefined) push(partial.heap, value, isBetter);
  };
  return {
    name: `${name} of kept values`,
    ...takesRanked(name),
    zero: () => ({ counts: new Map(), heap: [] }),
    add: (partial, value) => {
      if (value !== null && value !== undefined) addTimes(partial, value, 1);
      return partial;
    },
    retract: (partial, value) => {
      if (value === null || value === undefined) return partial;
      const key = distinctKey(value);
      const count = partial.counts.get(key) ?? 0;
      if (count > 1) partial.counts.set(key, count - 1);
      else partial.counts.delete(key);
      while (partial.heap.length > 0 && !partial.counts.has(distinctKey(partial.heap[0]))) pop(partial.heap, isBetter);
      if (partial.heap.length > 2 * partial.counts.size + 16) dropGone(partial, isBetter);
      return partial;
    },
    merge: (left, right) => {
      const seen = new Set<unknown>();
      for (const value of right.heap) {
        const key = distinctKey(value);
        const count = right.counts.get(key);
        if (count === undefined || seen.has(key)) continue;
        seen.add(key);
        addTimes(left, value, count);
      }
      return left;
    },
    result: ({ heap }) => heap[0] ?? null,
  };
}

/** A value that came again while its old place was still in the heap is there twice; one that is gone not at all. */
function dropGone({ counts, heap }: KeptExtremes, isBetter: (value: Ordered, other: Ordered) => boolean): void {
  const values = new Map(heap.map((value) => [distinctKey(value), value]));
  heap.length = 0;
  for (const [key, value] of values) if (counts.has(key)) push(heap, value, isBetter);
}

function push(heap: Ordered[], value: Ordered, isBetter: (value: Ordered, other: Ordered) => boolean): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBetter(value, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: Ordered[], isBetter: (value: Ordered, other: Ordered) => boolean): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBetter(heap[child + 1]!, heap[child]!)) child++;
    if (!isBetter(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
