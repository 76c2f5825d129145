import { expect, test } from "vitest";
import { isAs, type SeenFile, seenFiles } from "../../../../connectors/files/watching/seen-files.ts";
import type { FileInfo } from "../../../../core/io/mod.ts";

const fails = { changed: "fail", settledForMs: 0 } as const;

function file(path: string, modifiedMs: number, sizeBytes = 10, version?: string): FileInfo {
  return { path, kind: "file", modifiedMs, sizeBytes, ...(version === undefined ? {} : { version }) };
}

const names = (files: readonly FileInfo[]): readonly string[] => files.map(({ path }) => path);

test("new files come by their time, at equal times by name", () => {
  const seen = seenFiles([], fails);
  expect(names(seen.newOf([file("c", 1), file("b", 2), file("a", 2)], 0))).toEqual(["c", "a", "b"]);
});

test("a file that was read is not new, in a later run neither", () => {
  const first = seenFiles([], fails);
  first.read(file("a", 1));
  expect(names(first.newOf([file("a", 1), file("b", 1)], 0))).toEqual(["b"]);
  const later = seenFiles(JSON.parse(JSON.stringify(first.all())) as SeenFile[], fails);
  expect(names(later.newOf([file("a", 1), file("b", 1)], 0))).toEqual(["b"]);
});

test("a file older than all that were read is new all the same: renaming keeps the time", () => {
  const seen = seenFiles([["b", 100, 10]], fails);
  expect(names(seen.newOf([file("a", 1), file("b", 100)], 0))).toEqual(["a"]);
});

test("a file that is gone is forgotten: one of its name that comes later is new", () => {
  const seen = seenFiles([["a", 1, 10]], fails);
  seen.newOf([file("b", 2)], 0);
  expect(seen.all()).toEqual([]);
  expect(names(seen.newOf([file("a", 1), file("b", 2)], 0))).toEqual(["a", "b"]);
});

test("a place without any file forgets none: it may be a disk that is not there for a while", () => {
  const seen = seenFiles([["a", 1, 10]], fails);
  expect(seen.newOf([], 0)).toEqual([]);
  expect(seen.newOf([file("a", 1)], 0)).toEqual([]);
});

test("a file that changed since it was read fails, is read again or is left, as was said", () => {
  const changed = [file("a", 2, 12)];
  expect(() => seenFiles([["a", 1, 10]], fails).newOf(changed, 0)).toThrow(
    'Cannot go on watching as "a", of which rows were read, must stay as it was: got 12 bytes of 1970-01-01T00:00:00.002Z, ' +
      "and 10 bytes of 1970-01-01T00:00:00.001Z before; give new data new names",
  );
  expect(names(seenFiles([["a", 1, 10]], { ...fails, changed: "again" }).newOf(changed, 0))).toEqual(["a"]);
  const left = seenFiles([["a", 1, 10]], { ...fails, changed: "ignore" });
  expect(left.newOf(changed, 0)).toEqual([]);
  expect(left.all()).toEqual([["a", 2, 12]]);
});

test("a file that may still be written waits until it has been the same for so long", () => {
  const seen = seenFiles([], { ...fails, settledForMs: 100 });
  expect(seen.newOf([file("a", 1, 10)], 0)).toEqual([]);
  expect(seen.newOf([file("a", 1, 10)], 99)).toEqual([]);
  expect(seen.newOf([file("a", 2, 20)], 100)).toEqual([]);
  expect(names(seen.newOf([file("a", 2, 20)], 200))).toEqual(["a"]);
});

test("a version tells files of one size and second apart, and else times in whole seconds are the same", () => {
  expect(isAs(file("a", 1000, 10, "x"), ["a", 1000, 10, "x"])).toBe(true);
  expect(isAs(file("a", 1000, 10, "y"), ["a", 1000, 10, "x"])).toBe(false);
  expect(isAs(file("a", 1000, 10), ["a", 1234, 10])).toBe(true);
  expect(isAs(file("a", 1001, 10), ["a", 1234, 10])).toBe(false);
});

test("what is kept is the same array until a file was read or is gone", () => {
  const seen = seenFiles([["a", 1, 10]], fails);
  const before = seen.all();
  seen.newOf([file("a", 1)], 0);
  expect(seen.all()).toBe(before);
  seen.read(file("b", 2));
  expect(seen.all()).toEqual([
    ["a", 1, 10],
    ["b", 2, 10],
  ]);
});
