import type { Socket } from "node:net";
import { createServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { socketSink } from "../../../connectors/socket/mod.ts";
import { from, generate } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sinkContract } from "../../../core/testing/mod.ts";
import { startBadNetwork } from "../../services/bad-network.ts";
import { freePort, listen, listening, ownCertificate, serversOfTests, type TestServer, told } from "./servers.ts";

const host = "127.0.0.1";
const { served } = serversOfTests();

/** Keeps what each connection has sent. */
function keeping(): { readonly texts: string[]; serve(socket: Socket, before: number): void } {
  const texts: string[] = [];
  return {
    texts,
    serve: (socket, before) => {
      texts[before] = "";
      socket.setEncoding("utf8").on("data", (text) => (texts[before] += String(text)));
    },
  };
}

const rowsOf = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

const rows = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

for (const { name, run } of sinkContract<(typeof rows)[number]>(async () => {
  const kept = keeping();
  const server = await listen(kept.serve);
  return {
    sink: socketSink({ host, port: server.port }),
    rows,
    visible: async () => {
      // TCP says nothing of when it has arrived.
      await new Promise((done) => setTimeout(done, 50));
      return kept.texts.flatMap(rowsOf) as typeof rows;
    },
    remove: () => server.close(),
  };
}, "none"))
  test(`socket: ${name}`, run);

test("rows are lines of JSON, CSV or text, and the run ends once the server has read all", async () => {
  const kept = keeping();
  const server = await served(kept.serve);
  const at = { host, port: server.port };
  await from(rows.slice(0, 2)).sinkTo(socketSink(at)).run();
  await from(rows.slice(0, 2))
    .sinkTo(socketSink({ ...at, format: "csv", delimiter: ";" }))
    .run();
  await from(["a", "b"])
    .sinkTo(socketSink({ ...at, format: "text" }))
    .run();
  expect(kept.texts).toEqual([
    '{"id":0,"name":"row 0"}\n{"id":1,"name":"row 1"}\n',
    "id;name\n0;row 0\n1;row 1\n",
    "a\nb\n",
  ]);
});

test("a server that is gone and comes back is gone on with, in whole lines and with the names of columns anew", async () => {
  const kept = keeping();
  const first = await listen((socket) => kept.serve(socket, 0));
  let again: Promise<TestServer> | undefined;
  const source = generate({ count: 4000, perSecond: 4000, make: (n) => ({ n }) });
  const run = from(source).map((row) => {
    if (row.n === 1000) again = first.close().then(() => served((socket) => kept.serve(socket, 1), first.port));
    return row;
  });
  await run.sinkTo(socketSink({ host, port: first.port, format: "csv" })).run({ batchRows: 50 });
  await again;
  const [before, after] = kept.texts.map((text) => text.split("\n"));
  expect([before![0], after![0]]).toEqual(["n", "n"]);
  const numbers = after!.slice(1, -1).map(Number);
  expect(numbers.at(-1)).toBe(3999);
  expect(numbers).toEqual([...numbers.keys()].map((at) => numbers[0]! + at));
  expect(numbers[0]).toBeLessThan(4000);
});

test("through a way that is slow and cuts connections whole lines come, in order, and none twice", async () => {
  const kept = keeping();
  const server = await served(kept.serve);
  const way = await startBadNetwork(server.port, { cutAfterBytes: 60_000, bytesPerSecond: 2_000_000 });
  onTestFinished(() => way.close());
  const text = "x".repeat(100);
  const source = generate({ count: 4000, perSecond: 2000, make: (n) => ({ n, text }) });
  await from(source)
    .map((row) => {
      if (row.n === 3000) way.mend();
      return row;
    })
    .sinkTo(socketSink({ host, port: way.port }))
    .run({ batchRows: 20 });
  expect(way.cuts()).toBeGreaterThan(3);
  // What was on its way when a connection was cut is lost, but for no more than whole lines behind a part of one.
  const seen = kept.texts.flatMap((each) => rowsOf(each.slice(0, each.lastIndexOf("\n") + 1)) as { n: number }[]);
  const numbers = seen.map(({ n }) => n);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(numbers.at(-1)).toBe(3999);
  expect(numbers.filter((n) => n >= 3500)).toHaveLength(500);
});

