import { write } from "node:fs";
import process from "node:process";
import { endsUnread } from "./process.ts";

/** What comes by standard input, once. */
export interface StandardInput {
  /** The next bytes; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Takes no more; what is waited for ends. */
  close(): void;
}

let isTaken = false;

/** What the process is given by standard input. It comes once: undefined where it is taken already. */
export function takeStandardInput(): StandardInput | undefined {
  if (isTaken) return undefined;
  isTaken = true;
  const { stdin } = process;
  const pieces = stdin[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let isClosed = false;
  return {
    next: async () => {
      try {
        const { done, value } = await pieces.next();
        return done === true ? undefined : value;
      } catch (error) {
        if (isClosed) return undefined;
        throw error;
      }
    },
    close: () => {
      isClosed = true;
      stdin.destroy();
    },
  };
}

const standardOutput = 1;

/** One writes at a time, so that what is written stays in one piece. */
let written: Promise<unknown> = Promise.resolve();

/**
 * Writes to standard output, and settles once the system has taken all: a pipe takes no more than its reader leaves room for. The thread
 * goes on meanwhile.
 */
export function writeStandardOutput(bytes: Uint8Array): Promise<void> {
  const mine = written.then(() => (stopsThread ? writeByFile(bytes) : writeByStream(bytes)));
  written = mine.catch(() => undefined);
  return mine;
}

/** Where `process.stdout` stops the whole thread as long as a pipe is full. */
const stopsThread = "deno" in process.versions;

function writeByStream(bytes: Uint8Array): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve, reject) => {
    // It is told by the write as well; an error that nobody hears would end the process.
    const heard = (): void => undefined;
    stdout.on("error", heard);
    stdout.write(bytes, (error) => {
      // Told once the write is.
      setImmediate(() => stdout.off("error", heard));
      if (error == null) resolve();
      else reject(error);
    });
  });
}

async function writeByFile(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += await writeSome(bytes.subarray(at));
}

const fullPauseMs = 5;

function writeSome(bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    write(standardOutput, bytes, 0, bytes.length, null, (error, count) => {
      if (error === null) return resolve(count);
      // Of a pipe that is full, where it does not wait as another program has said so.
      if (error.code === "EAGAIN") return void setTimeout(() => resolve(0), fullPauseMs);
      if (error.code === "EPIPE") endsUnread();
      reject(error);
    });
  });
}
