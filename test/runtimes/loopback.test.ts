import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { askLoopback, privateFolder, serveLoopback } from "../../core/platform/mod.ts";

test("a question over the loopback address is answered, one that is refused is not", async () => {
  const server = await serveLoopback(async (question) => (question === "ä?" ? `yes, ${question}` : undefined));
  assert.equal(await askLoopback(server.port, "ä?", 5000), "yes, ä?");
  assert.equal(await askLoopback(server.port, "b?", 5000), "");
  server.close();
  assert.equal(await askLoopback(server.port, "ä?", 5000), undefined);
});

test("a process that was busy for long answers what was asked meanwhile", { timeout: 30_000 }, async () => {
  const server = await serveLoopback(async (question) => `${question} yes`);
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  let answer = "";
  socket.setEncoding("utf8");
  socket.on("data", (text) => {
    answer += text;
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  // In a turn of its own behind the one in which the server has taken the connection: its time for the question begins there.
  await new Promise((resolve) => socket.on("connect", resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  // As between two batches: what is due comes before what is there to be read.
  await new Promise((resolve) => setImmediate(resolve));
  socket.write("well?\n");
  const until = Date.now() + 5500;
  while (Date.now() < until);
  await closed;
  assert.equal(answer, "well? yes");
  server.close();
});

test("only this machine can ask: the server has no other address than the loopback one", async () => {
  const server = await serveLoopback(async () => "yes");
  const others = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  const reached = async (host: string): Promise<boolean> => {
    const socket = connect({ port: server.port, host });
    return new Promise((resolve) => {
      socket.on("connect", () => resolve(true));
      socket.on("error", () => resolve(false));
    }).finally(() => socket.destroy()) as Promise<boolean>;
  };
  // All of 127.0.0.0/8 is this machine's on Linux: another address of it tells that not all are listened at.
  for (const host of [...others, "127.0.0.2"]) assert.equal(await reached(host), host === "127.0.0.1", host);
  server.close();
});

test("a question without an end is not gathered, nor waited for", { timeout: 30_000 }, async () => {
  const server = await serveLoopback(async () => "yes");
  const closedAfter = async (text: string): Promise<number> => {
    const began = performance.now();
    const socket = connect({ port: server.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.write(text);
    await new Promise((resolve) => socket.on("close", resolve));
    return performance.now() - began;
  };
  const [long, silent] = await Promise.all([closedAfter("x".repeat(70_000)), closedAfter("x")]);
  assert.ok(long < 4000, `${long} ms`);
  assert.ok(silent > 4000 && silent < 15_000, `${silent} ms`);
  server.close();
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
