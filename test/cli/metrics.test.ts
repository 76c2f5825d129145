import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
let temporary = "";

beforeAll(() => {
  // Below the repository, so that jobs find the package by its name.
  folder = mkdtempSync(join(root, "test", "cli", ".jobs-"));
  temporary = mkdtempSync(join(tmpdir(), "metrics-test-"));
  writeFileSync(
    join(folder, "orders.ts"),
    `import { count, job, tumbling } from "millrace";
const orders = { async *[Symbol.asyncIterator]() { yield { at: Date.UTC(2026, 0, 1, 9, 2) }; console.log("given"); await new Promise(() => {}); } };
export default job("orders", ({ from }) =>
  from(orders, { boundedness: "unbounded" })
    .withEventTime((order) => order.at)
    .windowAll(tumbling("1h"))
    .aggregate({ orders: count() }, { name: "orders an hour" })
    .discard());`,
  );
});

afterAll(() => {
  for (const path of [folder, temporary]) rmSync(path, { recursive: true });
});

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli", "main.ts"), ...words], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    let [out, err] = ["", ""];
    child.stdout!.on("data", (text) => {
      out += text;
    });
    child.stderr!.on("data", (text) => {
      err += text;
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

const millrace = (...words: readonly string[]) => ended(start(...words));

test("millrace metrics asks a job in another process: as text, as data, and as Prometheus reads it", async () => {
  const job = start("run", "orders.ts");
  const end = ended(job);
  try {
    await new Promise((resolve) => job.stdout!.once("data", resolve));
    const text = await millrace("metrics");
    expect(text).toMatchObject({ code: 0, err: "" });
    expect(text.out).toMatch(new RegExp(`^orders \\(process ${job.pid}\\) up \\d+ s\n\nstep +records in`));
    expect(text.out).toMatch(/\norders an hour +1 .*2026-01-01 09:01:59\.999/);
    const data = await millrace("metrics", "orders", "--json");
    const { isOver, steps } = JSON.parse(data.out);
    expect(isOver).toBe(false);
    expect(steps["orders an hour"]).toMatchObject({
      numRecordsIn: 1,
      currentInputWatermark: Date.UTC(2026, 0, 1, 9, 2) - 1,
      stateEntries: 1,
      hasEnded: false,
    });
    const { out } = await millrace("metrics", "orders.ts", "--prometheus");
    expect(out).toContain('\nmillrace_records_in_total{job="orders",step="orders an hour"} 1\n');
  } finally {
    job.kill("SIGINT");
    await end;
  }
});

test("what cannot be asked is said", async () => {
  expect(await millrace("metrics", "orders")).toMatchObject({
    code: 1,
    err: expect.stringContaining("Cannot ask orders as it must run by millrace run on this machine"),
  });
  expect(await millrace("metrics", "--json", "--prometheus")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Cannot give metrics in two forms: got --json and --prometheus"),
  });
  expect(await millrace("metrics", "a", "b")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Cannot tell whose metrics are meant as there may be one job: got a b"),
  });
});
