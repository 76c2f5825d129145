import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { httpPoll, httpSink } from "../../../connectors/http/mod.ts";
import { from, type Source } from "../../../core/mod.ts";
import { startBadNetwork } from "../../services/bad-network.ts";
import { freePort } from "../../services/free-port.ts";

const rows = 1000;

interface Row {
  readonly n: number;
  readonly text: string;
}

interface Page {
  readonly rows: readonly Row[];
  readonly next: number | null;
}

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    const closed = child.exitCode === null && child.signalCode === null ? once(child, "close") : undefined;
    child.kill("SIGKILL");
    await closed;
  }
});

async function rowsServer(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./rows-server.ts", import.meta.url))], {
    env: { ...process.env, PORT: String(port), ROWS: String(rows) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout!, "data");
  return child;
}

function pages(port: number, more: { readonly timeout?: string } = {}): Source<Row> {
  return httpPoll<Row>((at) => `http://127.0.0.1:${port}/rows?from=${at ?? 0}`, {
    ...(more as object),
    rows: (answer) => (answer as Page).rows,
    next: (answer) => (answer as Page).next ?? undefined,
  });
}

/** What the server has taken, and that it is each row once. */
async function expectAll(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/taken`);
  const found = ((await response.json()) as Row[][]).flat().map(({ n }) => n);
  expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, n) => n));
}

test("a server that is stopped for a while, longer than a try waits, is waited for: each row is read and sent once", async () => {
  const port = await freePort();
  const server = await rowsServer(port);
  let stops = 0;
  const source = from(pages(port, { timeout: "300ms" })).map((row) => {
    if (row.n % 400 === 399) {
      stops++;
      server.kill("SIGSTOP");
      setTimeout(() => server.kill("SIGCONT"), 1200);
    }
    return row;
  });
  await source.sinkTo(httpSink(`http://127.0.0.1:${port}/in`, { rows: 30, timeout: "300ms" })).run();
  expect(stops).toBe(2);
  await expectAll(port);
}, 60_000);

test("through a way that is slow and cuts connections each row is read and sent once", async () => {
  const port = await freePort();
  await rowsServer(port);
  // Of each connection a few requests pass; the one that is cut is made again with its key.
  const way = await startBadNetwork(port, { cutAfterBytes: 11_000, bytesPerSecond: 500_000 });
  await from(pages(way.port))
    .sinkTo(httpSink(`http://127.0.0.1:${way.port}/in`, { rows: 30 }))
    .run();
  expect(way.cuts()).toBeGreaterThan(3);
  way.mend();
  await expectAll(port);
  await way.close();
}, 60_000);
