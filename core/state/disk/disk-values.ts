import { type ByteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { roughValueBytes } from "../../data/size.ts";
import { firstRemembered } from "../key-memory.ts";
import type { ValueCodec, ValueState } from "../keyed-state.ts";
import { groupWriter } from "../pane-state.ts";
import {
  type Footprint,
  keyedBytes,
  type Recoverable,
  type StateHost,
  type StateSegment,
  type StateSnapshot,
} from "../state.ts";
import { KeyedLog } from "./keyed-log.ts";
import { recordKind } from "./record.ts";

/** Of the memory there is, what values at hand may have; the rest is the log's. */
const handShare = 1 / 2;

/** What a key at hand takes beside its values, and what a value may grow by each time that it is asked for. */
const keyBytes = 128;
const growthBytes = 64;

/** One value in so many is measured. */
const sampleEvery = 16;

/**
 * Values by key and namespace: those of the last batches as in memory, of all others a record a key. Whoever asks for a value may
 * change it in place until it is put away: each that was asked for is written then, and at a barrier.
 */
export class DiskValues<Value> implements ValueState<Value>, Recoverable {
  readonly #codec: ValueCodec<Value>;
  readonly #host: StateHost;
  readonly #records: KeyedLog;
  readonly #handBytes: number;
  readonly #hand = new Map<number, Map<number, Value>>();
  /** Keys whose values may not be as they are on disk. */
  readonly #asked = new Set<number>();
  /** Keys with values that stand for others: queues and timers know them by their numbers. */
  readonly #named = new Set<number>();
  #bytes = 0;
  readonly #sampled = { values: 1, bytes: keyBytes };
  #sets = 0;

  constructor(codec: ValueCodec<Value>, host: StateHost) {
    const disk = host.disk!;
    this.#codec = codec;
    this.#host = host;
    this.#handBytes = disk.memoryBytes * handShare;
    this.#records = new KeyedLog(host, { ...disk, memoryBytes: disk.memoryBytes - this.#handBytes }, undefined);
  }

  get(key: number, namespace = 0): Value | undefined {
    return this.#of(key).get(namespace);
  }

  set(key: number, value: Value, namespace = 0): void {
    const spaces = this.#of(key);
    if (!spaces.has(namespace)) this.#bytes += this.#sampled.bytes / this.#sampled.values;
    spaces.set(namespace, value);
    if (key >= firstRemembered) this.#named.add(key);
    if (this.#sets++ % sampleEvery > 0) return;
    this.#sampled.values++;
    this.#sampled.bytes += roughValueBytes(value, 4);
  }

  delete(key: number, namespace = 0): void {
    const spaces = this.#of(key);
    if (spaces.delete(namespace) && spaces.size === 0) this.#named.delete(key);
  }

  namespacesOf(key: number): Iterable<number> {
    return this.#of(key).keys();
  }

  *keys(): Iterable<number> {
    this.#flush();
    yield* this.#records.numbers(recordKind.first);
  }

  readAhead(keys: Float64Array, selection: Int32Array | undefined, length: number): void {
    this.relieve();
    const { log, key } = this.#records;
    if (log.size === 0) return;
    for (let k = 0; k < length; k++) {
      const number = keys[selection === undefined ? k : selection[k]!]!;
      if (!this.#hand.has(number)) log.want(key.of(number));
    }
    log.readAhead();
  }

  relieve(): void {
    if (this.#bytes <= this.#handBytes) return;
    this.#flush();
    this.#hand.clear();
    this.#bytes = 0;
  }

  snapshot(): StateSnapshot {
    this.#flush();
    const { keys } = this.#host;
    const writers = new Map<number, ByteWriter>();
    this.#records.log.each((scan) => {
      const number = this.#records.numberIn(scan);
      const writer = groupWriter(writers, keys.groupOf(number));
      const reader = this.#records.valueIn(scan);
      while (reader.at < reader.end) {
        writeValue(writer, keys.keyOf(number));
        writeValue(writer, readValue(reader));
        writeValue(writer, readValue(reader));
      }
    });
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[]): void {
    for (const bytes of keyedBytes(parts)) {
      const reader = { bytes, at: 0 };
      while (reader.at < bytes.length) {
        const key = this.#host.keys.numberOf(readValue(reader));
        const namespace = readValue(reader) as number;
        this.set(key, this.#codec.decode(readValue(reader)), namespace);
        this.relieve();
      }
    }
  }

  segments(): readonly StateSegment[] {
    this.#flush();
    return this.#records.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    this.#records.restoreSegments(segments, this, (host) => new DiskValues(this.#codec, host));
    for (const key of this.#records.numbers(recordKind.first)) if (key >= firstRemembered) this.#named.add(key);
  }

  eachKey(visit: (key: number) => void): void {
    for (const key of this.#named) visit(key);
    for (const key of this.#hand.keys()) visit(key);
  }

  footprint(): Footprint {
    const { entries, bytes } = this.#records.footprint();
    return { entries: Math.max(entries, this.#hand.size), bytes: bytes + this.#bytes };
  }

  close(): void {
    this.#records.close();
  }

  #of(key: number): Map<number, Value> {
    this.#asked.add(key);
    this.#bytes += growthBytes;
    const known = this.#hand.get(key);
    if (known !== undefined) return known;
    const spaces = new Map<number, Value>();
    this.#hand.set(key, spaces);
    this.#bytes += keyBytes;
    const records = this.#records;
    if (records.log.size === 0 || !records.log.find(records.key.of(key))) return spaces;
    // Copied: what is decoded may be kept.
    const reader = { bytes: records.valueBytes(), at: 0 };
    this.#bytes += 4 * reader.bytes.length;
    while (reader.at < reader.bytes.length) {
      spaces.set(readValue(reader) as number, this.#codec.decode(readValue(reader)));
    }
    return spaces;
  }

  #flush(): void {
    const { log, key, writer } = this.#records;
    for (const number of this.#asked) {
      const spaces = this.#hand.get(number)!;
      const found = log.find(key.of(number));
      if (spaces.size === 0) {
        if (found) log.remove();
        continue;
      }
      writer.length = 0;
      for (const [namespace, value] of spaces) {
        writeValue(writer, namespace);
        writeValue(writer, this.#codec.encode(value));
      }
      this.#records.write(recordKind.first, Number.NaN);
    }
    this.#asked.clear();
  }
}
