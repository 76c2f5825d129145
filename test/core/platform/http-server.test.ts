import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpRequest, type HttpServer, serveHttp } from "../../../core/platform/mod.ts";

let server: HttpServer;
const seen: HttpRequest[] = [];

beforeAll(async () => {
  server = await serveHttp(
    { port: 0, bodyBytes: 1000, arrivalMs: 300, connections: 3 },
    async (request) => {
      seen.push(request);
      return {
        status: 200,
        headers: { "x-seen": String(request.body.length) },
        body: `${request.method} ${request.path}`,
      };
    },
    ({ status, reason }) => ({ status, headers: { "content-type": "text/plain" }, body: reason }),
  );
});

afterAll(() => server.close());

const url = (path: string): string => `http://127.0.0.1:${server.port}${path}`;

/** What comes back to a text, until the connection ends. */
function said(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ port: server.port, host: "127.0.0.1" });
    socket.setEncoding("utf8");
    socket.on("data", (more) => {
      answer += String(more);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
    socket.write(text);
  });
}

test("a request arrives whole: its path as it was sent, its query, headers and body", async () => {
  const answer = await fetch(url("/a/%2F/b?x=1&x=2"), { method: "POST", body: "täxt", headers: { "X-Y": "z" } });
  expect([answer.status, await answer.text(), answer.headers.get("x-seen")]).toEqual([200, "POST /a/%2F/b", "5"]);
  const request = seen.at(-1)!;
  expect(request.query.getAll("x")).toEqual(["1", "2"]);
  expect(request.headers["x-y"]).toBe("z");
  expect(request.headers.host).toBe(`127.0.0.1:${server.port}`);
  expect((await fetch(url("/"), { method: "HEAD" })).headers.get("x-seen")).toBe("0");
});

test("a body that is too long is not read, whether it says so before or not", async () => {
  const count = seen.length;
  const told = await fetch(url("/"), { method: "POST", body: "x".repeat(1001) });
  expect([told.status, await told.text()]).toEqual([413, "its body must be at most 1000 bytes"]);
  const chunks = `${"3ea\r\n"}${"x".repeat(1002)}\r\n`;
  const untold = await said(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
  expect(untold).toMatch(/^HTTP\/1\.1 413 /);
  expect(seen).toHaveLength(count);
});

test("what does not arrive in time, or is no request, is answered and not waited for", async () => {
  const count = seen.length;
  expect(await said("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")).toMatch(/^HTTP\/1\.1 408 /);
  expect(await said("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  expect(await said(`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await said("GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(
    /^HTTP\/1\.1 400 /,
  );
  expect(seen).toHaveLength(count);
});

test("it listens at the loopback address only", async () => {
  const { networkInterfaces } = await import("node:os");
  const others = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter(({ internal }) => !internal));
  for (const { address, family } of others) {
    const host = family === "IPv6" ? `[${address}]` : address;
    await expect(fetch(`http://${host}:${server.port}/`)).rejects.toThrow();
  }
  expect((await fetch(url("/"))).status).toBe(200);
});

test("a stream is sent as it comes, and is told when nobody reads it any more", async () => {
  let canceled: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    canceled = resolve;
  });
  const streams = await serveHttp(
    { port: 0, bodyBytes: 1000, arrivalMs: 300, connections: 3 },
    async ({ path }) => ({
      status: 200,
      body: new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode("first"));
          if (path === "/ends") controller.close();
          if (path === "/fails") setTimeout(() => controller.error(new Error("broken")), 50);
        },
        cancel: () => canceled!(),
      }),
    }),
    ({ status, reason }) => ({ status, body: reason }),
  );
  const at = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${streams.port}${path}`);
  try {
    expect(await (await at("/ends")).text()).toBe("first");
    await expect((await at("/fails")).text()).rejects.toThrow();
    const reader = (await at("/goes-on")).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("first");
    await reader.cancel();
    await gone;
  } finally {
    await streams.close(100);
  }
});
