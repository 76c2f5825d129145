import { type Expiry, ExpiryQueue } from "../user/expiry.ts";
import type { RecordLog } from "./record-log.ts";
import type { Segment } from "./segment.ts";
import type { SegmentScan } from "./segment-scan.ts";

/** Bytes of a segment that are looked at in one go. */
const mostBytes = 1 << 22;

/** What a look at a record found. */
export interface Looked {
  /** Entries it has, or had. */
  readonly work: number;
  /** The earliest time of what is left of it; +∞ where nothing is. */
  readonly timeMs: number;
}

/** Segments by when the first of their records expires: those due are gone through, a bounded number of records at a time. */
export class LogExpiry {
  readonly #queue: ExpiryQueue<Segment>;
  /** Where the look at a segment goes on, and the earliest time that it has found. */
  readonly #begun = new Map<Segment, { readonly from: number; readonly leastMs: number }>();

  constructor(expiry: Expiry) {
    this.#queue = new ExpiryQueue(expiry);
  }

  /** A record of a segment got a time; +∞: it stays. */
  note(segment: Segment, timeMs: number): void {
    if (timeMs === Number.POSITIVE_INFINITY) return;
    if (Number.isNaN(segment.bucket)) segment.timeMs = timeMs;
    else if (timeMs < segment.timeMs || (Number.isNaN(timeMs) && !Number.isNaN(segment.timeMs))) {
      this.#queue.forget(segment);
      segment.timeMs = timeMs;
    } else return;
    this.#queue.push(segment);
  }

  get nextMs(): number {
    return this.#queue.nextMs;
  }

  cleanUp(
    log: RecordLog,
    nowMs: number,
    budget: number,
    look: (scan: SegmentScan, segment: Segment) => Looked,
  ): number {
    let left = budget;
    return this.#queue.visit(nowMs, budget, (segment) => {
      if (segment.isRetired) return 0;
      const work = this.#visit(log, segment, left, look);
      left -= work;
      return work;
    });
  }

  #visit(
    log: RecordLog,
    segment: Segment,
    budget: number,
    look: (scan: SegmentScan, segment: Segment) => Looked,
  ): number {
    const begun = this.#begun.get(segment);
    const { timeMs } = segment;
    let work = 0;
    let leastMs = begun?.leastMs ?? Number.POSITIVE_INFINITY;
    const found = (scan: SegmentScan): boolean => {
      const looked = look(scan, segment);
      work += looked.work;
      leastMs = Math.min(leastMs, looked.timeMs);
      return work >= budget;
    };
    const stopped = log.eachOf(segment, found, begun?.from, mostBytes);
    if (stopped === undefined) {
      this.#begun.delete(segment);
      // What came or was refreshed meanwhile has been noted.
      if (leastMs < Number.POSITIVE_INFINITY) this.note(segment, leastMs);
      else log.retireEmpty(segment);
    } else {
      this.#begun.set(segment, { from: stopped, leastMs });
      this.#queue.forget(segment);
      segment.timeMs = timeMs;
      this.#queue.push(segment);
    }
    return work === 0 ? 1 : work;
  }
}
