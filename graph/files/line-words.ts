const [tab, space] = [9, 32];

/** The words of a line, as they lie in its bytes. */
export class LineWords {
  readonly #decoder: InstanceType<typeof TextDecoder> = new TextDecoder();
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  /** Begins with a line. */
  of(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    return this;
  }

  /** Whether there is another word. */
  more(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < this.#end && (bytes[at] === space || bytes[at] === tab)) at++;
    this.#at = at;
    return at < this.#end;
  }

  /** The next word as a whole number that is not negative, −1 where it is none; what stands there is then given by `word`. */
  count(): number {
    const bytes = this.#bytes;
    let value = 0;
    let at = this.#at;
    for (; at < this.#end && bytes[at] !== space && bytes[at] !== tab; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9 || at - this.#at > 15) return -1;
      value = value * 10 + digit;
    }
    if (at === this.#at || value > Number.MAX_SAFE_INTEGER) return -1;
    this.#at = at;
    return value;
  }

  /** The next word as text. */
  word(): string {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    while (at < this.#end && bytes[at] !== space && bytes[at] !== tab) at++;
    this.#at = at;
    return this.#decoder.decode(bytes.subarray(start, at));
  }
}
