/** Records written one behind another: `length attributes timestampDelta offsetDelta key value headerCount [key value]`. */
export class RecordOutput {
  #bytes = new Uint8Array(1024);
  length = 0;
  count = 0;
  /** ms since the epoch, of the first record, and the latest of all. */
  firstTime = 0;
  lastTime = 0;

  /** Adds a record; undefined is a part that is not there. `headers` are names and values in turn. */
  add(
    timeMs: number,
    key: Uint8Array | undefined,
    value: Uint8Array | undefined,
    headers: readonly (Uint8Array | undefined)[],
  ): void {
    if (this.count === 0) {
      this.firstTime = timeMs;
      this.lastTime = timeMs;
    }
    const delta = zigzag(timeMs - this.firstTime);
    const pairs = zigzag(headers.length / 2);
    let size = 1 + varintSize(delta) + varintSize(zigzag(this.count)) + varintSize(pairs);
    size += partSize(key) + partSize(value);
    for (const part of headers) size += partSize(part);
    this.#reserve(size + 10);
    this.#varint(zigzag(size));
    this.#bytes[this.length++] = 0;
    this.#varint(delta);
    this.#varint(zigzag(this.count));
    this.#part(key);
    this.#part(value);
    this.#varint(pairs);
    for (const part of headers) this.#part(part);
    this.lastTime = Math.max(this.lastTime, timeMs);
    this.count++;
  }

  /** What was written; valid until more is. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + bytes));
    grown.set(this.bytes());
    this.#bytes = grown;
  }

  #part(part: Uint8Array | undefined): void {
    this.#varint(zigzag(part === undefined ? -1 : part.length));
    if (part === undefined) return;
    this.#bytes.set(part, this.length);
    this.length += part.length;
  }

  /** By arithmetic of doubles: times may be further apart than 31 bits tell. */
  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.length++] = rest;
  }
}

/** Small numbers of either sign are small without one. */
function zigzag(value: number): number {
  return value >= 0 ? 2 * value : -2 * value - 1;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

function partSize(part: Uint8Array | undefined): number {
  return part === undefined ? 1 : varintSize(zigzag(part.length)) + part.length;
}
