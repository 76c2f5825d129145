import type { Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect, onTestFinished, test, vi } from "vitest";
import { socketSource } from "../../../connectors/socket/mod.ts";
import { type BadRecord, deadLetter, from, into } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sourceContract } from "../../../core/testing/mod.ts";
import { startBadNetwork } from "../../services/bad-network.ts";
import { freePort, kill, listen, listening, numbersServer, ownCertificate, serversOfTests, told } from "./servers.ts";

const host = "127.0.0.1";
const { open, served } = serversOfTests();

const rows = Array.from({ length: 9 }, (_, id) => ({ id, name: `row ${id}` }));
const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");

// What is said of the same place twice says that it cannot be gone on with.
for (const closed of ["end", "reconnect"] as const)
  for (const { name, run } of sourceContract(async () => {
    const server = await listen((socket) => socket.end(text));
    return { source: socketSource({ host, port: server.port, closed }), rows, remove: () => server.close() };
  }))
    if (!name.startsWith("from any position")) test(`closed is ${closed}: ${name}`, run);

test("a server that is killed and comes back is gone on with: no row is doubled, and none that it sent between is missing", async () => {
  const port = await freePort();
  let server = await numbersServer(port, 0);
  const seen: number[] = [];
  const stop = new AbortController();
  let next: Promise<void> | undefined;
  const run = from(socketSource<{ n: number }>({ host, port }), { onError: "skip" }).forEach(
    ({ n }) => {
      seen.push(n);
      if (n > 300 && next === undefined) {
        next = kill(server)
          .then(() => new Promise((done) => setTimeout(done, 300)))
          .then(async () => {
            server = await numbersServer(port, 1_000_000);
          });
      }
      if (n > 1_000_300) stop.abort(new Error("enough"));
    },
    { signal: stop.signal },
  );
  expect(await told(run)).toBe("enough");
  await next;
  await kill(server);
  const cut = seen.findIndex((n) => n >= 1_000_000);
  expect(seen).toEqual([...seen.keys()].map((at) => (at < cut ? at : 1_000_000 + at - cut)));
  expect(cut).toBeGreaterThan(300);
});

test("a server that stops for a while is waited for, or connected to anew where idle says so", async () => {
  for (const idle of [undefined, "300ms"] as const) {
    const port = await freePort();
    const server = await numbersServer(port, 0);
    const seen: number[] = [];
    const stop = new AbortController();
    let isStopped = false;
    const more = idle === undefined ? {} : { idle };
    const run = from(socketSource<{ n: number }>({ host, port, ...more }), { onError: "skip" }).forEach(
      ({ n }) => {
        seen.push(n);
        if (n > 100 && !isStopped) {
          isStopped = true;
          server.kill("SIGSTOP");
          setTimeout(() => server.kill("SIGCONT"), 1500);
        }
        if (isStopped && seen.length > 2000) stop.abort(new Error("enough"));
      },
      { signal: stop.signal },
    );
    expect(await told(run)).toBe("enough");
    await kill(server);
    expect(new Set(seen).size).toBe(seen.length);
    if (idle === undefined) expect(seen).toEqual([...seen.keys()]);
  }
});

