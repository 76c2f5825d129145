import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { askLoopback, privateFolder, serveLoopback } from "../../core/platform/mod.ts";

test("a question over the loopback address is answered, one that is refused is not", async () => {
  const server = await serveLoopback(async (question) => (question === "ä?" ? `yes, ${question}` : undefined));
  assert.equal(await askLoopback(server.port, "ä?", 5000), "yes, ä?");
  assert.equal(await askLoopback(server.port, "b?", 5000), undefined);
  server.close();
  assert.equal(await askLoopback(server.port, "ä?", 5000), undefined);
});

test("a private folder is this user's alone", async () => {
  const before = process.env.TMPDIR;
  const parent = mkdtempSync(join(tmpdir(), "private-"));
  process.env.TMPDIR = parent;
  try {
    const path = await privateFolder("mine");
    assert.equal(path.startsWith(parent), true);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.equal(await privateFolder("mine"), path);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(parent, { recursive: true });
  }
});
