import { expect, test } from "vitest";
import { type HttpHeaders, ReplyReader } from "../../../core/platform/http-reply.ts";
import { seededRandom } from "../../../core/platform/mod.ts";

interface Told {
  status?: number;
  headers?: HttpHeaders;
  body: string;
  stays?: boolean;
  isWhole?: boolean;
}

/** What is told of an answer whose bytes come in pieces of these lengths, the rest as one. */
function told(text: string, { method = "GET", lengths = [] as readonly number[] } = {}): Told {
  const all = new TextEncoder().encode(text);
  const told: Told = { body: "" };
  const reader = new ReplyReader(method, {
    head: (status, headers) => Object.assign(told, { status, headers }),
    piece: (bytes) => {
      told.body += new TextDecoder().decode(bytes);
    },
    over: (stays) => {
      told.stays = stays;
    },
  });
  let at = 0;
  for (const length of [...lengths, all.length]) {
    // As a connection does, which uses its memory again.
    const piece = all.slice(at, at + length);
    reader.take(piece);
    piece.fill(0);
    at += length;
  }
  told.isWhole = reader.end();
  return told;
}

const counted = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nETag:  "a" \r\n\r\nhello';
const chunked =
  "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nhel\r\n2;name=x\r\nlo\r\n0\r\nafter: 1\r\n\r\n";

test("an answer is the same however its bytes are cut", () => {
  const random = seededRandom(7);
  const texts = [counted, chunked, `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n${counted}`];
  for (const text of texts) {
    const whole = told(text);
    expect([whole.body, whole.stays, whole.isWhole]).toEqual(["hello", true, true]);
    for (let cut = 0; cut < text.length; cut++) expect(told(text, { lengths: [cut] })).toEqual(whole);
    for (let round = 0; round < 50; round++) {
      const lengths = Array.from({ length: 9 }, () => Math.floor(random.next() * 12));
      expect(told(text, { lengths })).toEqual(whole);
    }
  }
  expect(told(counted).headers).toEqual({ "content-length": "5", etag: '"a"' });
});

test("what has no body, and what ends with its connection, is told", () => {
  const long = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";
  expect(told(long, { method: "HEAD" })).toMatchObject({ body: "", stays: true, isWhole: true });
  expect(told("HTTP/1.1 204 No Content\r\n\r\n")).toMatchObject({ stays: true, isWhole: true });
  expect(told("HTTP/1.1 304\r\n\r\n")).toMatchObject({ status: 304, stays: true, isWhole: true });
  expect(told("HTTP/1.1 200 OK\r\n\r\nall of it")).toMatchObject({ body: "all of it", stays: false, isWhole: true });
  expect(told("HTTP/1.0 200 OK\ncontent-length: 2\n\nok")).toMatchObject({ body: "ok", stays: false, isWhole: true });
  expect(told("HTTP/1.1 200 OK\r\nConnection: x, Close\r\ncontent-length: 0\r\n\r\n")).toMatchObject({ stays: false });
});

test("an answer that breaks off is not whole, wherever that is", () => {
  for (const text of [counted, chunked]) {
    for (let length = 0; length < text.length; length++) expect(told(text.slice(0, length)).isWhole).toBe(false);
  }
});

test("what is no answer of HTTP is refused", () => {
  const bad: readonly (readonly [text: string, error: RegExp])[] = [
    ["SSH-2.0-x\r\n", /not HTTP/],
    ["HTTP/2 200 OK\r\n", /not HTTP/],
    ["HTTP/1.1 200 OK\r\n folded: 1\r\n", /header that is none/],
    ["HTTP/1.1 200 OK\r\nspace : 1\r\n", /header that is none/],
    ["HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", /of length -1/],
    ["HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", /of length 1, 2/],
    ["HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n", /packed as gzip/],
    ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n", /without its size/],
    ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nxy\r\n", /longer than its size/],
    [`HTTP/1.1 200 OK\r\nlong: ${"x".repeat(300_000)}`, /head is longer/],
    [`${counted}x`, /behind the end/],
  ];
  for (const [text, error] of bad) expect(() => told(text), text.slice(0, 60)).toThrow(error);
  expect(told("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx").body).toBe("x");
});
