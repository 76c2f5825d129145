/**
 * What waits for its results, and the watermarks between: a watermark is a fence that nothing passes in either direction.
 * In between, entries leave in the order they came, or, where that is asked for, as soon as they are done.
 */
export interface FencedQueue<Entry> {
  add(entry: Entry): void;
  done(entry: Entry): void;
  fence(timeMs: number): void;
  /** Takes out all that may leave, in order: entries that are done, and the watermarks behind them. */
  drain(leave: (entry: Entry) => void, pass: (timeMs: number) => void): void;
  /** Entries that have not left. */
  readonly size: number;
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

export function fencedQueue<Entry extends object>(order: "kept" | "completion"): FencedQueue<Entry> {
  const spans: Span<Entry>[] = [newSpan()];
  const spanOf = new Map<Entry, Span<Entry>>();
  const isDone = new Set<Entry>();
  let size = 0;
  const leaveOf = (span: Span<Entry>, leave: (entry: Entry) => void): void => {
    while (span.left < span.entries.length) {
      const entry = span.entries[span.left]!;
      if (order === "kept" && !isDone.delete(entry)) break;
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
      spanOf.set(entry, span);
      if (order === "kept") span.entries.push(entry);
    },
    done: (entry) => {
      const span = spanOf.get(entry)!;
      spanOf.delete(entry);
      span.open--;
      if (order === "kept") isDone.add(entry);
      else span.entries.push(entry);
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
