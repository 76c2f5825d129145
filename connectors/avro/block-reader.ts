import { type FileBytes, fileBytes } from "../files/mod.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { type Codec, codecs } from "./codec.ts";
import type { AvroFile } from "./container.ts";
import { quote, reason } from "./errors.ts";

/** A block of a file, unpacked. */
export interface Block {
  /** Where it begins in the file, and where the next one does. */
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  readonly cursor: ByteCursor;
}

const windowBytes = 2 ** 20;
/** The two numbers before a block. */
const headBytes = 20;
const syncBytes = 16;
/** No block is larger; one that claims it is damaged or hostile. */
const mostBlockBytes = 2 ** 30;

/** Reads blocks of a file one after another. */
export class BlockReader {
  readonly #file: AvroFile;
  readonly #bytes: Promise<FileBytes>;
  #window: { readonly start: number; readonly bytes: Uint8Array } = { start: 0, bytes: new Uint8Array(0) };

  constructor(file: AvroFile) {
    this.#file = file;
    this.#bytes = fileBytes(file.path, undefined);
    // Whoever reads first hears of it.
    this.#bytes.catch(() => undefined);
  }

  /** Where the first block begins at or behind a position. */
  async firstFrom(position: number): Promise<number> {
    const { dataStart, sizeBytes, sync } = this.#file;
    if (position <= dataStart) return dataStart;
    for (let from = position - syncBytes; from < sizeBytes; from += windowBytes - syncBytes) {
      const bytes = await this.#read(from, from + windowBytes);
      const found = indexOf(bytes, sync);
      if (found >= 0) return from + found + syncBytes;
    }
    return sizeBytes;
  }

  /** The block that begins there; undefined at the end of the file. */
  async block(start: number): Promise<Block | undefined> {
    if (start >= this.#file.sizeBytes) return undefined;
    try {
      return await this.#block(start);
    } catch (cause) {
      // What an edge says is told as it is; what the bytes say, with their place.
      if (!(cause instanceof RangeError)) throw cause;
      throw damaged(this.#file.path, start, cause);
    }
  }

  async close(): Promise<void> {
    await (await this.#bytes.catch(() => undefined))?.close();
  }

  async #block(start: number): Promise<Block> {
    const { sizeBytes, codec, sync } = this.#file;
    const head = new ByteCursor(await this.#read(start, start + headBytes));
    const [rows, size] = [head.long(), head.long()];
    const body = start + head.at;
    const end = body + size + syncBytes;
    if (!(rows >= 0 && size >= 0 && size <= mostBlockBytes))
      throw new RangeError(`a block of ${rows} rows in ${size} bytes`);
    if (end > sizeBytes) throw new RangeError(`its end within a block of ${size} bytes`);
    const bytes = await this.#read(body, end);
    if (indexOf(bytes.subarray(size), sync) !== 0) throw new RangeError("no mark behind a block");
    const cursor = new ByteCursor(unpacked(bytes.subarray(0, size), codec));
    // A row may have no bytes at all, but not millions of them.
    if (rows > cursor.left + 1_000_000) throw new RangeError(`a block of ${rows} rows in ${cursor.left} bytes`);
    return { start, end, rows, cursor };
  }

  /** Bytes `[from, to)`, fewer at the end of the file; read ahead in windows. */
  async #read(from: number, to: number): Promise<Uint8Array> {
    const { sizeBytes } = this.#file;
    const end = Math.min(to, sizeBytes);
    const { start, bytes } = this.#window;
    if (from < start || end > start + bytes.length) {
      const range = { start: from, end: Math.min(Math.max(end, from + windowBytes), sizeBytes) };
      this.#window = { start: from, bytes: await (await this.#bytes).read(range) };
    }
    return this.#window.bytes.subarray(from - this.#window.start, end - this.#window.start);
  }
}

/** What a library says of bytes that it cannot unpack is about the bytes, whatever kind of error it is. */
function unpacked(packed: Uint8Array, codec: Codec): Uint8Array {
  try {
    return codecs[codec].unpack(packed);
  } catch (cause) {
    throw new RangeError(reason(cause), { cause });
  }
}

function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  for (
    let at = bytes.indexOf(mark[0]!);
    at >= 0 && at + mark.length <= bytes.length;
    at = bytes.indexOf(mark[0]!, at + 1)
  ) {
    let same = 1;
    while (same < mark.length && bytes[at + same] === mark[same]) same++;
    if (same === mark.length) return at;
  }
  return -1;
}

function damaged(path: string, start: number, cause: unknown): RangeError {
  return new RangeError(
    `Cannot read ${quote(path)} at byte ${start.toLocaleString("en-US")} as its blocks must be whole and sound: got ${reason(cause)}; ` +
      "copy the file again from where it came from, or leave it out",
    { cause },
  );
}