test("through a way that is slow and cuts connections whole lines come, and those that were cut are bad records", async () => {
  const line = (n: number): string => `{"n":${n},"text":"${"x".repeat(200)}"}\n`;
  let next = 0;
  const server = await served((socket) => {
    const timer = setInterval(() => socket.write(line(next++)), 1);
    socket.on("close", () => clearInterval(timer));
  });
  const way = await startBadNetwork(server.port, { cutAfterBytes: 20_000, bytesPerSecond: 400_000 });
  open.push(way);
  const letters: BadRecord[] = [];
  const seen: number[] = [];
  const stop = new AbortController();
  const source = socketSource<{ n: number }>({ host, port: way.port });
  const run = from(source, { onError: deadLetter(into(letters)) }).forEach(
    ({ n }) => {
      seen.push(n);
      if (way.cuts() >= 3 && seen.length > 300) stop.abort(new Error("enough"));
    },
    { signal: stop.signal },
  );
  expect(await told(run)).toBe("enough");
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  for (const { message, text: shown } of letters) {
    expect(message).toMatch(
      /Cannot read line [\d,]+ of 127\.0\.0\.1:\d+ as its end must be a newline: got the end of the connection/,
    );
    expect(shown).toMatch(/^\{/);
  }
});

/** What it says within 10 s. */
async function toldSoon(run: Promise<unknown>): Promise<string> {
  const begun = performance.now();
  const message = await told(run);
  expect(performance.now() - begun).toBeLessThan(10_000);
  return message;
}

test("nobody there, no such host and a port that closes at once are told with what to check, each within 10 s", async () => {
  const port = await freePort();
  expect(await toldSoon(from(socketSource({ host, port, closed: "end" })).collect())).toMatch(
    /Cannot read from 127\.0\.0\.1:\d+ as a server must take the connection there: got ECONNREFUSED; see that it runs, and that host and port are right/,
  );
  expect(
    await toldSoon(
      from(socketSource({ host: "no-such-host.invalid", port, retryFor: "200ms" })).forEach(() => undefined),
    ),
  ).toMatch(/read from no-such-host\.invalid:\d+ .* got (ENOTFOUND|EAI_AGAIN); check host/);
  const closing = await served((socket) => socket.end());
  expect(
    await toldSoon(from(socketSource({ host, port: closing.port, retryFor: "1s" })).forEach(() => undefined)),
  ).toMatch(
    /Cannot go on reading from .* as its server must send something: got \d+ connections without a byte in 1 s; see that it is the right port/,
  );
  expect(closing.sockets.length).toBeLessThan(40);
});

test("where closing is the end, a connection that is cut is no end", async () => {
  const server = await served((socket) => {
    socket.write(text);
    setTimeout(() => socket.resetAndDestroy(), 100);
  });
  expect(await told(from(socketSource({ host, port: server.port, closed: "end" })).collect())).toMatch(
    /Cannot read 127\.0\.0\.1:\d+ to its end as the server must close the connection itself: got ECONNRESET; see what its log says/,
  );
});

test("a line that the end cuts off is a row of none but a whole server: it is a bad record", async () => {
  const server = await served((socket) => socket.end('{"id":1}\n{"id":22'));
  const source = socketSource({ host, port: server.port, closed: "end" });
  expect(await told(from(source).collect())).toMatch(/Cannot read line 2 of .* as its end must be a newline/);
  expect(await from(source, { onError: "skip" }).collect()).toEqual([{ id: 1 }]);
});

test("a slow step holds the server back, and memory stays flat", async () => {
  const line = `{"text":"${"x".repeat(10_000)}"}\n`;
  let sent = 0;
  const server = await served((socket) => {
    const write = (): void => {
      while (sent < 20_000 && socket.write(line)) sent++;
      if (sent >= 20_000) socket.end();
    };
    socket.on("drain", write);
    write();
  });
  let [taken, most] = [0, 0];
  await from(socketSource({ host, port: server.port, closed: "end" }))
    .limit(400)
    .forEach(async () => {
      most = Math.max(most, sent - taken++);
      if (taken % 20 === 0) await new Promise((done) => setTimeout(done, 5));
    });
  expect(taken).toBe(400);
  // 200 MB were to come: the system's buffers hold a few.
  expect(most * line.length).toBeLessThan(30 * 2 ** 20);
});

test("a run with checkpoints is refused, or goes on with what comes where losses are accepted", async () => {
  const folder = await temporaryFolder("millrace-socket-");
  const server = await served((socket) => socket.end(text));
  const run = (checkpoints: "refused" | "at-most-once", rowsInto: unknown[]) =>
    from(socketSource({ host, port: server.port, closed: "end", checkpoints }))
      .sinkTo(into(rowsInto))
      .run({ checkpoint: { dir: folder, interval: "1s" } });
  expect(await told(run("refused", []))).toMatch(
    /with checkpoints .* does not come again; put a log between .*checkpoints: "at-most-once"/,
  );
  const seen: unknown[] = [];
  expect(await told(run("at-most-once", seen))).toBe("well");
  expect(seen).toEqual(rows);
  await deleteFolder(folder);
});

test("TLS is spoken where it is said, and who is not trusted is told apart", async () => {
  const folder = await temporaryFolder("millrace-tls-");
  const { key, cert: ca } = ownCertificate(folder);
  const sockets: Socket[] = [];
  const server = await listening(
    createTlsServer({ key, cert: ca }, (socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.end(text);
    }).on("tlsClientError", () => undefined),
    0,
    sockets,
  );
  open.push(server);
  const at = { host: "localhost", port: server.port, closed: "end", retryFor: "300ms" } as const;
  expect(await from(socketSource({ ...at, tls: { ca } })).collect()).toEqual(rows);
  // An address is no name of a server: Node warns of who gives it as one.
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  onTestFinished(() => warned.mockRestore());
  expect(await from(socketSource({ ...at, host, tls: { ca } })).collect()).toEqual(rows);
  expect(warned).not.toHaveBeenCalled();
  expect(await told(from(socketSource({ ...at, tls: true })).collect())).toMatch(
    /got (DEPTH_ZERO_)?SELF_SIGNED_CERT; give what it is signed by as tls: \{ ca \}/,
  );
  const plain = await served((socket) => socket.end(text));
  expect(await told(from(socketSource({ ...at, port: plain.port, tls: { ca } })).collect())).toMatch(
    /see whether the server speaks TLS, and say tls accordingly/,
  );
  await deleteFolder(folder);
});

test.each([
  [() => socketSource({ host: "", port: 1 }), /host must be a name or an address: got ""/],
  [() => socketSource({ host: "user:word@a b", port: 1 }), /host must be a name/],
  [() => socketSource({ host, port: 0 }), /port must be a whole number from 1 to 65535: got 0/],
  [() => socketSource({ host, port: 1, tls: 5 as never }), /tls must be true, or \{ ca \}/],
  [() => socketSource({ host, port: 1, timeout: 0 }), /timeout must be above 0/],
  [() => socketSource({ host, port: 1, idle: 0 }), /idle must be above 0/],
  [() => socketSource({ host, port: 1, closed: "never" as never }), /closed/],
  [() => socketSource({ host, port: 1, hots: 1 } as never), /hots/],
  [() => socketSource(undefined as never), /host must be/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});
