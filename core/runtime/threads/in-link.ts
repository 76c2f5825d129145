import { type PackMemory, packMemory } from "../../data/pack-memory.ts";
import type { SchemaPool } from "../../data/pack-shape.ts";
import { BatchUnpacker } from "../../data/unpack-batch.ts";
import type { Receiver } from "../subtask.ts";
import { barrierKinds, entryHead, entryKind } from "./entry.ts";
import { type RingBuffers, RingReader } from "./ring.ts";

/** The receiving end of a link. */
export class InLink {
  readonly #reader: RingReader;
  readonly #unpacker: BatchUnpacker;
  readonly #receivers: readonly Receiver[];
  readonly #onEnd: () => void;
  /** An entry that comes in parts, and how much of it has come. */
  #whole: PackMemory | undefined;
  #come = 0;

  /** @param receivers The subtasks of its stage. */
  constructor(ring: RingBuffers, schemas: SchemaPool, receivers: readonly Receiver[], onEnd: () => void) {
    this.#reader = new RingReader(ring);
    this.#unpacker = new BatchUnpacker(schemas);
    this.#receivers = receivers;
    this.#onEnd = onEnd;
  }

  get hasNext(): boolean {
    return this.#reader.next() >= 0;
  }

  /** Hands on the next entry, which there is. Says whether the sender waits to be told that there is room. */
  take(): boolean {
    this.#handOn(this.#reader.memory, this.#reader.next(), false);
    return this.#reader.release();
  }

  #handOn(memory: PackMemory, at: number, keeps: boolean): void {
    const int = at >> 2;
    const { ints } = memory;
    const [kind, subtask, input, channel] = [ints[int + 1]!, ints[int + 2]!, ints[int + 3]!, ints[int + 4]!];
    const number = memory.doubles[(at + 24) >> 3]!;
    const receiver = this.#receivers[subtask]!;
    switch (kind) {
      case entryKind.batch:
        return receiver.receive(this.#unpacker.read(memory, at + entryHead, keeps), input, channel);
      case entryKind.watermark:
        return receiver.watermark(number, input, channel);
      case entryKind.idle:
        return receiver.status("idle", number, input, channel);
      case entryKind["idle as sent"]:
        return receiver.status("idle as sent", number, input, channel);
      case entryKind.active:
        return receiver.status("active", number, input, channel);
      case entryKind.barrier:
        return receiver.barrier({ id: Math.floor(number / 4), of: barrierKinds[number % 4]! }, input, channel);
      case entryKind.end:
        receiver.end(input, channel);
        return this.#onEnd();
      case entryKind.news:
        return this.#unpacker.learn(memory.bytes.subarray(at + entryHead, at + entryHead + number));
      case entryKind.part:
        return this.#part(memory.bytes.subarray(at + entryHead, at + ints[int]!), number);
    }
  }

  #part(bytes: Uint8Array, size: number): void {
    this.#whole ??= packMemory(new ArrayBuffer(size));
    const whole = this.#whole;
    whole.bytes.set(bytes, this.#come);
    this.#come += bytes.length;
    if (this.#come < size) return;
    this.#whole = undefined;
    this.#come = 0;
    this.#handOn(whole, 0, true);
  }
}
