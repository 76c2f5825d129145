const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads bytes from their beginning on; a read beyond the end is a `RangeError`. */
export class ByteCursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Moves on by so many bytes and gives where they begin. */
  take(count: number): number {
    const start = this.at;
    if (!(count >= 0 && count <= this.bytes.length - start))
      throw new RangeError(`its end within a value of ${count} bytes`);
    this.at = start + count;
    return start;
  }

  byte(): number {
    return this.bytes[this.take(1)]!;
  }

  /** A zigzag varint of at most 32 bits. */
  int(): number {
    const value = this.long();
    if ((value | 0) !== value) throw new RangeError(`an int of ${value}`);
    return value;
  }

  /** A zigzag varint as a number; NaN where it is 2^53 or more, whose value is then what `bigLong` gives from `lastLong` on. */
  long(): number {
    const { bytes } = this;
    this.lastLong = this.at;
    let low = 0;
    let high = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[this.at];
      if (byte === undefined) throw new RangeError("its end within a number");
      this.at++;
      if (shift < 28) low |= (byte & 127) << shift;
      else high += (byte & 127) * 2 ** (shift - 28);
      if (byte < 128) break;
      shift += 7;
      if (shift > 63) throw new RangeError("a number of more than 64 bits");
    }
    // Zigzag: the lowest bit is the sign.
    const isNegative = (low & 1) === 1;
    const magnitude = (low >>> 1) + high * 2 ** 27;
    if (magnitude > Number.MAX_SAFE_INTEGER) return Number.NaN;
    return isNegative ? -magnitude - 1 : magnitude;
  }

  /** Where the last `long` began. */
  lastLong = 0;

  /** A zigzag varint of 64 bits. */
  bigLong(): bigint {
    const { bytes } = this;
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = bytes[this.at];
      if (byte === undefined) throw new RangeError("its end within a number");
      this.at++;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
      shift += 7n;
      if (shift > 63n) throw new RangeError("a number of more than 64 bits");
    }
    return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
  }

  float(): number {
    return this.#view.getFloat32(this.take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.take(8), true);
  }

  /** A length, which must be one that can be there. */
  length(): number {
    const length = this.long();
    if (length >= 0 && length <= this.left) return length;
    throw new RangeError(`a length of ${length} bytes where ${this.left} are left`);
  }

  text(): string {
    const length = this.length();
    const start = this.take(length);
    if (length < 24) {
      const short = asciiText(this.bytes, start, start + length);
      if (short !== undefined) return short;
    }
    try {
      return decoder.decode(this.bytes.subarray(start, start + length));
    } catch {
      throw new RangeError("a text that is not UTF-8");
    }
  }

  /** Bytes of their own: what they are a part of is not kept by them. */
  copy(count: number): Uint8Array {
    const start = this.take(count);
    return this.bytes.slice(start, start + count);
  }
}

function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = "";
  for (let at = start; at < end; at++) {
    const code = bytes[at]!;
    if (code > 127) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}
