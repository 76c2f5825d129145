import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { FileSystem } from "../../../../core/io/file-system.ts";
import { localFiles } from "../../../../core/io/local-files.ts";
import { type Place, stateWriter, type WrittenState } from "../../../../core/runtime/checkpoint/state-file.ts";
import { threadWriting } from "../../../../core/runtime/checkpoint/thread-writing.ts";

const dir = mkdtempSync(join(tmpdir(), "thread-writing-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** A disk of which nobody knows where it is: all is written by the thread that has it. */
const elsewhere: FileSystem = {
  ...localFiles,
  write: async (path) => {
    const { write, finish, abort } = await localFiles.write(path);
    return { write, finish, abort };
  },
};

const pieces = Array.from({ length: 400 }, (_, at) =>
  Uint8Array.from({ length: at % 3 === 0 ? 60_000 + at : at * 7 }, (__, byte) => byte * at + (byte >> 3)),
);

async function written(files: FileSystem, name: string, known: readonly Place[]) {
  const released: Uint8Array[] = [];
  const writer = await stateWriter(files, join(dir, name), name);
  for (const [at, piece] of pieces.entries()) {
    const isOwn = at % 2 === 0;
    await writer.append(isOwn ? piece.slice() : piece, known[at], isOwn ? (bytes) => released.push(bytes) : undefined);
  }
  const state = await writer.finish();
  return { state, bytes: readFileSync(state.temporary), released };
}

const ofFile = ({ places, sizeBytes }: WrittenState, name: string) => [
  places.map((place) => ({ ...place, file: place.file === name ? "its own" : place.file })),
  sizeBytes,
];

test("a thread of its own writes the same file, finds the same pieces known, and gives back the memory it was given", async () => {
  const { state: before } = await written(elsewhere, "before", []);
  // Each fifth is known as another piece, some as themselves.
  const known = before.places.map((place, at) => (at % 5 === 0 ? before.places[(at + 3) % 400]! : place));
  const [alone, inThread] = [await written(elsewhere, "alone", known), await written(localFiles, "thread", known)];
  expect(inThread.state.sizeBytes).toBeGreaterThan(4 << 20);
  expect(ofFile(inThread.state, "thread")).toEqual(ofFile(alone.state, "alone"));
  expect(inThread.bytes.equals(alone.bytes)).toBe(true);
  expect(inThread.released).toEqual(alone.released);
  expect(pieces.every((piece, at) => piece.length > 0 || at === 0)).toBe(true);
});

test("what the system says to the thread is told with the file and what to do, and the next file is written", async () => {
  const none = await threadWriting(join(dir, "none"), 0);
  await none!.append(new Uint8Array(10), undefined);
  await expect(none!.finish()).rejects.toThrow(
    /Cannot write "none" in .* as it must exist: got ENOENT; check the path/,
  );
  const path = join(dir, "next");
  writeFileSync(path, "12345678");
  const next = await threadWriting(path, 8);
  await next!.append(Uint8Array.of(65), undefined);
  expect(await next!.finish()).toEqual({ places: [{ at: 8, length: 1, sums: expect.anything() }], end: 16 });
  expect(readFileSync(path, "latin1")).toBe("12345678A\0\0\0\0\0\0\0");
});

test("whoever waits for room hears that nothing will come", async () => {
  const path = join(dir, "given-up");
  writeFileSync(path, "");
  const writing = await threadWriting(path, 0);
  const waiting = writing!.append(new Uint8Array(40 << 20), undefined);
  writing!.abort();
  await expect(waiting).rejects.toThrow("given up");
  await expect(writing!.finish()).rejects.toThrow("given up");
});
