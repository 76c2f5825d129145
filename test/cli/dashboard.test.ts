import { connect, createServer } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { commandLine } from "./command-line.ts";
import { ordersJob } from "./orders-job.ts";

const cli = commandLine();
const { millrace } = cli;

beforeAll(() => void cli.write("orders.ts", ordersJob));

const addressIn = (text: string): string | undefined => /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];

/** What is answered to bytes that no client of the web sends. */
function saidTo(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1" });
    socket.on("data", (more) => {
      answer += String(more);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.write(text);
  });
}

test("millrace run --dashboard serves a page of the run, which can end it", async () => {
  const { child, ended } = cli.start(["run", "orders.ts", "--dashboard"]);
  let said = "";
  child.stderr!.on("data", (text) => {
    said += String(text);
  });
  await expect.poll(() => addressIn(said), { timeout: 20_000 }).toBeDefined();
  const url = addressIn(said)!;
  await expect
    .poll(async () => (await fetch(url)).text(), { timeout: 20_000 })
    .toContain("orders an hour has not fired");
  const events = await fetch(`${url}events?page=`);
  const reader = events.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toContain("retry");
  // Whatever is sent there, the job goes on.
  for (const head of [
    "GET / HTTP/1.1\r\nHost: a b",
    "TRACE / HTTP/1.1\r\nHost: 127.0.0.1",
    "GET / HTTP/1.1\r\nHost: %%",
  ]) {
    expect(await saidTo(url, `${head}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 40[03] /);
  }
  const answer = await fetch(`${url}cancel`, { method: "POST", headers: { "content-type": "application/json" } });
  expect(answer.status).toBe(202);
  expect((await ended).code).toBe(130);
});

test("millrace dashboard serves a page of a job in another process, and ends with it", async () => {
  await cli.whileRunning(["orders.ts"], async (job) => {
    const { child, ended, printed } = cli.start(["dashboard"]);
    const url = addressIn(await printed)!;
    expect(await (await fetch(url)).text()).toContain("orders an hour");
    const { steps } = (await (await fetch(`${url}metrics.json`)).json()) as { steps: Record<string, unknown> };
    expect(Object.keys(steps)).toContain("orders an hour");
    const savepoint = await fetch(`${url}savepoint`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    expect(((await savepoint.json()) as { error: string }).error).toMatch(/checkpoint/);
    job.kill("SIGINT");
    expect((await ended).code).toBe(0);
    expect(child.killed).toBe(false);
  });
});

test("a port that is no port, or is in use, and a job that is not there are told", async () => {
  expect(await millrace("dashboard", "--port", "x")).toMatchObject({
    code: 2,
    err: expect.stringContaining('Cannot take "x" for --port as it must be a whole number up to 65535'),
  });
  expect(await millrace("dashboard", "orders")).toMatchObject({
    code: 1,
    err: expect.stringContaining("Cannot ask orders as it must run by millrace run on this machine"),
  });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const taken = await millrace("run", "orders.ts", "--dashboard-port", String(port));
  other.close();
  expect(taken).toMatchObject({ code: 2, err: expect.stringContaining(`Cannot show the job at port ${port}`) });
});
