import type { Recoverable, StateHost, StateSegment } from "../state.ts";
import type { Expiry } from "../user/expiry.ts";
import { memoryFiles } from "./memory-files.ts";
import { groupAt, keyLengthAt, kindAt, recordKind, recordMemory } from "./record.ts";
import type { LogKey, RecordLog } from "./record-log.ts";
import { damaged, headBytes, readHead, type Segment, type StoredExpiry } from "./segment.ts";
import { type SegmentScan, scanOf } from "./segment-scan.ts";

/** Bytes that are copied at a time. */
const pieceBytes = 1 << 20;

/** Fills a log, which is empty, with what the files of others say. They are taken in as they are, under their names. */
export function restoreLog(log: RecordLog, segments: readonly StateSegment[]): void {
  for (const given of segments) {
    const segment = log.segments.adopt(given.name, given.groups);
    copy(given, segment);
    const scan = scanOf(segment, log.timed);
    while (scan.nextWhole()) {
      const { words, doubles } = scan.memory;
      const kind = kindAt(words, scan.start);
      const group = groupAt(words, scan.start);
      if (kind === recordKind.gone || group < given.groups.from || group >= given.groups.to) continue;
      const key = keyOf(scan, log.headerBytes);
      if (kind === recordKind.removed) {
        segment.removals++;
        log.displace(key);
      } else log.place(segment, key, scan, log.timed ? doubles[(scan.start >> 3) + 3]! : Number.NaN);
    }
  }
}

/** What is behind the end that the checkpoint knows is not read. */
function copy(given: StateSegment, segment: Segment): void {
  for (let at = 0; at < given.sizeBytes; at += pieceBytes) {
    segment.append(given.read(at, Math.min(pieceBytes, given.sizeBytes - at)));
    segment.length = segment.written;
  }
  if (segment.length !== given.sizeBytes || segment.checksum !== given.checksum) {
    throw damaged(given.name, segment.length, "its length and checksum must be those of the checkpoint");
  }
}

function keyOf({ memory: { bytes, words }, start }: SegmentScan, headerBytes: number): LogKey {
  const length = keyLengthAt(words, start);
  const at = start + headerBytes;
  return {
    group: groupAt(words, start),
    hash: words[(start >> 2) + 1]!,
    bytes: bytes.subarray(at, at + length),
    length,
  };
}

/** State that can be opened on disk, with whatever time to live. */
export type OpenOnDisk = (host: StateHost, expiry: Expiry | undefined) => Recoverable;

/**
 * Restores state from files that it cannot take in as they are: it is in memory, or expires otherwise. They are read by
 * state on disk as it was, of which a copy is made.
 */
export function restoreConverted(
  target: Recoverable,
  segments: readonly StateSegment[],
  host: StateHost,
  open: OpenOnDisk,
): void {
  const stored = storedExpiry(segments);
  const expiry = stored && ({ ...stored, updates: "onCreateAndWrite", visibility: "neverReturnExpired" } as const);
  const disk = host.disk ?? { folder: memoryFiles(), memoryBytes: 0 };
  const before = open({ ...host, disk }, expiry);
  try {
    before.restoreSegments!(segments);
    target.restore([before.snapshot()]);
  } finally {
    before.close?.();
  }
}

/** State in memory that can be restored from the files of such state on disk, too. */
export function readingSegments<State extends Recoverable>(state: State, host: StateHost, open: OpenOnDisk): State {
  return Object.assign(state, {
    restoreSegments: (segments: readonly StateSegment[]) => restoreConverted(state, segments, host, open),
  });
}

/** Whether files can be taken in as they are. */
export function expiresAlike(segments: readonly StateSegment[], expiry: StoredExpiry | undefined): boolean {
  const stored = storedExpiry(segments);
  return stored?.time === expiry?.time && stored?.ttlMs === expiry?.ttlMs;
}

/** The time to live that all of them have. */
function storedExpiry(segments: readonly StateSegment[]): StoredExpiry | undefined {
  const [first, ...others] = segments.map((segment) => {
    const head = recordMemory(headBytes);
    head.bytes.set(segment.read(0, headBytes));
    return readHead(head, segment.name);
  });
  const other = others.findIndex((each) => each?.ttlMs !== first?.ttlMs || each?.time !== first?.time);
  if (other < 0) return first;
  throw new TypeError(
    `Cannot restore state from files as all must have one time to live: got ${JSON.stringify(first)} and ${JSON.stringify(others[other])}; ` +
      "restore from one checkpoint",
  );
}
