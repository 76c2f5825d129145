import type { ByteRange } from "../../../core/io/mod.ts";
import { type HttpReply, newBytes } from "../../../core/platform/mod.ts";

/** A range of a file that is filled as its bytes come, perhaps by several answers. */
export interface RangeFill {
  /** Position of the next byte that is wanted. */
  readonly next: number;
  /** Takes an answer that says to have `length` bytes; one that ends before is broken off. */
  take(body: Pick<HttpReply, "pieces">, length: number): Promise<void>;
}

/**
 * Bytes of a remote file: `ask` asks for those from `fill.next` on and gives them to `fill.take`, again and again if need be. What
 * was cut goes on where it broke off, as long as something comes. Nothing is there where `ask` never takes.
 */
export async function filledRange(
  { start, end, into }: ByteRange,
  ask: (fill: RangeFill) => Promise<void>,
): Promise<Uint8Array> {
  if (end <= start) return new Uint8Array(0);
  let bytes: Uint8Array | undefined;
  let filled = 0;
  const fill: RangeFill = {
    get next() {
      return start + filled;
    },
    take: async ({ pieces }, length) => {
      bytes ??= into !== undefined && into.length >= length ? into.subarray(0, length) : newBytes(length);
      const all = bytes;
      const before = filled;
      await pieces((piece) => {
        all.set(piece, filled);
        filled += piece.length;
      });
      if (filled - before < length) throw new Error(`${filled - before} of ${length} bytes`);
    },
  };
  for (;;) {
    const before = filled;
    try {
      await ask(fill);
      return bytes === undefined ? new Uint8Array(0) : bytes.subarray(0, filled);
    } catch (error) {
      if (filled === before) throw error;
    }
  }
}