test("a slow server holds the source back", async () => {
  let got = 0;
  const server = await served((socket) => {
    socket.on("data", (bytes) => {
      got += bytes.length;
      socket.pause();
      setTimeout(() => socket.resume(), 5);
    });
  });
  let made = 0;
  let most = 0;
  const text = "x".repeat(10_000);
  const source = generate({
    count: 4000,
    make: (n) => {
      made++;
      most = Math.max(most, made * text.length - got);
      return { n, text };
    },
  });
  await from(source)
    .sinkTo(socketSink({ host, port: server.port }))
    .run({ batchRows: 50 });
  expect(got).toBeGreaterThan(4000 * text.length);
  expect(most).toBeLessThan(16 * 2 ** 20);
});

test("a server that answers what it is sent keeps nobody waiting", async () => {
  const server = await served((socket) => socket.pipe(socket));
  const text = "x".repeat(10_000);
  await from(generate({ count: 3000, make: (n) => ({ n, text }) }))
    .sinkTo(socketSink({ host, port: server.port }))
    .run();
});

/** What it says within 10 s. */
async function toldSoon(run: Promise<unknown>): Promise<string> {
  const begun = performance.now();
  const message = await told(run);
  expect(performance.now() - begun).toBeLessThan(10_000);
  return message;
}

test("nobody there, a server that takes nothing and one that never closes are told, each within 10 s", async () => {
  const port = await freePort();
  expect(await toldSoon(from(rows).sinkTo(socketSink({ host, port })).run())).toMatch(
    /Cannot write to 127\.0\.0\.1:\d+ as a server must take the connection there: got ECONNREFUSED; see that it runs/,
  );
  const stuck = await served((socket) => socket.pause());
  const source = generate({ count: 4000, make: (n) => ({ n, text: "x".repeat(10_000) }) });
  const sink = socketSink({ host, port: stuck.port, timeout: "300ms", retryFor: "500ms" });
  expect(await toldSoon(from(source).sinkTo(sink).run())).toMatch(
    /Cannot write to .* as its server must take what is sent: got not a byte for 0\.3 s, again and again for 0\.5 s; see what its log says/,
  );
  expect(
    await toldSoon(
      from(rows)
        .sinkTo(socketSink({ host, port: stuck.port, timeout: "300ms" }))
        .run(),
    ),
  ).toMatch(
    /Cannot end what was written to .* as its server must close the connection once it has read all: got not a byte for 0\.3 s; see whether all has arrived/,
  );
});

test("rows are sent by TLS where it is said, and to nobody who is not trusted", async () => {
  const folder = await temporaryFolder("millrace-tls-");
  const { key, cert } = ownCertificate(folder);
  const kept = keeping();
  const sockets: Socket[] = [];
  const tls = createServer({ key, cert }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    kept.serve(socket, 0);
  });
  tls.on("tlsClientError", () => undefined);
  const server = await listening(tls, 0, sockets);
  const at = { host: "localhost", port: server.port, retryFor: "300ms" } as const;
  expect(
    await told(
      from(rows)
        .sinkTo(socketSink({ ...at, tls: true }))
        .run(),
    ),
  ).toMatch(/Cannot write to localhost:\d+ .* got (DEPTH_ZERO_)?SELF_SIGNED_CERT; give what it is signed by/);
  await from(rows)
    .sinkTo(socketSink({ ...at, tls: { ca: cert } }))
    .run();
  expect(kept.texts.map(rowsOf)).toEqual([rows]);
  await server.close();
  await deleteFolder(folder);
});

test("a row that is no line is told, and sent to nobody", async () => {
  const kept = keeping();
  const server = await served(kept.serve);
  const sink = socketSink({ host, port: server.port, format: "text" });
  expect(
    await told(
      from([{ line: "a\nb" }])
        .sinkTo(sink)
        .run(),
    ),
  ).toMatch(/a line must be a text without ends of lines/);
  expect(kept.texts.join("")).toBe("");
});

test.each([
  [() => socketSink({ host, port: 70_000 }), /port must be/],
  [() => socketSink({ host, port: 1, columns: ["a"] }), /columns in socketSink/],
  [() => socketSink({ host, port: 1, idle: 1 } as never), /idle/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});
