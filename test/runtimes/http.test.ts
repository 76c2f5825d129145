import { deepEqual, rejects } from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { httpPoll, httpSink, webhook } from "../../connectors/http/mod.ts";
import { from } from "../../core/mod.ts";

test("rows are sent to a server, and its pages read, also where it fails in between", async () => {
  const kept: unknown[] = [];
  let asked = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    if (asked++ % 3 === 1) return void response.writeHead(503).end();
    if (request.method === "POST") {
      kept.push(...(JSON.parse(body) as unknown[]));
      return void response.end();
    }
    const start = Number(new URL(request.url!, "http://x").searchParams.get("from"));
    response.end(JSON.stringify(kept.slice(start, start + 4)));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/rows`;
  const rows = Array.from({ length: 10 }, (_, id) => ({ id }));
  await from(rows)
    .sinkTo(httpSink(url, { rows: 4 }))
    .run();
  const read = httpPoll<{ id: number }>((at) => `${url}?from=${at ?? 0}`, {
    next: (answer, at) =>
      (answer as unknown[]).length === 0 ? undefined : Number(at ?? 0) + (answer as unknown[]).length,
  });
  deepEqual([...(await from(read).collect())], rows);
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rejects(async () => from(httpPoll(url, { retryFor: "300ms" })).collect(), /as the server must answer: got/);
});

test("rows that a sink sends come by a webhook, each once, and who sends nonsense is told", async () => {
  const url = Promise.withResolvers<string>();
  const token = "a-token-of-the-test";
  const source = webhook<{ id: number }>({ port: 0, path: "/in", token, onListening: url.resolve });
  const rows = Array.from({ length: 900 }, (_, id) => ({ id }));
  const read = from(source).limit(900).collect();
  const to = await url.promise;
  const answer = await fetch(to, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "[",
  });
  deepEqual([answer.status, (await fetch(to, { method: "POST", body: "{}" })).status], [400, 401]);
  await answer.text();
  const sent = from(rows)
    .sinkTo(httpSink(to, { rows: 100, retryFor: "500ms", headers: { authorization: `Bearer ${token}` } }))
    .run();
  deepEqual([...(await read)], rows);
  // The last request may be told that the run has ended.
  await sent.catch(() => undefined);
});

test("answers and requests that are packed are unpacked to a bound, and what is cut is told, by each packing", async () => {
  const url = Promise.withResolvers<string>();
  const stop = new AbortController();
  const seen: unknown[] = [];
  const hook = webhook<{ id: number }>({ port: 0, bodyBytes: 2000, onListening: url.resolve });
  const run = from(hook).forEach((row) => void seen.push(row), { signal: stop.signal });
  const to = await url.promise;
  const post = async (coding: string, body: Uint8Array): Promise<number> => {
    const headers = { "content-type": "application/x-ndjson", "content-encoding": coding };
    const answer = await fetch(to, { method: "POST", headers, body: new Uint8Array(body) });
    await answer.text();
    return answer.status;
  };
  for (const [coding, pack] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const) {
    const body = pack(JSON.stringify(Array.from({ length: 300 }, (_, id) => ({ id }))));
    const server = createServer((_request, response) =>
      response.writeHead(200, { "content-encoding": coding }).end(body),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    deepEqual((await from(httpPoll(place)).collect()).length, 300);
    await rejects(
      async () => from(httpPoll(place, { bodyBytes: 2500 })).collect(),
      /at most 2,500 bytes: got more, unpacked/,
    );
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    const lines = pack('{"id":1}\n{"id":2}\n'.repeat(40));
    deepEqual(
      [await post(coding, lines), await post(coding, lines.subarray(0, -1)), await post(coding, body)],
      [200, 400, 413],
      coding,
    );
  }
  deepEqual(seen.length, 240);
  stop.abort(new Error("enough"));
  await rejects(run, /enough/);
});
