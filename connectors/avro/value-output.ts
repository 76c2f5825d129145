/** A value that a type does not hold. */
export class Misfit extends TypeError {
  readonly value: unknown;

  constructor(value: unknown) {
    super("a value of another type");
    this.value = value;
  }
}

/** Up to this a loop is faster than a call; its length is one byte. */
const shortText = 48;

/** Values as Avro stores them, in memory that grows. */
export class ValueOutput {
  #bytes: Uint8Array = new Uint8Array(2 ** 16);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #encoder: InstanceType<typeof TextEncoder> = new TextEncoder();

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number below 2^53 as a zigzag varint. */
  long(value: number): void {
    this.#reserve(10);
    if (value >= -(2 ** 30) && value < 2 ** 30) {
      let left = ((value << 1) ^ (value >> 31)) >>> 0;
      for (; left > 127; left >>>= 7) this.#bytes[this.#length++] = (left & 127) | 128;
      this.#bytes[this.#length++] = left;
    } else this.bigLong(BigInt(value));
  }

  bigLong(value: bigint): void {
    this.#reserve(10);
    let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    for (; left > 127n; left >>= 7n) this.#bytes[this.#length++] = Number(left & 127n) | 128;
    this.#bytes[this.#length++] = Number(left);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  /** Bytes without their length. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** @throws {Misfit} where it has half of a character. */
  text(text: string): void {
    this.#reserve(shortText + 1);
    if (this.#shortAscii(text)) return;
    if (!text.isWellFormed()) throw new Misfit(text);
    this.bytes(this.#encoder.encode(text));
  }

  bytes(bytes: Uint8Array): void {
    this.long(bytes.length);
    this.raw(bytes);
  }

  /** What was written since the last time, as a copy. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Whether the text was one of few ASCII characters, and is written. */
  #shortAscii(text: string): boolean {
    const { length } = text;
    if (length > shortText) return false;
    const bytes = this.#bytes;
    const start = this.#length;
    bytes[start] = length * 2;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return false;
      bytes[start + 1 + at] = code;
    }
    this.#length = start + 1 + length;
    return true;
  }

  #reserve(sizeBytes: number): void {
    if (this.#length + sizeBytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + sizeBytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
