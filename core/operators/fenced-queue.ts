/**
 * What waits for its results, and the watermarks between: a watermark is a fence that nothing passes in either direction.
 * In between, entries leave in the order they came, or, where that is asked for, as soon as they are done.
 */
export interface FencedQueue<Entry extends Fenced> {
  add(entry: Entry): void;
  done(entry: Entry): void;
  fence(timeMs: number): void;
  /** Takes out all that may leave, in order: entries that are done, and the watermarks behind them. */
  drain(leave: (entry: Entry) => void, pass: (timeMs: number) => void): void;
  /** Entries that have not left. */
  readonly size: number;
}

/** What the queue notes of an entry, in the entry itself: there are as many as rows. */
export interface Fenced {
  /** Whether it is done. */
  isDone: boolean;
  /** The number of the span between two fences that it lies in. */
  span: number;
}

/** Entries between two fences. */
interface Span<Entry> {
  /** In the order they came, from `left` on; where order does not matter, only those that are done, as they were done. */
  readonly entries: Entry[];
  left: number;
  /** Entries that are to be done. */
  open: number;
  fenceMs: number | undefined;
}

export function fencedQueue<Entry extends Fenced>(order: "kept" | "completion"): FencedQueue<Entry> {
  const spans: Span<Entry>[] = [newSpan()];
  /** The number of the first of them. */
  let first = 0;
  let size = 0;
  const leaveOf = (span: Span<Entry>, leave: (entry: Entry) => void): void => {
    while (span.left < span.entries.length) {
      const entry = span.entries[span.left]!;
      if (!entry.isDone) break;
      span.left++;
      size--;
      leave(entry);
    }
    if (span.left < 64 || span.left * 2 < span.entries.length) return;
    span.entries.splice(0, span.left);
    span.left = 0;
  };
  return {
    add: (entry) => {
      const span = spans.at(-1)!;
      span.open++;
      size++;
      entry.span = first + spans.length - 1;
      if (order === "kept") span.entries.push(entry);
    },
    done: (entry) => {
      const span = spans[entry.span - first]!;
      span.open--;
      entry.isDone = true;
      if (order === "completion") span.entries.push(entry);
    },
    fence: (timeMs) => {
      const last = spans.at(-1)!;
      last.fenceMs = timeMs;
      spans.push(newSpan());
    },
    drain: (leave, pass) => {
      for (;;) {
        const [span] = spans as [Span<Entry>];
        leaveOf(span, leave);
        if (span.fenceMs === undefined || span.open > 0 || span.left < span.entries.length) return;
        spans.shift();
        first++;
        pass(span.fenceMs);
      }
    },
    get size() {
      return size;
    },
  };
}

function newSpan<Entry>(): Span<Entry> {
  return { entries: [], left: 0, open: 0, fenceMs: undefined };
}
