import { snappyCompress, snappyDecompress } from "./snappy.ts";
import type { Unpacking } from "./unpacking.ts";

/*
 * chunk = kind u8, size u24, content
 * kinds: 0xff the stream's name, 0x00 packed and 0x01 plain data (a masked CRC-32C of what it unpacks to before it, at most
 * 65,536 bytes), 0x80…0xfe to be passed over, 0x02…0x7f unknown
 * https://github.com/google/snappy/blob/main/framing_format.txt
 */

const name = new TextEncoder().encode("sNaPpY");
const mostChunkBytes = 2 ** 16;

export function* unpackSnappy(): Unpacking {
  for (let isFirst = true; ; isFirst = false) {
    const header = yield { bytes: 4, orEnd: true };
    if (header.length === 0) return;
    const kind = header[0]!;
    const size = header[1]! | (header[2]! << 8) | (header[3]! << 16);
    if (kind === 0xff) {
      const found = yield { bytes: size };
      if (size !== name.length || !found.every((byte, at) => byte === name[at])) throw new SyntaxError("another name");
    } else if (isFirst) throw new SyntaxError("no name of Snappy at the beginning");
    else if (kind >= 0x80) yield { skip: size };
    else if (kind > 1) throw new SyntaxError(`a chunk of the unknown kind ${kind}`);
    else yield { unpacked: chunk(yield { bytes: size }, kind === 0) };
  }
}

function chunk(content: Uint8Array, isPacked: boolean): Uint8Array<ArrayBuffer> {
  if (content.length < 4) throw new SyntaxError("a chunk without a checksum");
  const stored = content.subarray(4);
  const bytes = isPacked ? unpacked(stored) : stored.slice();
  const expected = (content[0]! | (content[1]! << 8) | (content[2]! << 16) | (content[3]! << 24)) >>> 0;
  if (maskedSum(bytes) !== expected) throw new SyntaxError("a chunk whose checksum does not match");
  return bytes;
}

function unpacked(stored: Uint8Array): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (let at = 0; at < 5; at++) {
    size += (stored[at]! & 127) * 2 ** (7 * at);
    if (stored[at]! < 128) break;
  }
  if (!(size <= mostChunkBytes)) throw new RangeError(`a chunk of ${size} bytes unpacked`);
  const out = new Uint8Array(size);
  if (snappyDecompress(stored, out) !== size) throw new SyntaxError(`a chunk that does not unpack to ${size} bytes`);
  return out;
}

/** Packs into one stream. */
export function snappyStream(bytes: Uint8Array): Uint8Array {
  const out: Uint8Array[] = [Uint8Array.of(0xff, name.length, 0, 0), name];
  for (let start = 0; start < bytes.length; start += mostChunkBytes) {
    const part = bytes.subarray(start, start + mostChunkBytes);
    const packed = snappyCompress(part);
    const isPacked = packed.length < part.length;
    const stored = isPacked ? packed : part;
    const header = new Uint8Array(8);
    const view = new DataView(header.buffer);
    view.setUint32(0, (isPacked ? 0 : 1) + (stored.length + 4) * 256, true);
    view.setUint32(4, maskedSum(part), true);
    out.push(header, stored);
  }
  const all = new Uint8Array(out.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of out) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Sums of data that holds sums are turned and shifted, says the format. */
function maskedSum(bytes: Uint8Array): number {
  let sum = -1;
  for (let at = 0; at < bytes.length; at++) sum = sums[(sum ^ bytes[at]!) & 255]! ^ (sum >>> 8);
  sum = ~sum;
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli), reflected. */
const sums: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0x82f63b78 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});
