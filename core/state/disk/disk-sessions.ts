import { type ByteWriter, writeValue, writtenBytes } from "../../data/codec.ts";
import { type PartialColumn, partialBytes } from "../../data/partial-columns.ts";
import { addSession, eachKeptSession, readSession, writeSession } from "../kept-sessions.ts";
import type { KeyedTable } from "../keyed-table.ts";
import type { PaneFolding } from "../pane-folding.ts";
import { groupWriter } from "../pane-state.ts";
import { Sessions } from "../session-slots.ts";
import type { SessionState, SessionsAway } from "../session-state.ts";
import type { Footprint, Recoverable, StateHost, StateSegment, StateSnapshot } from "../state.ts";
import { KeyedLog } from "./keyed-log.ts";
import { KeysAtHand, NamedKeys } from "./keys-at-hand.ts";
import { recordKind } from "./record.ts";

/** Of the memory there is, what sessions at hand may have; the rest is the log's. */
const handShare = 1 / 2;

/** What a session takes beside its partial results, in arrays that are twice as long as need be. */
const sessionBytes = 80;

/**
 * Sessions by whole keys: those of the last batches in memory, of all others a record a key. What was asked for is written when
 * there is too much at hand, between two batches, and at a barrier.
 */
export class DiskSessions implements SessionState, SessionsAway, Recoverable {
  readonly #foldings: readonly PaneFolding[];
  readonly #host: StateHost;
  readonly #records: KeyedLog;
  readonly #hand: KeysAtHand;
  /** Operators know by their numbers when keys are due. */
  readonly #named = new NamedKeys();
  readonly #handBytes: number;
  readonly #sessions: Sessions;

  constructor(foldings: readonly PaneFolding[], host: StateHost) {
    const disk = host.disk!;
    this.#foldings = foldings;
    this.#host = host;
    this.#handBytes = disk.memoryBytes * handShare;
    this.#records = new KeyedLog(host, { ...disk, memoryBytes: disk.memoryBytes - this.#handBytes }, undefined);
    this.#hand = new KeysAtHand(this.#records);
    this.#sessions = new Sessions(foldings);
  }

  get away(): SessionsAway {
    return this;
  }

  get keys(): KeyedTable {
    return this.#sessions.keys;
  }

  get heads(): Int32Array {
    return this.#sessions.heads;
  }

  get keyOf(): Float64Array {
    return this.#sessions.keyOf;
  }

  get starts(): Float64Array {
    return this.#sessions.starts;
  }

  get ends(): Float64Array {
    return this.#sessions.ends;
  }

  get fired(): Uint8Array {
    return this.#sessions.fired;
  }

  get next(): Int32Array {
    return this.#sessions.next;
  }

  get partials(): readonly PartialColumn[] {
    return this.#sessions.partials;
  }

  get size(): number {
    return this.#sessions.size;
  }

  locate(keys: Float64Array, selection: Int32Array | undefined, length: number, entries: Int32Array): void {
    this.#sessions.locate(keys, selection, length, entries);
  }

  add(entry: number, start: number, end: number): number {
    return this.#sessions.add(entry, start, end);
  }

  move(slot: number, start: number, end: number): void {
    this.#sessions.move(slot, start, end);
  }

  remove(slot: number): void {
    this.#sessions.remove(slot);
  }

  forget(key: number): void {
    this.#sessions.forget(key);
  }

  touching(entry: number, start: number, end: number): number[] {
    return this.#sessions.touching(entry, start, end);
  }

  eachSlot(visit: (slot: number) => void): void {
    this.#sessions.eachSlot(visit);
  }

  chainOf(key: number): number[] {
    return this.#sessions.chainOf(key);
  }

  firstOf(key: number): number {
    return this.#sessions.firstOf(key);
  }

  get nothingAway(): boolean {
    return this.#records.log.size === 0;
  }

  get isFull(): boolean {
    return this.#handSize > this.#handBytes;
  }

  putAway(): void {
    this.#flush();
    this.#sessions.clear();
    this.#hand.clear();
  }

  bring(keys: Float64Array, selection: Int32Array | undefined, length: number): void {
    for (let k = 0; k < length; k++) this.#hand.changed.add(keys[selection === undefined ? k : selection[k]!]!);
    this.#hand.bring(keys, selection, length, (key) => {
      // Copied: what is decoded may be kept.
      const reader = { bytes: this.#records.valueBytes(), at: 0 };
      while (reader.at < reader.bytes.length) {
        const { bounds, partials } = readSession(reader, this.#foldings);
        addSession(this.#sessions, key, bounds, partials);
      }
    });
  }

  note(key: number): void {
    this.#hand.changed.add(key);
  }

  allKeys(): Float64Array {
    this.#flush();
    return this.#records.numbers(recordKind.first);
  }

  snapshot(): StateSnapshot {
    this.#flush();
    const { keys } = this.#host;
    const writers = new Map<number, ByteWriter>();
    const one = new Sessions(this.#foldings);
    this.#records.log.each((scan) => {
      const number = this.#records.numberIn(scan);
      const writer = groupWriter(writers, keys.groupOf(number));
      const reader = this.#records.valueIn(scan);
      while (reader.at < reader.end) {
        const { bounds, partials } = readSession(reader, this.#foldings);
        one.clear();
        addSession(one, number, bounds, partials);
        writeValue(writer, keys.keyOf(number));
        writeSession(writer, one, 0, this.#foldings);
      }
    });
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[]): void {
    eachKeptSession(parts, this.#foldings, this.#host.keys, (key, bounds, partials) => {
      if (this.isFull) this.putAway();
      this.bring(Float64Array.of(key), undefined, 1);
      addSession(this.#sessions, key, bounds, partials);
    });
  }

  segments(): readonly StateSegment[] {
    this.#flush();
    return this.#records.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    this.#records.restoreSegments(segments, this, (host) => new DiskSessions(this.#foldings, host));
    this.#named.noteAll(this.#records);
  }

  eachKey(visit: (key: number) => void): void {
    this.#named.eachKey(visit);
    this.#hand.eachKey(visit);
  }

  footprint(): Footprint {
    const { entries, bytes } = this.#records.footprint();
    return { entries: Math.max(entries, this.#sessions.size), bytes: bytes + this.#handSize };
  }

  close(): void {
    this.#records.close();
  }

  get #handSize(): number {
    const { size, partials, starts } = this.#sessions;
    // Arrays are as long as those of the time when there was most.
    const arrays = partialBytes(partials, 0);
    const others = partialBytes(partials, size) - arrays;
    return size * (sessionBytes + arrays / starts.length) + others + this.#hand.bytes;
  }

  /** Writes what may have changed. */
  #flush(): void {
    const { log, key, writer } = this.#records;
    for (const number of this.#hand.changed) {
      const found = log.find(key.of(number));
      const chain = this.#sessions.chainOf(number);
      this.#named.note(number, chain.length > 0);
      if (chain.length === 0) {
        if (found) log.remove();
        continue;
      }
      writer.length = 0;
      for (const slot of chain) writeSession(writer, this.#sessions, slot, this.#foldings);
      this.#records.write(recordKind.first, Number.NaN);
    }
    this.#hand.changed.clear();
  }
}
