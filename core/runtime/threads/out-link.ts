import { type Batch, lengthOf } from "../../data/batch.ts";
import { cannotEncode } from "../../data/codec.ts";
import { BatchPacker } from "../../data/pack-batch.ts";
import { aligned, type PackMemory, packMemory } from "../../data/pack-memory.ts";
import { type Address, type EntryKind, entryHead, entryKind } from "./entry.ts";
import { largestEntry, type RingBuffers, RingWriter } from "./ring.ts";

type Fill = (memory: PackMemory, at: number) => void;

/**
 * The sending end of a link. It takes all that it is given at once, as whoever gives it is in the middle of a batch: what the
 * ring has no room for is kept here, and while there is such a thing its thread takes nothing more that would come this way.
 */
export class OutLink {
  readonly #writer: RingWriter;
  readonly #largest: number;
  readonly #packer = new BatchPacker();
  readonly #tell: () => void;
  #kept: Uint8Array[] = [];

  /** @param tell Tells the reader that there is something. */
  constructor(ring: RingBuffers, tell: () => void) {
    this.#writer = new RingWriter(ring);
    this.#largest = largestEntry(ring.data.byteLength);
    this.#tell = tell;
  }

  /** Whether something is kept that the ring had no room for. */
  get isFull(): boolean {
    return this.#kept.length > 0;
  }

  batch(batch: Batch, to: Address): void {
    try {
      this.#batch(batch, to);
    } catch (error) {
      throw error instanceof TypeError && error.message.startsWith(cannotEncode) ? unsendable(error) : error;
    }
  }

  #batch(batch: Batch, to: Address): void {
    const rows = lengthOf(batch);
    const size = entryHead + this.#packer.measure(batch);
    // The halves of an update stay in one batch.
    if (size <= this.#largest || batch.kinds !== undefined) return this.#packed(size, to);
    const parts = Math.ceil(size / (this.#largest * 0.75));
    const step = Math.max(8, aligned(Math.ceil(rows / parts)));
    for (let from = 0; from < rows; from += step) {
      this.#packed(entryHead + this.#packer.measure(batch, from, Math.min(rows, from + step)), to);
    }
  }

  signal(kind: EntryKind, to: Address, number = 0): void {
    this.#put(entryHead, head(kind, to, number));
  }

  /** Sends what is kept, as far as there is room. */
  flush(): void {
    let sent = 0;
    for (const entry of this.#kept) {
      const at = this.#writer.reserve(entry.length);
      if (at < 0) break;
      this.#writer.memory.bytes.set(entry, at);
      this.#writer.commit();
      sent++;
    }
    if (sent === 0) return;
    this.#kept = this.#kept.slice(sent);
    this.#tell();
  }

  #packed(size: number, to: Address): void {
    for (const news of this.#packer.news.splice(0)) {
      this.#put(entryHead + aligned(news.length), (memory, at) => {
        head(entryKind.news, to, news.length)(memory, at);
        memory.bytes.set(news, at + entryHead);
      });
    }
    this.#put(size, (memory, at) => {
      head(entryKind.batch, to, 0)(memory, at);
      this.#packer.write(memory, at + entryHead);
    });
  }

  #put(size: number, fill: Fill): void {
    if (size > this.#largest) return this.#putParts(size, fill);
    const at = this.#kept.length === 0 ? this.#writer.reserve(size) : -1;
    if (at < 0) {
      this.#kept.push(entryOf(size, fill).bytes);
      return;
    }
    fill(this.#writer.memory, at);
    this.#writer.commit();
    this.#tell();
  }

  #putParts(size: number, fill: Fill): void {
    const { bytes } = entryOf(size, fill);
    const most = this.#largest - entryHead;
    for (let from = 0; from < size; from += most) {
      const part = bytes.subarray(from, from + most);
      this.#put(entryHead + part.length, (memory, at) => {
        head(entryKind.part, nobody, size)(memory, at);
        memory.bytes.set(part, at + entryHead);
      });
    }
  }
}

function unsendable(error: TypeError): TypeError {
  return new TypeError(
    `Cannot send a row to another thread${error.message.slice(cannotEncode.length)}; map them to plain objects before, or run on one thread`,
    { cause: error },
  );
}

const nobody: Address = { subtask: 0, input: 0, channel: 0 };

function entryOf(size: number, fill: Fill): PackMemory {
  const memory = packMemory(new ArrayBuffer(size));
  memory.ints[0] = size;
  fill(memory, 0);
  return memory;
}

/** All of the head but the size, which is there already. */
function head(kind: EntryKind, { subtask, input, channel }: Address, number: number): Fill {
  return ({ ints, doubles }, at) => {
    const int = at >> 2;
    ints[int + 1] = kind;
    ints[int + 2] = subtask;
    ints[int + 3] = input;
    ints[int + 4] = channel;
    doubles[(at + 24) >> 3] = number;
  };
}
