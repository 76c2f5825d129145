import { pipeline, Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { unpackHadoop } from "./hadoop-blocks.ts";
import { unpackLz4 } from "./lz4-frames.ts";
import { unpackSnappy } from "./snappy-frames.ts";
import { unpackPieces } from "./unpacking.ts";
import { type FrameWalker, frameWalker } from "./zstd-frames.ts";

/** How a whole file is packed. */
export type Packing = "gzip" | "zstd" | "lz4" | "snappy" | "hadoop lz4" | "hadoop snappy";

/** Whether this runtime unpacks it. */
export function canUnpack(packing: Packing): boolean {
  return packing !== "zstd" || "createZstdDecompress" in zlib;
}

/**
 * The bytes unpacked, piece by piece: never more at a time than a few pieces, however much they unpack to. Of several
 * members or frames one after another (`cat a.gz b.gz`) all are read. Throws where the packed bytes are damaged or end early.
 */
export function unpackStream(packing: Packing, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  switch (packing) {
    case "gzip":
      return through(zlib.createGunzip({ chunkSize: pieceBytes }), packed);
    case "zstd":
      return zstdFrames(packed);
    case "lz4":
      return unpackPieces(unpackLz4(), packed);
    case "snappy":
      return unpackPieces(unpackSnappy(), packed);
    case "hadoop lz4":
      return unpackPieces(unpackHadoop("lz4"), packed);
    case "hadoop snappy":
      return unpackPieces(unpackHadoop("snappy"), packed);
  }
}

const pieceBytes = 2 ** 18;

async function* through(unpacker: Transform, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  // Errors of either end come out of the iteration below, too.
  pipeline(Readable.from(packed), unpacker, (error) => {
    failure = error;
  });
  try {
    for await (const piece of unpacker) {
      const { buffer, byteOffset, byteLength } = piece as Uint8Array;
      yield new Uint8Array(buffer, byteOffset, byteLength);
    }
    if (failure instanceof Error) throw failure;
  } finally {
    unpacker.destroy();
  }
}

/** What is left of the packed bytes, and where more come from. */
interface PackedInput {
  readonly pieces: AsyncIterator<Uint8Array>;
  rest: Uint8Array;
}

/** Whether there is more. */
async function fill(input: PackedInput): Promise<boolean> {
  while (input.rest.length === 0) {
    const { done, value } = await input.pieces.next();
    if (done === true) return false;
    input.rest = value;
  }
  return true;
}

/**
 * The unpackers of Node and Deno stop behind the first frame and say nothing; those of Deno and Bun say nothing of a frame
 * that is cut: so each frame gets an unpacker of its own, and is walked over beside. What it must unpack to is checked, too: Bun
 * says nothing of a block that is damaged.
 */
async function* zstdFrames(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input: PackedInput = { pieces: packed[Symbol.asyncIterator](), rest: new Uint8Array(0) };
  while (await fill(input)) {
    const walker = frameWalker();
    const pieces = frame(input, walker);
    const first = await pieces.next();
    // A frame that may be passed over has no pieces.
    if (first.done === true) continue;
    const unpacker = zlib.createZstdDecompress({ chunkSize: pieceBytes });
    let sizeBytes = 0;
    for await (const piece of through(unpacker, joined(first.value, pieces))) {
      sizeBytes += piece.length;
      yield piece;
    }
    const { contentBytes = sizeBytes } = walker.header;
    if (sizeBytes !== contentBytes)
      throw new SyntaxError(`${sizeBytes} bytes of a frame that must have ${contentBytes}`);
  }
}

async function* frame(input: PackedInput, walker: FrameWalker): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  while (!walker.atEnd()) {
    if (!(await fill(input))) throw new SyntaxError("its end within a frame");
    const count = walker.walk(input.rest);
    held.push(input.rest.subarray(0, count));
    input.rest = input.rest.subarray(count);
    const { isSkippable } = walker.header;
    if (isSkippable === undefined) continue;
    if (!isSkippable) yield* held;
    held = [];
  }
}

async function* joined(first: Uint8Array, others: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* others;
}
