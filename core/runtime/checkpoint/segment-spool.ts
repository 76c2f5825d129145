import type { FileSystem } from "../../io/file-system.ts";
import { type Clock, type DirectFile, type DirectFolder, directFolder } from "../../platform/mod.ts";
import type { StateSegment } from "../../state/state.ts";
import type { StateOnDisk } from "../options.ts";
import { eachPiece, type Place } from "./state-file.ts";

/** What of a segment is where its bytes are. */
export type SegmentBytes = Pick<StateSegment, "sizeBytes" | "read">;

/** Bytes that are read and looked at in one go: a segment is hardly larger, and a bucket is asked for no less. */
const atOnceBytes = 16 << 20;

/**
 * Where the files of state on disk wait, looked at, until operators take them in: what has them on disk as there is not the memory for
 * them has none for a restore, and operators read without waiting, which a bucket does not allow.
 */
export class SegmentSpool {
  readonly #parent: string;
  readonly #clock: Clock | undefined;
  #folder: DirectFolder | undefined;
  #file: DirectFile | undefined;
  #sizeBytes = 0;

  /** @param clock As of `directFolder`. */
  constructor({ disk }: StateOnDisk, clock: Clock | undefined) {
    this.#parent = disk;
    this.#clock = clock;
  }

  keep(bytes: Uint8Array): SegmentBytes {
    this.#folder ??= directFolder(this.#parent, this.#clock);
    this.#file ??= this.#folder.create("restored");
    const file = this.#file;
    const at = this.#sizeBytes;
    file.write(bytes, at);
    this.#sizeBytes += bytes.length;
    const sizeBytes = bytes.length;
    return {
      sizeBytes,
      read: (position, length) => {
        const into = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - position)));
        return into.subarray(0, file.read(into, 0, into.length, at + position));
      },
    };
  }

  /** Nothing of it is read any more. */
  close(): void {
    this.#file?.close();
    this.#folder?.close();
  }
}

/** Of state that stays in memory nothing waits on disk. */
export function segmentSpool(state: StateOnDisk | undefined, clock: Clock | undefined): SegmentSpool | undefined {
  return state && new SegmentSpool(state, clock);
}

/** Reads segments, makes sure of every byte, and has them wait. A log has up to twice what is living: what lies between them is not read. */
export async function spooled(
  spool: SegmentSpool,
  files: FileSystem,
  dir: string,
  places: readonly Place[],
): Promise<ReadonlyMap<Place, SegmentBytes>> {
  const kept = new Map<Place, SegmentBytes>();
  for (const [file, some] of Map.groupBy(places, (place) => place.file)) {
    const pieces = eachPiece(files, `${dir}/${file}`, some, { mostBytes: atOnceBytes, times: 1 });
    for await (const [place, bytes] of pieces) kept.set(place, spool.keep(bytes));
  }
  return kept;
}
