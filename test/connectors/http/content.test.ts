import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { contentOf } from "../../../connectors/http/content.ts";
import { httpPoll, httpSink, webhook } from "../../../connectors/http/mod.ts";
import { from } from "../../../core/mod.ts";
import { serve, type TestServer } from "./server.ts";

interface Row {
  readonly id: number;
}

const open: TestServer[] = [];
const stops: AbortController[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort();
  for (const server of open.splice(0)) await server.close();
});

/** Answers all by these bytes. */
async function answering(body: Uint8Array | string, coding: string, status = 200): Promise<TestServer> {
  const server = await serve((_asked, response) => {
    response.writeHead(status, { "content-encoding": coding });
    // In pieces, without a length.
    response.write(body.slice(0, 7));
    response.end(body.slice(7));
  });
  open.push(server);
  return server;
}

const told = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "well",
    (error: Error) => error.message,
  );

const text = '[{"id":1},{"id":2}]';
const packings = [
  ["gzip", gzipSync(text)],
  ["x-gzip", gzipSync(text)],
  ["GZIP", gzipSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
  ["br", brotliCompressSync(text)],
  ["deflate, gzip", gzipSync(deflateSync(text))],
  ["identity", Buffer.from(text)],
] as const;

test.each(packings)("an answer, and a request, packed by %s is unpacked: %#", async (coding, body) => {
  const server = await answering(body, coding);
  expect(await from(httpPoll<Row>(server.url)).collect()).toEqual([{ id: 1 }, { id: 2 }]);
  expect(server.asked[0]!.headers["accept-encoding"]).toBe("gzip, deflate, br");
  const { url, seen } = await listening();
  expect(await post(url, body, coding)).toMatchObject({ status: 200, text: '{"rows":2}' });
  expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
});

const bomb = `[${'{"id":1},'.repeat(100_000)}{"id":1}]`;

test.each([
  ["gzip", gzipSync(bomb)],
  ["deflate", deflateSync(bomb)],
  ["br", brotliCompressSync(bomb)],
  ["gzip, gzip", gzipSync(gzipSync(bomb))],
] as const)("what %s unpacks to is bounded: more is refused, and told by the bound", async (coding, body) => {
  const server = await answering(body, coding);
  const poll = (bodyBytes: number): Promise<string> =>
    told(from(httpPoll<Row>(server.url, { bodyBytes }), { onError: "skip" }).collect());
  expect(await poll(bomb.length - 1)).toMatch(
    /^Cannot read http:\S+ as an answer must be at most 900,009 bytes: got more, unpacked from \w+; ask for fewer rows at once, or raise bodyBytes$/,
  );
  expect(server.asked).toHaveLength(1);
  expect(await poll(bomb.length)).toBe("well");
  const { url, seen } = await listening({ bodyBytes: 10_000 });
  const answer = await post(url, body, coding);
  expect([answer.status, answer.text]).toEqual([
    413,
    expect.stringMatching(/its body must be at most 10000 bytes: got more, unpacked from \w+/),
  ]);
  expect(seen).toEqual([]);
});

test("an answer that is longer than it may be is read no further, told by the bound, and not asked for again", async () => {
  const server = await serve((_asked, response) => {
    const more = (): boolean => response.destroyed || response.write(" ".repeat(65_536), () => void more());
    more(); // without end
  });
  open.push(server);
  expect(await told(from(httpPoll<Row>(server.url, { bodyBytes: 200_000 }), { onError: "skip" }).collect())).toMatch(
    /^Cannot read http:\S+ as an answer must be at most 200,000 bytes: got more; ask for fewer rows at once, or raise bodyBytes$/,
  );
  expect(server.asked).toHaveLength(1);
  // Who only sends has no use for what is answered behind the status.
  expect(
    await told(
      from([{ id: 1 }])
        .sinkTo(httpSink(server.url))
        .run(),
    ),
  ).toBe("well");
  expect(server.asked).toHaveLength(2);
  expect(() => httpPoll(server.url, { bodyBytes: 0 })).toThrow(
    /as bodyBytes must be a whole number above 0: got 0; leave it out for 256 MB/,
  );
});

test.each(["zstd", "compress", "gzip, aes", "gzip, gzip, gzip, gzip"])(
  "a packing that is not known, %s, is told by its name, at once",
  async (coding) => {
    const server = await answering(text, coding);
    const named = coding.startsWith("gzip, a") ? "aes" : coding;
    expect(await told(from(httpPoll<Row>(server.url), { onError: "skip" }).collect())).toMatch(
      `as the content-encoding of an answer must be one of gzip, deflate, br: got "${named}"; ask for another, by headers`,
    );
    expect(server.asked).toHaveLength(1);
    expect(
      await told(
        from([{ id: 1 }])
          .sinkTo(httpSink(server.url))
          .run(),
      ),
    ).toBe("well");
    const { url, seen } = await listening();
    const answer = await post(url, text, coding);
    expect([answer.status, answer.headers.get("accept-encoding"), answer.text]).toEqual([
      415,
      "gzip, deflate, br",
      expect.stringContaining(`content-encoding must be one of gzip, deflate, br: got \\"${named}\\"`),
    ]);
    expect(seen).toEqual([]);
  },
);

test.each([
  ["gzip", gzipSync(text).subarray(0, -3), "unexpected end of file"],
  ["gzip", Buffer.from(text), "incorrect header check"],
  ["deflate", Buffer.from([...deflateSync(text), 1, 2]), "2 bytes behind their end"],
] as const)("bytes that are no %s are a bad record, and answered 400: %#", async (coding, body, damage) => {
  const server = await answering(body, coding);
  expect(await told(from(httpPoll<Row>(server.url)).collect())).toMatch(
    `it must be JSON that has rows: got bytes that are no ${coding}, ${damage}; check url`,
  );
  expect(await from(httpPoll<Row>(server.url), { onError: "skip" }).collect()).toEqual([]);
  const { url, seen } = await listening();
  const answer = await post(url, body, coding);
  expect([answer.status, answer.text]).toEqual([
    400,
    expect.stringContaining(
      `its body must be ${coding}, as its content-encoding says: got bytes that are none, ${damage}`,
    ),
  ]);
  expect(seen).toEqual([]);
});

test("what a packed refusal says is told, too; a body without bytes is packed by nothing", async () => {
  const server = await answering(gzipSync("no such page"), "gzip", 404);
  expect(await told(from(httpPoll<Row>(server.url)).collect())).toMatch(/got 404, "no such page"; check url/);
  expect(await contentOf(new Uint8Array(0), "gzip", 10)).toEqual({ bytes: new Uint8Array(0) });
});

test("a refusal that unpacks to more than is told is told by its status, one in the clear by how it begins", async () => {
  const long = "no such page ".repeat(20_000);
  const packed = await answering(gzipSync(long), "gzip", 404);
  expect(await told(from(httpPoll<Row>(packed.url)).collect())).toMatch(/got 404; check url/);
  const plain = await answering(long, "", 404);
  for (const run of [
    from(httpPoll<Row>(plain.url)).collect(),
    from([{ id: 1 }])
      .sinkTo(httpSink(plain.url))
      .run(),
  ])
    expect(await told(run)).toMatch(`got 404, "${long.slice(0, 300)}"; check url`);
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function post(url: string, body: Uint8Array | string, coding: string): Promise<Answer> {
  const headers = { "content-type": "application/json", "content-encoding": coding };
  const response = await fetch(url, { method: "POST", headers, body: body as string });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** A run that listens and keeps what it is sent. */
async function listening(options: { bodyBytes?: number } = {}): Promise<{ url: string; seen: Row[] }> {
  const url = Promise.withResolvers<string>();
  const stop = new AbortController();
  stops.push(stop);
  const seen: Row[] = [];
  const source = webhook<Row>({ port: 0, ...options, onListening: url.resolve });
  from(source)
    .forEach((row) => void seen.push(row), { signal: stop.signal })
    .catch(() => undefined);
  return { url: await url.promise, seen };
}
