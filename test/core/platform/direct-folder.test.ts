import type * as fs from "node:fs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { directFolder } from "../../../core/platform/mod.ts";

/** The system may take or give fewer bytes than it is asked for, at any call. */
vi.mock("node:fs", async (original) => {
  const system = await original<typeof fs>();
  const few = (count: number): number => Math.min(count, 7);
  return {
    ...system,
    writeSync: (file: number, bytes: Uint8Array, at: number, count: number, position: number) =>
      system.writeSync(file, bytes, at, few(count), position),
    readSync: (file: number, into: Uint8Array, at: number, count: number, position: number) =>
      system.readSync(file, into, at, few(count), position),
  };
});

test("all bytes are written and read where the system takes and gives only a few at a time", () => {
  const parent = mkdtempSync(join(tmpdir(), "millrace-direct-"));
  const folder = directFolder(parent);
  const file = folder.create("file");
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => at);
  file.write(bytes, 0);
  file.write(bytes.subarray(50), 100);
  expect([...readFileSync(join(folder.path, "file"))]).toEqual([...bytes, ...bytes.subarray(50)]);
  const into = new Uint8Array(60);
  expect(file.read(into, 5, 50, 90)).toBe(50);
  expect([...into.subarray(5, 55)]).toEqual([...bytes.subarray(90), ...bytes.subarray(50, 90)]);
  // Fewer only at the end.
  expect(file.read(into, 0, 60, 120)).toBe(30);
  file.close();
  folder.close();
  rmSync(parent, { recursive: true });
});
