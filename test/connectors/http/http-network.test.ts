import type { ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { httpSink } from "../../../connectors/http/mod.ts";
import { from } from "../../../core/mod.ts";
import { temporaryFolder } from "../../../core/platform/mod.ts";
import { startBadNetwork } from "../../services/bad-network.ts";
import { freePort } from "../../services/free-port.ts";
import { expectAll, killed, pages, rowsServer } from "./rows-process.ts";

test("a server that is stopped for a while, longer than a try waits, is waited for: each row is read and sent once", async () => {
  const port = await freePort();
  const server = await rowsServer(port, onTestFinished);
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
});

test("through a way that is slow and cuts connections each row is read and sent once", async () => {
  const port = await freePort();
  await rowsServer(port, onTestFinished);
  // Of each connection a few requests pass; the one that is cut is made again with its key.
  const way = await startBadNetwork(port, { cutAfterBytes: 11_000, bytesPerSecond: 500_000 });
  await from(pages(way.port))
    .sinkTo(httpSink(`http://127.0.0.1:${way.port}/in`, { rows: 30 }))
    .run();
  expect(way.cuts()).toBeGreaterThan(3);
  way.mend();
  await expectAll(port);
  await way.close();
});

test("a server that is killed and comes back, while it is read and sent to, gives and takes each row once", async () => {
  const [port, folder] = [await freePort(), await temporaryFolder("millrace-http-")];
  onTestFinished(() => rm(folder, { recursive: true }));
  let server = rowsServer(port, onTestFinished, `${folder}/kept`);
  let kills = 0;
  const again = async (one: Promise<ChildProcess>): Promise<ChildProcess> => {
    await killed(await one);
    kills++;
    await new Promise((done) => setTimeout(done, 300));
    return rowsServer(port, onTestFinished, `${folder}/kept`);
  };
  await server;
  const source = from(pages(port)).map((row) => {
    if (row.n % 300 === 250) server = again(server);
    return row;
  });
  await source.sinkTo(httpSink(`http://127.0.0.1:${port}/in`, { rows: 7 })).run();
  await server;
  expect(kills).toBe(3);
  await expectAll(port);
});
