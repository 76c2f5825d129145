/**
 * Bytes of a message of Protocol Buffers, as far as ONNX needs them:
 *
 *     field = key value        key = number << 3 | kind, as a varint
 *     kind 0: varint           kind 2: length as a varint, then so many bytes
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class Message {
  #bytes = new Uint8Array(256);
  #size = 0;

  /** A whole number ≥ 0. */
  varint(field: number, value: number): this {
    this.#key(field, 0);
    return this.#varint(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, 2);
    this.#varint(value.length);
    this.#room(value.length);
    this.#bytes.set(value, this.#size);
    this.#size += value.length;
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#size);
  }

  #key(field: number, kind: number): void {
    this.#varint(field * 8 + kind);
  }

  #varint(value: number): this {
    this.#room(8);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#size++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#size++] = rest;
    return this;
  }

  #room(count: number): void {
    if (this.#size + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#size + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
