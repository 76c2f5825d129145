import { deepEqual, match } from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const job = fileURLToPath(new URL("./stdio.job.ts", import.meta.url));
const command = [process.execPath, ...("deno" in process.versions ? ["run", "--allow-all", "--no-check"] : []), job];

function shell(script: string): ChildProcess {
  return spawn("sh", ["-c", script, "sh", ...command], { stdio: ["pipe", "pipe", "pipe"] });
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString("utf8");
}

test("rows go through a pipe, more of them than it holds", async () => {
  const child = shell('exec "$@"');
  const err = textOf(child.stderr!);
  const out = textOf(child.stdout!);
  const code = new Promise((done) => child.once("close", done));
  const rows = Array.from({ length: 30_000 }, (_, id) => `${id},${id % 3},"żółć, ${id}"\n`);
  child.stdin!.end(`id,km,text\n${rows.join("")}`);
  deepEqual([await code, await err], [0, ""]);
  const expected = rows.flatMap((_, id) => (id % 3 > 1 ? [{ id: `${id}`, km: "2", text: `żółć, ${id}` }] : []));
  const lines = (await out).trim().split("\n");
  deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    expected,
  );
});

test("a reader that has gone fails the run with a sentence", async () => {
  const child = shell('{ echo id,km; yes 1,2; } | "$@" | head -n 1');
  const err = textOf(child.stderr!);
  deepEqual(await textOf(child.stdout!), '{"id":"1","km":"2"}\n');
  match(await err, /Cannot write to standard output as whoever reads it must take it: got EPIPE/);
});
