import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";
import { expectWhole, numbersJob, rowsOf } from "./whole-windows.ts";

const cli = commandLine();
const { millrace } = cli;

const writeJob = (name: string): string => cli.write(`${name}.ts`, numbersJob(name));

/** Looks until the job is there, but not for ever: a job that ended by itself is never. */
async function untilListed(name: string): Promise<string> {
  const untilMs = Date.now() + 60_000;
  for (;;) {
    const { out } = await millrace("list");
    if (Date.now() > untilMs) throw new Error(`Cannot go on as ${name} must run and have a checkpoint: got ${out}`);
    const line = out.split("\n").find((one) => one.includes(`  ${name}  `) && one.includes("checkpoint"));
    if (line !== undefined) return line;
  }
}

test("a job is listed, writes savepoints, stops with one, and the same command goes on where it was", async () => {
  writeJob("stopped");
  const words = ["run", "stopped.ts", "--checkpoint", "100ms:stopped-ck"];
  const first = cli.start(words);
  expect(await untilListed("stopped")).toMatch(/rows, checkpoint \d{4}-.* took \d+ ms$/);
  const taken = await millrace("savepoint", "stopped", "--to", "stopped-sp");
  expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/stopped-sp\/savepoint-\d+\.manifest\n$/) });
  const stopped = await millrace("stop", "stopped.ts", "--to", "stopped-sp");
  expect(stopped).toMatchObject({ code: 0, out: expect.stringMatching(/stopped-sp\/savepoint-\d+\.manifest\n$/) });
  expect(await first.ended).toMatchObject({ code: 0, err: expect.stringContaining("stopped with the savepoint") });
  const before = rowsOf(cli.folder, "stopped").length;
  expectWhole(rowsOf(cli.folder, "stopped"));
  const second = cli.start(words);
  await untilListed("stopped");
  expect((await millrace("cancel", "stopped")).out).toMatch(/^stopped \(process \d+\) stops\n$/);
  expect(await second.ended).toMatchObject({
    code: 130,
    err: expect.stringMatching(/stopped; the same command goes on from stopped-ck\/checkpoint-\d+\.manifest\n/),
  });
  expect(rowsOf(cli.folder, "stopped").length).toBeGreaterThan(before);
  expectWhole(rowsOf(cli.folder, "stopped"));
}, 300_000);

test("a job that is drained gives its open windows, and is gone on from by resume", async () => {
  writeJob("drained");
  const first = cli.start(["run", "drained.ts", "--checkpoint", "100ms:drained-ck"]);
  await untilListed("drained");
  const { out } = await millrace("stop", "--drain", "--to", "drained-sp");
  expect((await first.ended).code).toBe(0);
  // Its run is over: nothing but the savepoint is left to go on from.
  expect(readdirSync(join(cli.folder, "drained-ck"))).toEqual([]);
  const rows = rowsOf(cli.folder, "drained");
  const second = cli.start(["resume", "drained.ts", out.trim(), "--checkpoint", "100ms:drained-ck"]);
  await untilListed("drained");
  await millrace("cancel", "drained");
  await second.ended;
  const after = rowsOf(cli.folder, "drained");
  for (const row of rows) expect(after).toContain(row);
  // No number is counted twice: the window that was open when it was drained has two parts.
  const total = after.reduce((sum, row) => sum + Number(row.split(",")[3]), 0);
  expect(total).toBeGreaterThan(rows.reduce((sum, row) => sum + Number(row.split(",")[3]), 0));
}, 300_000);

test("options that make no sense are refused before the job is loaded", async () => {
  mkdirSync(join(cli.folder, "none"), { recursive: true });
  expect(await millrace("run", "none.ts", "--from", "latest")).toMatchObject({
    code: 2,
    err: expect.stringContaining("add --checkpoint 10s:./checkpoints"),
  });
  expect(await millrace("run", "none.ts", "--checkpoint", "10x:ck")).toMatchObject({
    code: 2,
    err: expect.stringContaining("must be an interval and a folder"),
  });
  expect(await millrace("run", "none.ts", "--restart", "sometimes")).toMatchObject({
    code: 2,
    err: expect.stringContaining("no such strategy"),
  });
});
