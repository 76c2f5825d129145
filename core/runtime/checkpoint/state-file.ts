import type { FileSystem, FileWriter } from "../../io/file-system.ts";
import { isSame, isWhole, type Sums, sumsOf } from "./checksums.ts";
import { damaged } from "./damaged.ts";
import { type ThreadWriting, threadWriting } from "./thread-writing.ts";

/** Where a piece of state lies: in which file of the checkpoint's folder, and what is there. */
export interface Place {
  /** The file's name. */
  readonly file: string;
  readonly at: number;
  readonly length: number;
  readonly sums: Sums;
}

/** What a file of state is written by: in this thread, or in another. */
export interface StateWriter {
  /**
   * Appends a piece. Settles when there is room for the next one.
   *
   * @param known Where the same piece may lie already: if its bytes are the same, they are not written again.
   * @param release Is given the bytes, or memory of theirs that came from another thread, when they are written: they have their
   * memory to themselves then.
   */
  append(bytes: Uint8Array, known: Place | undefined, release?: (bytes: Uint8Array) => void): Promise<void>;
  /** Flushes to durable storage: the places of all pieces in the order they were appended. */
  finish(): Promise<WrittenState>;
  abort(): Promise<void>;
}

export interface WrittenState {
  /** The name that the file has until it is published. */
  readonly temporary: string;
  readonly places: readonly Place[];
  readonly sizeBytes: number;
}

/** Pieces begin at multiples of so many bytes, so that words can be read where they lie. */
const alignment = 8;

/** Small pieces are gathered up to this size, so that each is not a call of its own. */
const chunkBytes = 1 << 20;

/** What is behind so many bytes of a file is written by a thread of its own, where there can be one. */
const ownThreadBytes = 4 << 20;

/** @param name The file's name among those of its folder. */
export async function stateWriter(files: FileSystem, path: string, name: string): Promise<StateWriter> {
  const file = await files.write(path);
  const chunk = new Chunk(file);
  const places: Place[] = [];
  let at = 0;
  let inThread: ThreadWriting | undefined;
  let isAlone = file.local === undefined;
  return {
    append: async (bytes, known, release) => {
      if (at >= ownThreadBytes && !isAlone) {
        isAlone = true;
        inThread = await threadWriting(file.local!, at);
        if (inThread !== undefined) await chunk.flush();
      }
      if (inThread !== undefined) return inThread.append(bytes, known, release);
      const sums = sumsOf(bytes, known !== undefined);
      if (known !== undefined && known.length === bytes.length && isSame(known.sums, sums)) {
        places.push(known);
      } else {
        places.push({ file: name, at, length: bytes.length, sums });
        const padding = aligned(bytes.length) - bytes.length;
        at += bytes.length + padding;
        await chunk.add(bytes, padding);
      }
      release?.(bytes);
    },
    finish: async () => {
      if (inThread === undefined) await chunk.flush();
      else {
        const written = await inThread.finish();
        for (const place of written.places) places.push("file" in place ? place : { file: name, ...place });
        at = written.end;
      }
      return { temporary: await file.finish(), places, sizeBytes: at };
    },
    abort: async () => {
      inThread?.abort();
      await file.abort();
    },
  };
}

class Chunk {
  readonly #file: FileWriter;
  readonly #bytes = new Uint8Array(chunkBytes);
  #length = 0;

  constructor(file: FileWriter) {
    this.#file = file;
  }

  async add(bytes: Uint8Array, padding: number): Promise<void> {
    const length = bytes.length + padding;
    if (this.#length + length > chunkBytes) await this.flush();
    if (length > chunkBytes) {
      // Not all file systems take memory that is shared.
      await this.#file.write(bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice());
      if (padding > 0) await this.#file.write(new Uint8Array(padding));
      return;
    }
    this.#bytes.set(bytes, this.#length);
    this.#bytes.fill(0, this.#length + bytes.length, this.#length + length);
    this.#length += length;
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    await this.#file.write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** What is read in one go. */
interface ReadAtOnce {
  /** Bytes at most, unless one piece is larger. */
  readonly mostBytes: number;
  /** Up to how many times what is wanted, so that pieces that lie apart are not a call each. */
  readonly times: number;
}

const allAtOnce: ReadAtOnce = { mostBytes: Number.POSITIVE_INFINITY, times: 2 };

/** Reads the pieces of one file, in the order given, and makes sure that they are what was written. */
export async function readPieces(files: FileSystem, path: string, places: readonly Place[]): Promise<Uint8Array[]> {
  const bytesOf = new Map<Place, Uint8Array>();
  for await (const [place, bytes] of eachPiece(files, path, places, allAtOnce)) bytesOf.set(place, bytes);
  return places.map((place) => bytesOf.get(place)!);
}

/** Reads the pieces of one file in the order in which they lie, and makes sure that they are what was written. */
export async function* eachPiece(
  files: FileSystem,
  path: string,
  places: readonly Place[],
  { mostBytes, times }: ReadAtOnce,
): AsyncGenerator<readonly [Place, Uint8Array]> {
  const order = [...places].sort((a, b) => a.at - b.at);
  for (let from = 0; from < order.length; ) {
    let to = from;
    const start = order[from]!.at;
    let end = start;
    let wanted = 0;
    for (; to < order.length; to++) {
      const { at, length } = order[to]!;
      const most = Math.min(mostBytes, times * (wanted + aligned(length)));
      if (to > from && at + length - start > most) break;
      end = at + length;
      wanted += aligned(length);
    }
    const bytes = await readRange(files, path, start, end);
    for (; from < to; from++) {
      const place = order[from]!;
      yield [place, checked(path, place, bytes.subarray(place.at - start, place.at - start + place.length))];
    }
  }
}

function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

async function readRange(files: FileSystem, path: string, start: number, end: number): Promise<Uint8Array> {
  if (end === start) return new Uint8Array(0);
  try {
    return await files.read(path, { start, end });
  } catch (cause) {
    // A disk that does not answer just now says nothing of what is on it: an older checkpoint would be the wrong one.
    if ((await files.stat(path)) !== undefined) throw cause;
    throw damaged(path, "all files of a checkpoint must be there", "no such file", { cause });
  }
}

function checked(path: string, { at, length, sums }: Place, bytes: Uint8Array): Uint8Array {
  if (bytes.length < length) {
    throw damaged(path, "it must be as long as it was written", `${bytes.length} of ${length} bytes at ${at}`);
  }
  if (!isWhole(bytes, sums)) throw damaged(path, "its bytes must be those written", `others at ${at}`);
  return bytes;
}
