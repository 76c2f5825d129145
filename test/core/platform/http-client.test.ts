import { createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { bodyText, callHttp, type HttpCall } from "../../../core/platform/mod.ts";

/** A server that does with each connection what a test says. */
async function serving(connected: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    connected(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Answers each request whose head is whole; a body behind it is not looked at. */
function answering(answer: (request: string, socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    let text = "";
    socket.setEncoding("latin1").on("data", (more: string) => {
      text += more;
      for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        answer(request, socket);
      }
    });
  };
}

function call(url: string, given: Partial<HttpCall> = {}): Promise<string> {
  const all = { method: "GET", signal: AbortSignal.timeout(10_000), alive: () => undefined, ...given };
  return callHttp(url, all, async (reply) => `${reply.status} ${await bodyText(reply)}`);
}

const ok = (body: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

test("requests one behind another share a connection, those at once do not; one that the server has ended is not used", async () => {
  let connections = 0;
  const live: Socket[] = [];
  const url = await serving((socket) => {
    connections++;
    live.push(socket);
    answering((request, to) => void to.write(ok(request.split(" ")[1]!)))(socket);
  });
  for (const path of ["/a?b=%20c", "/d"]) expect(await call(url + path)).toBe(`200 ${path}`);
  expect(connections).toBe(1);
  await Promise.all([call(url), call(url), call(url)]);
  expect(connections).toBe(3);
  const gone = Promise.all(live.map((socket) => new Promise((done) => socket.on("close", done))));
  for (const socket of live) socket.end();
  await gone;
  await new Promise((done) => setTimeout(done, 20));
  expect(await call(`${url}/e`)).toBe("200 /e");
  expect(connections).toBe(4);
});

test("a request has its host, its headers and the length of its body, and all of that body", async () => {
  let got = "";
  const url = await serving((socket) => {
    socket.setEncoding("latin1").on("data", (more: string) => {
      got += more;
      if (got.length - got.indexOf("\r\n\r\n") - 4 === 700_000) socket.write(ok("taken"));
    });
  });
  let lives = 0;
  const alive = (): void => void lives++;
  const body = new Uint8Array(700_000).fill(120);
  expect(await call(`${url}/in`, { method: "PUT", headers: { "x-a": "b" }, body, alive })).toBe("200 taken");
  const [head, rest] = got.split("\r\n\r\n");
  const host = url.replace("http://", "");
  const lines = head!.toLowerCase().split("\r\n");
  expect(lines).toEqual(
    expect.arrayContaining(["put /in http/1.1", `host: ${host}`, "content-length: 700000", "x-a: b"]),
  );
  expect(rest).toBe("x".repeat(700_000));
  // Three pieces go, and something comes.
  expect(lives).toBeGreaterThanOrEqual(4);
});

test("an answer that comes before the body is sent is given, and its connection not used again", async () => {
  let connections = 0;
  const url = await serving((socket) => {
    connections++;
    socket.once("data", () => socket.pause().write("HTTP/1.1 403 No\r\ncontent-length: 2\r\n\r\nno"));
  });
  const body = new Uint8Array(30_000_000);
  expect(await call(url, { method: "PUT", body })).toBe("403 no");
  expect(await call(url)).toBe("403 no");
  expect(connections).toBe(2);
});

/** So many bytes, of which each says where it is. */
const large = Uint8Array.from({ length: 5_000_000 }, (_, at) => (at * 7 + (at >> 8)) % 251);

function largeHead(length: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;
}

/** @param seen Is told the memory of each piece. */
async function largeBody(url: string, seen: (memory: ArrayBufferLike) => void = () => undefined): Promise<Uint8Array> {
  const all = { method: "GET", signal: AbortSignal.timeout(10_000), alive: () => undefined };
  return callHttp(url, all, async (reply) => {
    const bytes = new Uint8Array(large.length);
    let at = 0;
    await reply.pieces((piece) => {
      seen(piece.buffer);
      bytes.set(piece, at);
      at += piece.length;
    });
    return bytes.subarray(0, at);
  });
}

test("a large body comes whole and in order, its first bytes with the head or behind it, and what is behind it is nobody's", async () => {
  const heads: readonly (readonly [withHead: number, thenMs: number])[] = [
    [0, 0],
    [1, 0],
    [300_000, 20],
    [4_500_000, 0],
  ];
  for (const [withHead, thenMs] of heads) {
    const url = await serving(
      answering(async (_, socket) => {
        socket.write(largeHead(large.length));
        socket.write(large.subarray(0, withHead));
        await new Promise((done) => setTimeout(done, thenMs));
        socket.write(large.subarray(withHead));
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad");
      }),
    );
    for (let time = 0; time < 2; time++) {
      const seen: unknown[] = [];
      expect(Buffer.compare(await largeBody(url, (memory) => seen.push(memory)), large)).toBe(0);
      // What is far from the end is read into the same memory.
      if (withHead < 1_000_000) expect(new Set(seen).size).toBeLessThan(seen.length / 2);
    }
  }
});

test("what comes of a large body before it is asked for is kept as it came", async () => {
  const url = await serving(
    answering((_, socket) => {
      socket.write(largeHead(large.length));
      socket.write(large);
    }),
  );
  const all = { method: "GET", signal: AbortSignal.timeout(10_000), alive: () => undefined };
  const body = await callHttp(url, all, async ({ pieces }) => {
    await new Promise((done) => setTimeout(done, 50));
    const parts: Uint8Array[] = [];
    await pieces((piece) => void parts.push(Uint8Array.from(piece)));
    return Buffer.concat(parts);
  });
  expect(Buffer.compare(body, large)).toBe(0);
});

test("a large body that is cut, or whose taker throws or is told to stop midway, fails its request", async () => {
  const url = await serving(
    answering((_, socket) => {
      socket.write(largeHead(large.length));
      socket.write(large.subarray(0, 3_000_000), () => setTimeout(() => socket.end(), 50));
    }),
  );
  await expect(largeBody(url)).rejects.toThrow(/cut|aborted/);
  for (const how of ["throws", "stops"] as const) {
    const controller = new AbortController();
    let came = 0;
    const call = { method: "GET", signal: controller.signal, alive: () => undefined };
    const taking = callHttp(url, call, (reply) =>
      reply.pieces((piece) => {
        came += piece.length;
        if (came < 2_000_000) return;
        if (how === "throws") throw new Error("no room");
        controller.abort(new Error("enough"));
      }),
    );
    await expect(taking).rejects.toThrow(how === "throws" ? "no room" : /abort|enough|cut/);
    expect(came).toBeLessThan(3_000_000);
  }
});

test("an answer that is cut, one that is none, and what nobody asked for are errors of the request that they meet", async () => {
  const cut = await serving(answering((_, socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell")));
  await expect(call(cut)).rejects.toThrow(/cut|aborted/);
  const none = await serving((socket) => void socket.write("220 mail.example ESMTP\r\n"));
  await expect(call(none)).rejects.toThrow("Parse Error");
  let connections = 0;
  const written = Promise.withResolvers<void>();
  const late = await serving((socket) => {
    connections++;
    answering((_, to) => {
      to.write(ok("first"));
      setTimeout(() => to.write(ok("of nobody"), () => written.resolve()), 20);
    })(socket);
  });
  expect(await call(late)).toBe("200 first");
  await written.promise;
  await new Promise((done) => setTimeout(done, 60));
  expect(await call(late)).toBe("200 first");
  expect(connections).toBe(2);
  await expect(call("http://127.0.0.1:11996")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("what the taker throws fails the request, as a signal does, before and within the answer", async () => {
  const url = await serving(
    answering((_, socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell")),
  );
  const failing = callHttp(
    url,
    { method: "GET", signal: AbortSignal.timeout(10_000), alive: () => undefined },
    (reply) =>
      reply.pieces(() => {
        throw new Error("no room");
      }),
  );
  await expect(failing).rejects.toThrow("no room");
  const controller = new AbortController();
  const within = call(url, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await expect(within).rejects.toThrow(/abort|enough/);
  await expect(call(url, { signal: controller.signal })).rejects.toThrow(/abort|enough/);
});

test("a header that is more than one line is refused", async () => {
  for (const headers of [{ range: "bytes=0-1\r\nx: y" }, { "a b": "c" }, { a: "€" }]) {
    await expect(async () => call("http://127.0.0.1:11996", { headers })).rejects.toThrow(
      /Invalid character|valid HTTP token/,
    );
  }
});
