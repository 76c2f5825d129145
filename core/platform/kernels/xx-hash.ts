const [prime1, prime2, prime3, prime4, prime5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;

/**
 * xxHash of 32 bits with seed 0, of bytes that come one piece after another.
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export class XxHash32 {
  readonly #lanes: Int32Array = Int32Array.of(prime1 + prime2, prime2, 0, -prime1);
  readonly #held: Uint8Array = new Uint8Array(16);
  #heldBytes = 0;
  #sizeBytes = 0;

  add(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    let at = 0;
    if (this.#heldBytes > 0) {
      at = Math.min(bytes.length, 16 - this.#heldBytes);
      this.#held.set(bytes.subarray(0, at), this.#heldBytes);
      this.#heldBytes += at;
      if (this.#heldBytes < 16) return;
      addStripes(this.#held, 0, 16, this.#lanes);
    }
    const end = at + ((bytes.length - at) & ~15);
    addStripes(bytes, at, end, this.#lanes);
    this.#held.set(bytes.subarray(end));
    this.#heldBytes = bytes.length - end;
  }

  sum(): number {
    const [a, b, c, d] = this.#lanes as unknown as readonly [number, number, number, number];
    const lanes = turned(a, 1) + turned(b, 7) + turned(c, 12) + turned(d, 18);
    let hash = ((this.#sizeBytes < 16 ? prime5 : lanes) + this.#sizeBytes) | 0;
    const view = new DataView(this.#held.buffer);
    let at = 0;
    for (; at + 4 <= this.#heldBytes; at += 4) {
      hash = Math.imul(turned((hash + Math.imul(view.getInt32(at, true), prime3)) | 0, 17), prime4);
    }
    for (; at < this.#heldBytes; at++) {
      hash = Math.imul(turned((hash + Math.imul(this.#held[at]!, prime5)) | 0, 11), prime1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), prime2);
    hash = Math.imul(hash ^ (hash >>> 13), prime3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** The sum of bytes that are all there. */
export function xxHash32(bytes: Uint8Array): number {
  const hash = new XxHash32();
  hash.add(bytes);
  return hash.sum();
}

/** Sixteen bytes at a time, four to each lane: `lane ← ((lane + word · prime2) ↺ 13) · prime1`. */
function addStripes(bytes: Uint8Array, start: number, end: number, lanes: Int32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [a, b, c, d] = lanes as unknown as readonly [number, number, number, number];
  for (let at = start; at < end; at += 16) {
    a = (a + Math.imul(view.getInt32(at, true), prime2)) | 0;
    a = Math.imul((a << 13) | (a >>> 19), prime1);
    b = (b + Math.imul(view.getInt32(at + 4, true), prime2)) | 0;
    b = Math.imul((b << 13) | (b >>> 19), prime1);
    c = (c + Math.imul(view.getInt32(at + 8, true), prime2)) | 0;
    c = Math.imul((c << 13) | (c >>> 19), prime1);
    d = (d + Math.imul(view.getInt32(at + 12, true), prime2)) | 0;
    d = Math.imul((d << 13) | (d >>> 19), prime1);
  }
  lanes.set([a, b, c, d]);
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
