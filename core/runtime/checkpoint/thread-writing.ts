import { fileError, startCode, type Thread } from "../../platform/mod.ts";
import { isSame, sumsBy } from "./checksums.ts";
import { checksum } from "./kernels/checksum.ts";
import type { Place } from "./state-file.ts";
import { type SentPiece, type WriterAnswer, type WriterOrder, writerWork } from "./writer-work.ts";

/** A place in the file that is written. */
type NewPlace = Omit<Place, "file">;

/** The rest of a file of state, written by a thread that does nothing else. */
export interface ThreadWriting {
  /** As `StateWriter.append`. */
  append(bytes: Uint8Array, known: Place | undefined, release?: (bytes: Uint8Array) => void): Promise<void>;
  /** All is written, though maybe not to the disk: the places of all pieces, and where the file ends. */
  finish(): Promise<{ readonly places: readonly (Place | NewPlace)[]; readonly end: number }>;
  abort(): void;
}

/** Pieces go there together, about so many bytes at a time. */
const letterBytes = 1 << 20;

/** So many bytes may be on their way: of what has not been copied yet, no more memory is needed than that. */
const underWayBytes = 16 << 20;

/** One for all runs of this thread: started when it is first needed, it keeps nobody alive while it has nothing to do. */
let writer: Promise<Writer | undefined> | undefined;

/**
 * The thread that goes on with a file; undefined where there can be none (a bundler that adds calls of its own to each
 * function, or a system that grants no more threads): whoever asks writes by itself then.
 *
 * @param at How long the file is.
 */
export async function threadWriting(path: string, at: number): Promise<ThreadWriting | undefined> {
  writer ??= Writer.started();
  const started = await writer;
  return started === undefined ? undefined : new Writing(started, path, at);
}

/** The thread, and the files that it writes. */
class Writer {
  readonly #thread: Thread;
  readonly #files = new Map<number, Writing>();
  #isReady = false;
  #lastFile = 0;

  constructor(thread: Thread) {
    this.#thread = thread;
    void thread.ended.then(({ error }) => this.#end(error));
  }

  static started(): Promise<Writer | undefined> {
    const ready = Promise.withResolvers<Writer | undefined>();
    try {
      const thread = startCode(writerWork, [checksum, sumsBy, isSame]);
      const made = new Writer(thread);
      thread.listen((message) => {
        const answer = message as WriterAnswer;
        if (answer.kind !== "ready") return made.#files.get(answer.file)?.hear(answer);
        made.#isReady = true;
        ready.resolve(made);
      });
      void thread.ended.then(() => ready.resolve(undefined));
    } catch {
      ready.resolve(undefined);
    }
    return ready.promise;
  }

  add(file: Writing): number {
    if (this.#files.size === 0) this.#thread.hold();
    this.#files.set(++this.#lastFile, file);
    return this.#lastFile;
  }

  post(order: WriterOrder, memory: readonly ArrayBuffer[] = []): void {
    this.#thread.post(order, memory);
  }

  remove(file: number): void {
    this.#files.delete(file);
    if (this.#files.size === 0) this.#thread.close();
  }

  /** The next one who needs it starts another; where it never began, none would. */
  #end(error: unknown): void {
    if (this.#isReady) writer = undefined;
    for (const file of this.#files.values()) file.fail(error ?? new Error("the thread that writes state has ended"));
  }
}

interface AskedPiece {
  readonly known: Place | undefined;
  readonly release: ((bytes: Uint8Array) => void) | undefined;
}

class Writing implements ThreadWriting {
  readonly #writer: Writer;
  readonly #path: string;
  readonly #file: number;
  /** What goes there next. */
  #letter: SentPiece[] = [];
  #letterBytes = 0;
  #underWayBytes = 0;
  /** All pieces, of which so many are placed. */
  readonly #asked: AskedPiece[] = [];
  readonly #places: (Place | NewPlace)[] = [];
  readonly #closed = Promise.withResolvers<number>();
  #roomed: PromiseWithResolvers<void> | undefined;

  constructor(started: Writer, path: string, at: number) {
    this.#writer = started;
    this.#path = path;
    this.#closed.promise.catch(() => undefined);
    this.#file = started.add(this);
    started.post({ file: this.#file, kind: "open", path, at });
  }

  async append(bytes: Uint8Array, known: Place | undefined, release?: (bytes: Uint8Array) => void): Promise<void> {
    // Memory that others use as well stays here.
    const own = release === undefined ? bytes.slice() : bytes;
    this.#asked.push({ known, release });
    this.#letter.push({ bytes: own, known: known && [known.length, known.sums] });
    this.#letterBytes += own.length;
    if (this.#letterBytes >= letterBytes) this.#send();
    if (this.#underWayBytes < underWayBytes) return;
    this.#roomed = Promise.withResolvers();
    // One that fails tells it to whoever waits for room, too.
    await Promise.race([this.#roomed.promise, this.#closed.promise]);
  }

  async finish(): Promise<{ readonly places: readonly (Place | NewPlace)[]; readonly end: number }> {
    this.#send();
    this.#writer.post({ file: this.#file, kind: "close" });
    const end = await this.#closed.promise;
    return { places: this.#places, end };
  }

  abort(): void {
    this.fail(new Error("the checkpoint was given up"));
    this.#writer.post({ file: this.#file, kind: "close" });
  }

  hear(answer: Exclude<WriterAnswer, { kind: "ready" }>): void {
    if (answer.kind === "failed") {
      return this.fail(fileError("write", this.#path, Object.assign(new Error(answer.message), { code: answer.code })));
    }
    if (answer.kind === "closed") {
      this.#writer.remove(this.#file);
      return this.#closed.resolve(answer.end);
    }
    for (const { at, sums, bytes } of answer.placed) {
      const { known, release } = this.#asked[this.#places.length]!;
      this.#places.push(at < 0 ? known! : { at, length: bytes.length, sums });
      this.#underWayBytes -= bytes.length;
      release?.(bytes);
    }
    if (this.#underWayBytes < underWayBytes) this.#roomed?.resolve();
  }

  fail(error: unknown): void {
    this.#writer.remove(this.#file);
    this.#closed.reject(error);
  }

  #send(): void {
    if (this.#letter.length === 0) return;
    const memory = new Set(
      this.#letter.flatMap(({ bytes: { buffer } }) => (buffer instanceof ArrayBuffer ? buffer : [])),
    );
    this.#writer.post({ file: this.#file, kind: "append", pieces: this.#letter }, [...memory]);
    this.#underWayBytes += this.#letterBytes;
    this.#letter = [];
    this.#letterBytes = 0;
  }
}
