// What the tests of every remote file system do.
import type { FileSystem, FileWriter, Publishing } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";

type Files = FileSystem & Publishing;

export async function put(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const writer = await files.write(path);
  await writer.write(bytes);
  await files.publish(await writer.finish(), path);
}

/** Names below a folder, with the folders that they lie in. */
export async function namesBelow(
  files: Files,
  folder: string,
  enter: (path: string) => boolean = () => true,
): Promise<string[]> {
  return Array.fromAsync(files.list(folder, { enter }), ({ path }) => path.slice(folder.length + 1));
}

/** All that lies below a folder. */
export async function contents(
  files: FileSystem,
  folder: string,
): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
  return Array.fromAsync(files.list(folder), async ({ path, sizeBytes }) => ({
    path,
    bytes: Buffer.from(await files.read(path, { start: 0, end: sizeBytes })),
  }));
}

/** Bytes of that many numbers, each another, so that what is moved is told. */
export function numbers(count: number): Uint8Array {
  return new Uint8Array(Float64Array.from({ length: count }, (_, at) => at).buffer);
}

const pieceBytes = 1_000_000;

export async function writePieces(writer: FileWriter, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) await writer.write(bytes.subarray(at, at + pieceBytes));
}

export async function readPieces(files: Files, path: string, length: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < length; start += pieceBytes) {
    pieces.push(await files.read(path, { start, end: Math.min(length, start + pieceBytes) }));
  }
  return Buffer.concat(pieces);
}

/** Tenths of a second that something takes; counted by a timer, so that what stops this process for a while does not count. */
export async function tenthsFor(doing: () => Promise<void>): Promise<number> {
  let tenths = 0;
  const timer = setInterval(() => void tenths++, 100);
  await doing();
  clearInterval(timer);
  return tenths;
}

/** Of a run that cannot take checkpoints: why it says so, in how many tenths of a second, and how much it has read by then. */
export async function runWithCheckpoints(dir: string): Promise<{ message: string; tenths: number; read: number }> {
  let [message, read] = ["", 0];
  const tenths = await tenthsFor(async () => {
    const source = {
      async *[Symbol.asyncIterator]() {
        read++;
        yield { n: 1 };
      },
    };
    const warnings: string[] = [];
    const onWarning = (text: string): void => void warnings.push(text);
    const run = from(source).discard().run({ checkpoint: { dir }, onWarning });
    const failure = await run.then(String, (error: Error) => error.message);
    message = warnings.join("\n") + failure;
  });
  return { message, tenths, read };
}
