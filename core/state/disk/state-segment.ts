import type { StateSegment } from "../state.ts";
import type { LogSegments } from "./log-segments.ts";
import type { Segment } from "./segment.ts";

/** A sealed segment as a checkpoint sees it: there until it is released, whatever becomes of it in the log. */
export function stateSegment(segment: Segment, segments: LogSegments): StateSegment {
  let isHeld = true;
  segment.readers++;
  return {
    name: segment.name,
    sizeBytes: segment.length,
    groups: segment.groups,
    // Asked for behind the barrier: what is not yet written is then.
    get checksum() {
      segments.writeAll(segment);
      return segment.checksum;
    },
    read: (position, length) => {
      segments.writeAll(segment);
      const bytes = new Uint8Array(Math.min(length, segment.length - position));
      const got = segment.file!.read(bytes, 0, bytes.length, position);
      if (got === bytes.length) return bytes;
      throw new Error(
        `Cannot read state on disk, segment ${segment.name}, as its file must be whole: got ${position + got} of ${segment.length} bytes; was it cut by another program?`,
      );
    },
    release: () => {
      if (isHeld) segments.release(segment);
      isHeld = false;
    },
  };
}
