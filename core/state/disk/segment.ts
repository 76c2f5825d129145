import { crc32, type DirectFile, type DirectFolder, uniqueName } from "../../platform/mod.ts";
import { wordSum } from "../kernels/word-sum.ts";
import type { GroupRange } from "../state.ts";
import type { Expiring, Expiry } from "../user/expiry.ts";
import { type RecordMemory, sizeAt } from "./record.ts";

/*
 * A segment's file: its head, then records until the end.
 * head = "MRS1" · flags (4 bytes: 1 its records have times, 2 those are of event) · time to live, ms (double; 0 without)
 */

export const headBytes = 16;

/** Positions of a segment: 8 bytes each, so that 2¹⁷ segments of 64 MB have theirs in 40 bits. */
export const positionsOfSegment: number = 2 ** 23;

export const mostSegmentBytes: number = 8 * positionsOfSegment;

const magic = 0x3153524d;

/** The part of a time to live that stands in a segment. */
export type StoredExpiry = Pick<Expiry, "ttlMs" | "time">;

/** What a log needs of the disk. */
export type LogFolder = Pick<DirectFolder, "create" | "remove">;

/** A part of a log: records in memory until they are written, in the order they came. */
export class Segment implements Expiring {
  readonly slot: number;
  /** What it is called wherever a copy of it is. */
  readonly name: string;
  readonly groups: GroupRange;
  /** Until all of it is written. */
  memory: RecordMemory | undefined;
  /** Bytes that it has. */
  length: number = headBytes;
  /** Bytes of records that are what their keys have now. */
  living = 0;
  /** Records that say that a key has no value. */
  removals = 0;
  /** It gets no more records. */
  isSealed = false;
  /** Checkpoints that still read it. */
  readers = 0;
  /** The log does not need it any more. */
  isRetired = false;
  file: DirectFile | undefined;
  /** Bytes of it that are in its file. */
  written = 0;
  /** CRC-32 of those. */
  checksum = 0;
  /** The earliest time of its living records. */
  timeMs: number = Number.NaN;
  bucket: number = Number.NaN;
  readonly #fileName = `${uniqueName()}.segment`;

  constructor(slot: number, groups: GroupRange, name: string = uniqueName()) {
    this.slot = slot;
    this.groups = groups;
    this.name = name;
  }

  get firstPosition(): number {
    return this.slot * positionsOfSegment;
  }

  /** Writes up to about so many bytes of what is not yet in its file; gives how many. Where that fails, it may be tried again. */
  write(folder: LogFolder, headerBytes: number, atMost: number): number {
    const memory = this.memory!;
    this.file ??= folder.create(this.#fileName);
    const from = this.written;
    let to = Math.max(from, headBytes);
    while (to < this.length && to - from < atMost) {
      const size = sizeAt(memory.words, to, headerBytes);
      memory.words[to >> 2] = wordSum(memory.words, (to >> 2) + 1, (to + size) >> 2);
      to += size;
    }
    this.append(memory.bytes.subarray(from, to));
    return to - from;
  }

  /** Bytes behind those that its file has. */
  append(bytes: Uint8Array): void {
    this.file!.write(bytes, this.written);
    this.checksum = crc32(bytes, this.checksum);
    this.written += bytes.length;
  }

  openFile(folder: LogFolder): void {
    this.file ??= folder.create(this.#fileName);
  }

  /** Gives back its file. */
  close(folder: LogFolder): void {
    this.memory = undefined;
    this.file?.close();
    if (this.file !== undefined) folder.remove(this.#fileName);
    this.file = undefined;
  }
}

export function writeHead({ words, doubles }: RecordMemory, expiry: StoredExpiry | undefined): void {
  words[0] = magic;
  words[1] = expiry === undefined ? 0 : expiry.time === "event" ? 3 : 1;
  doubles[1] = expiry?.ttlMs ?? 0;
}

/** The time to live that a segment's records have. */
export function readHead({ words, doubles }: RecordMemory, name: string): StoredExpiry | undefined {
  if (words[0] !== magic) throw damaged(name, 0, "it must begin as one does");
  const flags = words[1]!;
  return (flags & 1) === 0 ? undefined : { ttlMs: doubles[1]!, time: (flags & 2) === 0 ? "processing" : "event" };
}

/** Whether a record of a file is as it was written. */
export function isWhole({ words }: RecordMemory, start: number, sizeBytes: number): boolean {
  return words[start >> 2] === wordSum(words, (start >> 2) + 1, (start + sizeBytes) >> 2);
}

export function damaged(name: string, position: number, must: string): Error {
  return new Error(
    `Cannot read state on disk, segment ${name} at byte ${position}, as ${must}: got other bytes; ` +
      "restore from an earlier checkpoint, and look after the disk",
  );
}

/** @param most Bytes. */
export function tooLarge(what: string, sizeBytes: number, most: number): RangeError {
  return new RangeError(
    `Cannot keep ${what} in state on disk as it must have at most ${most} bytes: got ${sizeBytes}; ` +
      "keep parts of it in a map or a list, each is a record of its own",
  );
}
