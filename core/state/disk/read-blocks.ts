import type { GroupRange, StateSegment } from "../state.ts";
import { headerBytesOf, keyLengthAt, kindAt, recordKind, valueLengthAt } from "./record.ts";
import { SegmentScan } from "./segment-scan.ts";

/** Where the last record of a block is. */
interface Found {
  readonly segment: StateSegment;
  readonly log: string;
  readonly id: number;
  readonly at: number;
  readonly length: number;
}

/** Calls back with the blocks that the files of block logs have, those of each log in the order in which they came. */
export function eachBlock(
  segments: readonly StateSegment[],
  visit: (bytes: Uint8Array, groups: GroupRange) => void,
): void {
  const found = new Map<string, Found>();
  for (const segment of segments) findBlocks(segment, found);
  const inOrder = [...found.values()].sort((a, b) => (a.log === b.log ? a.id - b.id : a.log < b.log ? -1 : 1));
  for (const { segment, at, length } of inOrder) visit(segment.read(at, length), segment.groups);
}

/** What a later record says of a block counts. */
function findBlocks(segment: StateSegment, found: Map<string, Found>): void {
  const header = headerBytesOf(false);
  const scan = new SegmentScan(
    {
      name: segment.name,
      length: segment.sizeBytes,
      read: (into, length, position) => {
        const bytes = segment.read(position, length);
        into.set(bytes);
        return bytes.length;
      },
    },
    false,
  );
  while (scan.nextWhole()) {
    const { words, bytes } = scan.memory;
    const kind = kindAt(words, scan.start);
    if (kind === recordKind.gone) continue;
    const keyLength = keyLengthAt(words, scan.start);
    const key = bytes.slice(scan.start + header, scan.start + header + keyLength);
    const id = new DataView(key.buffer).getFloat64(0, true);
    const log = new TextDecoder().decode(key.subarray(8));
    const name = `${id} ${log}`;
    if (kind === recordKind.removed) found.delete(name);
    else {
      const at = scan.offset + header + keyLength;
      found.set(name, { segment, log, id, at, length: valueLengthAt(words, scan.start) });
    }
  }
}
