import {
  crc32,
  deflateRaw,
  hasZstd,
  inflateRaw,
  snappyCompress,
  snappyDecompress,
  zstdCompress,
  zstdDecompressUpTo,
} from "../../core/platform/mod.ts";

/** How blocks are packed, as Avro calls it. */
export type Codec = "null" | "deflate" | "snappy" | "zstandard";

interface Packer {
  pack(bytes: Uint8Array): Uint8Array;
  /** Throws where the bytes are damaged. */
  unpack(packed: Uint8Array): Uint8Array;
}

/** No block needs more; one that unpacks to more is damaged or hostile. */
const mostBlockBytes = 2 ** 30;

export const codecs: Readonly<Record<Codec, Packer>> = {
  null: { pack: (bytes) => bytes, unpack: (bytes) => bytes },
  deflate: { pack: deflateRaw, unpack: (packed) => inflateRaw(packed, mostBlockBytes) },
  snappy: { pack: packSnappy, unpack: unpackSnappy },
  zstandard: {
    pack: (bytes) => zstdCompress(bytes, 1),
    unpack: (packed) => {
      if (!hasZstd)
        throw new RangeError("the codec zstandard, which this runtime lacks (Node 22.15 and later have it)");
      return zstdDecompressUpTo(packed, mostBlockBytes);
    },
  },
};

/** Behind the packed bytes stands the checksum of those unpacked, big endian. */
function packSnappy(bytes: Uint8Array): Uint8Array {
  const packed = snappyCompress(bytes);
  const out = new Uint8Array(packed.length + 4);
  out.set(packed);
  new DataView(out.buffer).setUint32(packed.length, crc32(bytes));
  return out;
}

function unpackSnappy(packed: Uint8Array): Uint8Array {
  if (packed.length < 5) throw new RangeError(`a block of ${packed.length} bytes of snappy`);
  const body = packed.subarray(0, packed.length - 4);
  const out = new Uint8Array(snappySize(body));
  const length = snappyDecompress(body, out);
  if (length !== out.length) throw new RangeError(`${length} bytes of a block that must have ${out.length}`);
  const sum = new DataView(packed.buffer, packed.byteOffset + packed.length - 4, 4).getUint32(0);
  if (sum !== crc32(out)) throw new RangeError("a block whose checksum is another");
  return out;
}

/** The size unpacked, a varint at the beginning. */
function snappySize(packed: Uint8Array): number {
  let size = 0;
  for (let at = 0; at < 5; at++) {
    const byte = packed[at] ?? 0;
    size += (byte & 127) * 2 ** (7 * at);
    if (byte < 128) break;
  }
  // A byte packs at most 64: what claims more is damaged, and would take all memory.
  if (size > mostBlockBytes || size > packed.length * 64) throw new RangeError(`a block of ${size} bytes unpacked`);
  return size;
}
