import { beforeAll, expect, test } from "vitest";
import { commandLine } from "./command-line.ts";
import { ordersJob } from "./orders-job.ts";

const cli = commandLine();
const { millrace } = cli;

beforeAll(() => void cli.write("orders.ts", ordersJob));

test("millrace metrics asks a job in another process: as text, as data, and as Prometheus reads it", async () => {
  await cli.whileRunning(["orders.ts"], async (job) => {
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
  });
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
