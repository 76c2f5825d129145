import { type ByteReader, type ByteWriter, byteWriter, readValue, writeRaw, writeValue } from "../../data/codec.ts";
import { finalise } from "../../data/murmur3.ts";
import type { KeySpace } from "../key-space.ts";
import type { Footprint, StateDisk, StateHost, StateSegment } from "../state.ts";
import { TimerQueue } from "../timer-queue.ts";
import type { Timer } from "../timers.ts";
import { BlockLog } from "./block-log.ts";
import { KeyWriter } from "./key-writer.ts";

/*
 * A block of what was done to timers, one after another until its end: whether it was set (else deleted) · key · time · namespace
 */

/** What was done to some timers: blocks of a log, and behind them what is not written yet. */
export interface TimersDone {
  readonly blocks: number[];
  readonly open: ByteWriter;
  /** How much was done, and how much of it was that a timer was set. */
  count: number;
  sets: number;
}

/** Something that was done to a timer. */
export type TimerVisit = (isSet: boolean, key: number, timeMs: number, namespace: number) => void;

/** Of the memory there is, what the log has in open blocks, and the most that one of them has, bytes. */
const openShare = 1 / 256;
const largestOpenBytes = 1 << 14;

/** Keeps what was done to timers in blocks of a log. Nothing is looked up there: it is read in order, as it was done. */
export class TimerLog {
  readonly #log: BlockLog;
  readonly #key: KeyWriter;
  readonly #keys: KeySpace;
  readonly #openBytes: number;

  constructor(host: StateHost, disk: StateDisk) {
    this.#keys = host.keys;
    this.#log = new BlockLog(host, disk);
    this.#key = new KeyWriter(host.keys, host.maxParallelism);
    this.#openBytes = Math.min(largestOpenBytes, disk.memoryBytes * openShare);
  }

  note(done: TimersDone, isSet: boolean, key: number, timeMs: number, namespace: number): void {
    const { open } = done;
    writeValue(open, isSet);
    const { bytes, length } = this.#key.of(key);
    writeRaw(open, bytes.subarray(0, length));
    writeValue(open, timeMs);
    writeValue(open, namespace);
    done.count++;
    if (isSet) done.sets++;
    if (open.length > this.#openBytes) this.write(done);
  }

  /** What was done to get these timers. */
  doneFor(timers: readonly Timer[]): TimersDone {
    const done = nothingDone();
    for (const { key, timeMs, namespace } of timers) this.note(done, true, key, timeMs, namespace);
    return done;
  }

  /** Nothing of it is in memory any more. */
  write({ blocks, open }: TimersDone): void {
    if (open.length === 0) return;
    const id = this.#log.nextId();
    this.#log.put(id, open.bytes.subarray(0, open.length));
    blocks.push(id);
    open.length = 0;
  }

  each({ blocks, open }: TimersDone, visit: TimerVisit): void {
    for (const id of blocks) eachDone(this.#log.read(id), this.#keys, visit);
    eachDone(open.bytes.slice(0, open.length), this.#keys, visit);
  }

  /** The timers that are set when all of it was done. */
  timersOf(done: TimersDone): Timer[] {
    const queue = new TimerQueue();
    this.each(done, (isSet, key, timeMs, namespace) => {
      if (isSet) queue.add(key, timeMs, namespace);
      else queue.delete(key, timeMs, namespace);
    });
    return queue.all();
  }

  remove({ blocks }: TimersDone): void {
    for (const id of blocks) this.#log.remove(id);
  }

  /** Tells timers of one time apart: 32 bits, without a sign. */
  tieOf(key: number, namespace: number): number {
    return finalise(this.#key.of(key).hash ^ Math.imul(namespace | 0, 0x9e3779b1)) >>> 0;
  }

  seal(): readonly StateSegment[] {
    return this.#log.seal();
  }

  footprint(): Footprint {
    return this.#log.footprint();
  }

  close(): void {
    this.#log.close();
  }
}

export function nothingDone(): TimersDone {
  return { blocks: [], open: byteWriter(64), count: 0, sets: 0 };
}

/** Reads a block. */
export function eachDone(bytes: Uint8Array, keys: KeySpace, visit: TimerVisit): void {
  const reader: ByteReader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const isSet = readValue(reader) as boolean;
    const key = keys.numberOf(readValue(reader));
    const timeMs = readValue(reader) as number;
    visit(isSet, key, timeMs, readValue(reader) as number);
  }
}
