import { popLeast, pushNumber } from "./number-heap.ts";

/**
 * Numbers by the time at which they are due, for very many of them: those of a span of time wait unsorted in a bucket,
 * and only the bucket that time has reached is sorted. (A heap costs a cache miss a level: at a million entries four
 * times as much.)
 */
export interface DueQueue {
  /** `item` is due at a finite time. It may be there several times. */
  push(timeMs: number, item: number): void;
  /** Takes out what is due at or before a time. `visit` may push what is due later. */
  take(untilMs: number, visit: (item: number, timeMs: number) => void): void;
  /** No item is due before; +∞ where there is none. */
  readonly nextMs: number;
}

interface Bucket {
  readonly times: number[];
  readonly items: number[];
}

/** @param widthMs Span of a bucket: about the time that items wait, divided by ten. */
export function dueQueue(widthMs: number): DueQueue {
  const buckets = new Map<number, Bucket>();
  const order: number[] = [];
  /** What is left of the buckets that time has reached, latest first. */
  const current: Bucket = { times: [], items: [] };
  let reached = Number.NEGATIVE_INFINITY;

  const push = (timeMs: number, item: number): void => {
    const at = Math.floor(timeMs / widthMs);
    if (at <= reached) return insert(current, timeMs, item);
    let bucket = buckets.get(at);
    if (bucket === undefined) {
      bucket = { times: [], items: [] };
      buckets.set(at, bucket);
      pushNumber(order, at);
    }
    bucket.times.push(timeMs);
    bucket.items.push(item);
  };
  return {
    push,
    get nextMs() {
      return Math.min(
        current.times.at(-1) ?? Number.POSITIVE_INFINITY,
        (order[0] ?? Number.POSITIVE_INFINITY) * widthMs,
      );
    },
    take: (untilMs, visit) => {
      while (current.times.length > 0 && current.times.at(-1)! <= untilMs) {
        visit(current.items.pop()!, current.times.pop()!);
      }
      while (order.length > 0 && order[0]! <= Math.floor(untilMs / widthMs)) {
        reached = popLeast(order);
        const { times, items } = buckets.get(reached)!;
        buckets.delete(reached);
        const later: number[] = [];
        times.forEach((timeMs, at) => (timeMs <= untilMs ? visit(items[at]!, timeMs) : later.push(at)));
        later.sort((a, b) => times[b]! - times[a]!);
        for (const at of later) insert(current, times[at]!, items[at]!);
      }
    },
  };
}

/** Keeps the latest first; at the end it is a push. */
function insert({ times, items }: Bucket, timeMs: number, item: number): void {
  let low = 0;
  let high = times.length;
  if (high === 0 || times[high - 1]! >= timeMs) low = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! >= timeMs) low = middle + 1;
    else high = middle;
  }
  times.splice(low, 0, timeMs);
  items.splice(low, 0, item);
}
