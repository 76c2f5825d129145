// What stands still for 20 s, as a machine that is suspended does. The tests wait side by side.
import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { httpSink, webhook } from "../../connectors/http/mod.ts";
import { socketSink, socketSource } from "../../connectors/socket/mod.ts";
import { from, generate, into } from "../../core/mod.ts";
import { expectAll, killed, pages, rowsServer } from "../connectors/http/rows-process.ts";
import { numbersServer, socketServer } from "../connectors/socket/servers.ts";
import { freePort } from "./free-port.ts";

vi.setConfig({ testTimeout: 120_000 });

const stillMs = 20_000;

/** Stops a process; gives once it goes on again. */
async function stopped(child: ChildProcess): Promise<void> {
  child.kill("SIGSTOP");
  await new Promise((done) => setTimeout(done, stillMs));
  child.kill("SIGCONT");
}

describe.concurrent("for 20 s", () => {
  test("a server of HTTP that stands still is waited for: each row is read and sent once", async ({
    onTestFinished,
  }) => {
    const port = await freePort();
    const server = await rowsServer(port, onTestFinished);
    let standing: Promise<void> | undefined;
    const source = from(pages(port)).map((row) => {
      if (row.n === 399) standing = stopped(server);
      return row;
    });
    await source.sinkTo(httpSink(`http://127.0.0.1:${port}/in`, { rows: 30 })).run();
    expect(standing).toBeDefined();
    await expectAll(port);
  });

  test("a server of a socket that stands still is waited for: what it sends is there once", async ({
    onTestFinished,
  }) => {
    const port = await freePort();
    const server = await numbersServer(port, 0);
    onTestFinished(() => killed(server));
    const seen: number[] = [];
    let standing: Promise<void> | undefined;
    const stop = new AbortController();
    const run = from(socketSource<{ n: number }>({ host: "127.0.0.1", port })).forEach(
      ({ n }) => {
        seen.push(n);
        if (n === 500) standing = stopped(server);
        // More than the system's buffers hold of what it had sent before.
        if (n > 100_000) stop.abort(new Error("enough"));
      },
      { signal: stop.signal },
    );
    await expect(run).rejects.toThrow("enough");
    await standing;
    expect(seen).toEqual([...seen.keys()]);
  });

  test("a server that stands still while it is sent lines gets each once", async ({ onTestFinished }) => {
    const port = await freePort();
    const server = await socketServer("lines-server", { PORT: String(port) });
    onTestFinished(() => killed(server));
    const said = new Promise<string>((resolve) => server.stdout!.setEncoding("utf8").once("data", resolve));
    const text = "x".repeat(1_000);
    let standing: Promise<void> | undefined;
    // 60 MB: what the system keeps for who does not read is full meanwhile.
    const source = generate({ count: 60_000, make: (n) => ({ n, text }) });
    await from(source)
      .map((row) => {
        if (row.n === 20_000) standing = stopped(server);
        return row;
      })
      .sinkTo(socketSink({ host: "127.0.0.1", port }))
      .run();
    await standing;
    expect(await said).toBe("60000 lines, 0 wrong\n");
  });

  test("a sender that stands still within a request to a webhook keeps no other waiting, and its rows are taken when it goes on", async () => {
    const stop = new AbortController();
    const seen: { n: number }[] = [];
    const listening = Promise.withResolvers<string>();
    const source = webhook<{ n: number }>({ port: 0, onListening: listening.resolve });
    const run = from(source).sinkTo(into(seen)).run({ signal: stop.signal });
    const url = new URL(await listening.promise);
    const socket = connect(Number(url.port), "127.0.0.1");
    const head = `POST / HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n`;
    socket.write(`${head}{"n":`);
    const answer = new Promise<string>((resolve) => socket.setEncoding("utf8").once("data", resolve));
    await new Promise((done) => setTimeout(done, stillMs / 2));
    const other = { method: "POST", headers: { "content-type": "application/json" }, body: '{"n":2}' };
    expect((await fetch(url, other)).status).toBe(200);
    await new Promise((done) => setTimeout(done, stillMs / 2));
    socket.write("111}");
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    expect(seen).toEqual([{ n: 2 }, { n: 111 }]);
    stop.abort(new Error("enough"));
    await expect(run).rejects.toThrow("enough");
    socket.destroy();
  });
});
