import assert from "node:assert/strict";
import { test } from "node:test";

test("the suite really runs on the runtime that was asked for", () => {
  const { bun, deno } = process.versions;
  const found = bun !== undefined ? "bun" : deno !== undefined ? "deno" : "node";
  assert.equal(found, process.env.MILLRACE_RUNTIME ?? found);
});

test("code made from text runs, and calls the closure it was given", () => {
  const offset = 2;
  const loop = new Function("of", "n", "let sum = 0; for (let i = 0; i < n; i++) sum += of(i); return sum;");
  assert.equal(
    loop((i: number) => i + offset, 4),
    14,
  );
});
