import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scratchFile } from "../../../core/platform/mod.ts";

let folder: string;
const before = process.env.TMPDIR;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scratch-test-"));
  process.env.TMPDIR = folder;
});

afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true });
});

test("a scratch file gives back the bytes of any position, and has no name while it is open", () => {
  const file = scratchFile();
  expect(file.append(Uint8Array.of(1, 2, 3))).toBe(0);
  expect(file.append(new Uint8Array(0))).toBe(3);
  expect(file.append(Uint8Array.of(4, 5))).toBe(3);
  expect(file.sizeBytes).toBe(5);
  expect([...file.read(2, 3)]).toEqual([3, 4, 5]);
  expect(readdirSync(folder)).toEqual([]);
  file.close();
  file.close();
});

test("reading past the end is an error, not zeros", () => {
  const file = scratchFile();
  file.append(Uint8Array.of(1));
  expect(() => file.read(0, 2)).toThrow(
    "Cannot read a temporary file as it must be whole: got 1 of 2 bytes; was it cut by another program?",
  );
  file.close();
});

test("where no file can be made, the error says what it is for and how to do without", () => {
  process.env.TMPDIR = join(folder, "not there");
  expect(scratchFile).toThrow(
    `Cannot make a temporary file in ${JSON.stringify(join(folder, "not there"))} as rows that do not fit into memory go there: got ENOENT; ` +
      "free some space there, set TMPDIR to a folder with more, or give the run more memoryBytes",
  );
});
