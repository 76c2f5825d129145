import { checkOptions } from "../data/options.ts";
import { canUnpack, hadoopCodecOf, type Packing, unpackStream } from "../platform/mod.ts";
import { type FileSystem, fileSystemOf } from "./file-system.ts";

/** How a file is packed whole, as its first bytes tell. The more of them are given, the surer is what has no name there: blocks of Hadoop. */
export function packingOf(first: Uint8Array): Packing | undefined {
  const [a, b, c, d] = first;
  if (a === 0x1f && b === 0x8b) return "gzip";
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd";
  if (a === 0x04 && b === 0x22 && c === 0x4d && d === 0x18) return "lz4";
  if (a === 0xff && b === 0x06 && c === 0 && d === 0 && first[4] === 0x73) return "snappy";
  const codec = hadoopCodecOf(first);
  return codec && `hadoop ${codec}`;
}

/** How many bytes of a file were read so far. */
export interface ReadSoFar {
  sizeBytes: number;
}

const pieceBytes = 2 ** 18;

/** The bytes of a file as they are stored, from those on that were read so far. */
export async function* storedPieces(
  files: FileSystem,
  path: string,
  read: ReadSoFar,
): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const piece = await files.read(path, { start: read.sizeBytes, end: read.sizeBytes + pieceBytes });
    read.sizeBytes += piece.length;
    if (piece.length > 0) yield piece;
    if (piece.length < pieceBytes) return;
  }
}

/** What a file unpacks to, piece by piece. Throws where it is damaged, and where this runtime cannot unpack it. */
export async function* unpackedPieces(
  path: string,
  packing: Packing,
  packed: AsyncIterable<Uint8Array>,
  read: ReadSoFar,
): AsyncGenerator<Uint8Array, void> {
  if (!canUnpack(packing)) throw notHere(path, packing);
  let unpacked = 0;
  try {
    for await (const piece of unpackStream(packing, packed)) {
      unpacked += piece.length;
      yield piece;
    }
  } catch (error) {
    throw damaged(path, packing, unpacked, read.sizeBytes, error);
  }
}

/**
 * The bytes of a file of any file system (a local path, `file:`, `s3:`, `hdfs:`) from its beginning to its end, for formats that
 * are read whole. One that is packed by gzip, Zstandard, LZ4 or Snappy, whatever its name is, gives what it unpacks to; so do Hadoop's blocks in
 * files called `.snappy`, `.sz` or `.lz4`.
 *
 * @throws Where there is no such file, it cannot be read, or it is packed and damaged.
 * @example
 * ```ts
 * import { readPieces, writePieces } from "millrace";
 * await writePieces("out/greeting.txt", [new TextEncoder().encode("hello")]);
 * for await (const bytes of readPieces("out/greeting.txt")) console.log(bytes.length); // 5
 * ```
 */
export function readPieces(location: string, options: ReadPiecesOptions = {}): AsyncGenerator<Uint8Array, void> {
  mustBeLocation(location, "read");
  checkOptions(options, { packed: ["unpacked", "as stored"], absent: ["error", "nothing"] }, "readPieces");
  const pieces = options.packed === "as stored" ? storedFile : unpackedFile;
  return options.absent === "nothing" ? whereThere(location, pieces) : pieces(location);
}

export interface ReadPiecesOptions {
  /** What becomes of a file that begins as a packed one does: it is unpacked (the default), or read as it is, for bytes that may begin so by chance. */
  readonly packed?: "unpacked" | "as stored";
  /** What becomes of a file that is not there: an error (the default), or no bytes at all. */
  readonly absent?: "error" | "nothing";
}

async function* whereThere(
  location: string,
  pieces: (location: string) => AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  if ((await (await fileSystemOf(location)).stat(location)) !== undefined) yield* pieces(location);
}

async function* storedFile(location: string): AsyncGenerator<Uint8Array, void> {
  yield* storedPieces(await fileSystemOf(location), location, { sizeBytes: 0 });
}

async function* unpackedFile(location: string): AsyncGenerator<Uint8Array, void> {
  const read: ReadSoFar = { sizeBytes: 0 };
  const stored = storedPieces(await fileSystemOf(location), location, read);
  const { done, value: first } = await stored.next();
  if (done === true) return;
  const begins = packingOf(first);
  // Bytes that are no text may begin as blocks of Hadoop do: of them the name must say it.
  const isOther = begins?.startsWith("hadoop") === true && !/\.(?:snappy|sz|lz4)$/i.test(location);
  const packing = isOther ? undefined : begins;
  const all = following(first, stored);
  yield* packing === undefined ? all : unpackedPieces(location, packing, all, read);
}

async function* following(first: Uint8Array, others: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  yield first;
  yield* others;
}

/**
 * Writes a file of any file system; it appears under its name when it is whole, and not at all where the pieces fail.
 *
 * @throws Where it cannot be written, and what the pieces throw.
 * @example
 * ```ts
 * import { writePieces } from "millrace";
 * await writePieces("out/numbers.bin", [Uint8Array.of(1, 2, 3)]);
 * ```
 */
export async function writePieces(
  location: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  mustBeLocation(location, "write");
  if (typeof pieces !== "object" || !(Symbol.iterator in pieces || Symbol.asyncIterator in pieces))
    throw new TypeError(
      `Cannot write ${JSON.stringify(location)} as its pieces must be a list or an iterator of bytes: got ${typeof pieces}; use for instance [new TextEncoder().encode("text")]`,
    );
  const files = await fileSystemOf(location);
  const file = await files.write(location, { publishes: "at once" });
  try {
    for await (const piece of pieces) await file.write(piece);
    await files.publish(await file.finish(), location);
  } catch (error) {
    await file.abort().catch(() => undefined);
    throw error;
  }
}

function mustBeLocation(location: unknown, doing: string): void {
  if (typeof location === "string" && location !== "") return;
  throw new TypeError(
    `Cannot ${doing} a file as its location must be a path or a URL: got ${location === "" ? "an empty text" : typeof location}; use for instance "out/edges.bin"`,
  );
}

function damaged(path: string, packing: Packing, unpacked: number, packed: number, cause: unknown): Error {
  const got = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Cannot unpack ${JSON.stringify(path)} as it must be whole and sound ${packing}: got ${got} ` +
      `within the first ${packed.toLocaleString("en-US")} bytes, behind ${unpacked.toLocaleString("en-US")} unpacked; ` +
      "copy the file again from where it came from",
    { cause },
  );
}

function notHere(path: string, packing: Packing): Error {
  return new Error(
    `Cannot unpack ${JSON.stringify(path)} as this runtime must have ${packing}: got one without; ` +
      "use Node 22.15 or later, or unpack the file first",
  );
}
