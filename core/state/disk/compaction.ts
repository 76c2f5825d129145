import type { RecordLog } from "./record-log.ts";
import type { Segment } from "./segment.ts";
import { type SegmentScan, scanOf } from "./segment-scan.ts";

/** What a log may have on disk for each byte that is living: a restore reads no more … */
const mostForLiving = 2;

/** … so it begins before that: what it copies is there twice until its segment goes. Of few segments it would copy all the time. */
const segmentsAhead = 2;
const leastForLiving = 1.5;

/** … and beside that, so that small logs are not copied all the time. */
const mostBeside = 1 << 20;

/** Copies what is living out of the oldest segments, a little at a time, and lets them go. */
export class Compaction {
  #segment: Segment | undefined;
  #scan: SegmentScan | undefined;

  /** Looks at about so many bytes. */
  step(log: RecordLog, sizeBytes: number): void {
    for (let left = sizeBytes; left > 0; ) {
      const segment = this.#segment ?? this.#next(log);
      if (segment === undefined) return;
      if (segment.isRetired) {
        this.#segment = undefined;
        continue;
      }
      // Older ones are gone: what it says of removed keys is not needed.
      if (segment.living === 0 || !this.#scan!.nextWhole()) {
        this.#segment = undefined;
        log.retire(segment);
        continue;
      }
      const scan = this.#scan!;
      left -= scan.sizeBytes;
      if (log.isLiving(segment, scan)) log.moveUp(segment, scan);
    }
  }

  #next(log: RecordLog): Segment | undefined {
    const { order, sizeBytes, livingBytes, segmentBytes } = log.segments;
    const oldest = order[0]!;
    if (!oldest.isSealed || oldest.memory !== undefined) return undefined;
    const ahead = Math.max(leastForLiving * livingBytes, mostForLiving * livingBytes - segmentsAhead * segmentBytes);
    const most = ahead + Math.min(mostBeside, segmentBytes);
    if (oldest.living > 0 && sizeBytes <= most) return undefined;
    this.#segment = oldest;
    this.#scan = scanOf(oldest, log.timed);
    return oldest;
  }
}
