import { readValue } from "../../data/codec.ts";
import { numberHash } from "../../data/kernels/number-hash.ts";
import { encodeKey } from "../../data/key-group.ts";
import { finalise, murmur3 } from "../../data/murmur3.ts";
import { firstRemembered } from "../key-memory.ts";
import type { KeySpace } from "../key-space.ts";
import type { LogKey } from "./record-log.ts";
import type { SegmentScan } from "./segment-scan.ts";

/*
 * The key of a record: the key's bytes as the codec writes them, and, where a key has several records, a mark and what
 * tells them apart. A codec's bytes end by themselves, so no two are the same.
 */

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const doubleBytes = new Uint8Array(double.buffer);

/** Writes the keys that an operator knows as numbers as those of a log: one at a time. */
export class KeyWriter implements LogKey {
  group = 0;
  hash = 0;
  bytes: Uint8Array = new Uint8Array(64);
  length = 0;
  readonly #keys: KeySpace;
  readonly #keyGroups: number;
  #keyHash = 0;
  #keyLength = 0;

  constructor(keys: KeySpace, keyGroups: number) {
    this.#keys = keys;
    this.#keyGroups = keyGroups;
  }

  /** The only record of a key, or its first. */
  of(number: number): this {
    if (number < firstRemembered) this.#writeNumber(number);
    else this.#writeKey(encodeKey(this.#keys.keyOf(number)));
    this.length = this.#keyLength;
    this.hash = this.#keyHash;
    return this;
  }

  /** Another one of the same key. */
  behind(mark: number, told: Uint8Array, length: number = told.length): this {
    const at = this.#keyLength;
    this.#reserve(at + 1 + length);
    this.bytes[at] = mark;
    this.bytes.set(length === told.length ? told : told.subarray(0, length), at + 1);
    this.length = at + 1 + length;
    this.hash = finalise(Math.imul(this.#keyHash, 0x9e3779b1) ^ murmur3(this.bytes, at, this.length)) | 0;
    return this;
  }

  /** The number of the key of a record. */
  numberIn(scan: SegmentScan, headerBytes: number): number {
    return this.#keys.numberOf(readValue({ bytes: scan.memory.bytes, at: scan.start + headerBytes }));
  }

  #writeNumber(number: number): void {
    const { bytes } = this;
    const hash = numberHash(number, double, words);
    const whole = number | 0;
    if (whole === number) {
      bytes[0] = 4;
      bytes[1] = whole;
      bytes[2] = whole >> 8;
      bytes[3] = whole >> 16;
      bytes[4] = whole >> 24;
      this.#keyLength = 5;
    } else {
      double[0] = number;
      bytes[0] = 5;
      for (let k = 0; k < 8; k++) bytes[1 + k] = doubleBytes[k]!;
      this.#keyLength = 9;
    }
    this.#keyHash = hash | 0;
    this.group = hash % this.#keyGroups;
  }

  #writeKey(encoded: Uint8Array): void {
    this.#keyLength = 0;
    this.#reserve(encoded.length);
    this.bytes.set(encoded);
    this.#keyLength = encoded.length;
    const hash = murmur3(encoded, 0, encoded.length);
    this.#keyHash = hash | 0;
    this.group = hash % this.#keyGroups;
  }

  #reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const longer = new Uint8Array(2 * length);
    longer.set(this.bytes.subarray(0, this.#keyLength));
    this.bytes = longer;
  }
}
