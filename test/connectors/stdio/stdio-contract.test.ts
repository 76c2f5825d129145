import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "millrace-stdio-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = fileURLToPath(new URL("./contract.ts", import.meta.url));
const command = (words: readonly string[]): string[] => ["--conditions=millrace:source", script, ...words];

const input = Array.from({ length: 9 }, (_, id) => `${JSON.stringify({ id, name: `row ${id}` })}\n`).join("");

// What comes by standard input comes once: the sentences that read it twice are not for it.
const readOnce = [
  "its splits are the same when asked again, each with an id of its own",
  "what it says of itself is true",
  "a position is plain data",
  "a batch that is not said to be reused stays as it was",
  "of the columns asked for every row has its values",
  "rows that fulfil the conditions are given",
];

test.each(readOnce)("standard input: %s", (sentence) => {
  const { status, stderr } = spawnSync(process.execPath, command(["source", sentence]), { input, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

test("those are all sentences but the ones that read twice", () => {
  const { stderr } = spawnSync(process.execPath, command(["names"]), { encoding: "utf8" });
  const others = (JSON.parse(stderr) as string[]).filter((name) => !readOnce.includes(name));
  expect(others).toEqual([
    "its splits together give every row once",
    "a batch holds as many rows as asked for at most",
    "from any position a new reader goes on with the next row",
    "a reader can be closed before its end",
  ]);
});

test("standard output does what every sink must", () => {
  const written = join(folder, "out.jsonl");
  writeFileSync(written, "");
  const { stderr } = spawnSync(process.execPath, command(["sink"]), {
    env: { ...process.env, WRITTEN: written },
    stdio: ["ignore", openSync(written, "a"), "pipe"],
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(readFileSync(written, "utf8")).toMatch(/^(\{.*\}\n)+$/);
});
