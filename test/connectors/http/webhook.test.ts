import { connect } from "node:net";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { type WebhookOptions, webhook } from "../../../connectors/http/mod.ts";
import { from, into, schema } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sourceContract } from "../../../core/testing/mod.ts";
import { startBadNetwork } from "../../services/bad-network.ts";
import { sendAll } from "./sender.ts";

interface Row {
  readonly id: number;
}

const rows: readonly Row[] = Array.from({ length: 11 }, (_, id) => ({ id }));
/** Requests of one to four rows. */
const bodies = [rows.slice(0, 3), rows[3]!, rows.slice(4, 8), rows.slice(8, 10), [rows[10]!]] as const;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

const told = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "well",
    (error: Error) => error.message,
  );

for (const { name, run } of sourceContract<Row>(async () => {
  let sending = new AbortController();
  // Whoever listens anew is sent all of it anew: what it has had it knows by the keys.
  const onListening = (url: string): void => {
    sending.abort();
    sending = new AbortController();
    void sendAll({ url, bodies: bodies.map((body, n) => [`key-${n}`, body]), signal: sending.signal }).catch(
      () => undefined,
    );
  };
  return { source: webhook<Row>({ port: 0, onListening }), rows, remove: async () => sending.abort() };
}))
  test(`webhook: ${name}`, run);

interface Listening {
  readonly url: string;
  readonly seen: Row[];
  readonly ended: Promise<string>;
  stop(): void;
}

/** A run that listens and keeps what it is sent. */
async function listening(
  options: Partial<WebhookOptions<Row>> = {},
  take: (row: Row) => void | Promise<void> = () => undefined,
): Promise<Listening> {
  const url = Promise.withResolvers<string>();
  const stop = new AbortController();
  stops.push(stop);
  const seen: Row[] = [];
  const ended = told(
    from(webhook<Row>({ port: 0, ...options, onListening: url.resolve })).forEach(
      (row) => {
        seen.push(row);
        return take(row);
      },
      { signal: stop.signal, batchRows: 4 },
    ),
  );
  const failed = ended.then((message) => Promise.reject(new Error(message)));
  failed.catch(() => undefined);
  return { url: await Promise.race([url.promise, failed]), seen, ended, stop: () => stop.abort(new Error("stopped")) };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function post(
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  method = "POST",
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method === "GET" ? {} : { body: body as string }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

test("a row, a list of them and lines are taken, each request in its order, and answered with how many rows it had", async () => {
  const { url, seen } = await listening();
  expect(await post(url, '{"id":1}')).toMatchObject({ status: 200, text: '{"rows":1}' });
  expect(await post(url, '[{"id":2},{"id":3}]', { "content-type": "application/json; charset=utf-8" })).toMatchObject({
    status: 200,
    text: '{"rows":2}',
  });
  expect(await post(url, '{"id":4}\n\n{"id":5}\n', { "content-type": "application/x-ndjson" })).toMatchObject({
    status: 200,
    text: '{"rows":2}',
  });
  expect(await post(url, '{"id":6}', { "content-type": "application/cloudevents+json" })).toMatchObject({
    status: 200,
  });
  expect(await post(url, "[]")).toMatchObject({ status: 200, text: '{"rows":0}' });
  expect(seen.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a request that is sent again by its key is answered, and its rows are not taken again", async () => {
  const { url, seen } = await listening();
  const key = { "idempotency-key": "a" };
  expect((await post(url, '[{"id":1}]', key)).status).toBe(200);
  expect(await post(url, '[{"id":1}]', key)).toMatchObject({ status: 200, text: '{"rows":0}' });
  expect((await post(url, '[{"id":1}]')).status).toBe(200);
  expect(seen).toEqual([{ id: 1 }, { id: 1 }]);
});

test.each<[string, string | Uint8Array, Record<string, string>, string, number, RegExp]>([
  ["no JSON", '{"id":', {}, "POST", 400, /its body must be JSON that has rows: got /],
  ["a number", "7", {}, "POST", 400, /neither an object nor a list/],
  ["no UTF-8", Uint8Array.of(34, 255, 34), {}, "POST", 400, /body must be JSON/],
  [
    "another type",
    "id=1",
    { "content-type": "application/x-www-form-urlencoded" },
    "POST",
    415,
    /must be application\/json or application\/x-ndjson: got \\"application\/x-www-form-urlencoded\\"/,
  ],
  ["too much", `"${"x".repeat(2000)}"`, {}, "POST", 413, /at most 1000 bytes/],
  ["GET", "", {}, "GET", 405, /by POST: got GET/],
  ["a key without end", "{}", { "idempotency-key": "k".repeat(300) }, "POST", 400, /1 to 200 characters: got 300/],
  ["a page of the web", "{}", { origin: "https://evil.example" }, "POST", 403, /only programs of this machine/],
])("%s is refused, and the run goes on", async (_what, body, headers, method, status, message) => {
  const { url, seen } = await listening({ bodyBytes: 1000 });
  const answer = await post(url, body, headers, method);
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
  expect((await post(`${url}elsewhere`, "{}")).status).toBe(404);
  expect((await post(url, '{"id":1}')).status).toBe(200);
  expect(seen).toEqual([{ id: 1 }]);
});

test("where there is a token it must be shown, and nothing tells it", async () => {
  const token = "s3cret-word-of-the-hook";
  const { url, seen, ended, stop } = await listening({ token, path: "/in" });
  const without = await post(url, "{}");
  expect([without.status, without.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  const wrong = await post(url, "{}", { authorization: `Bearer ${token}x` });
  expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining("got another one")]);
  expect((await post(url, '{"id":1}', { authorization: `Bearer ${token}` })).status).toBe(200);
  stop();
  const plan = await from(webhook({ port: 0, token, path: "/in" }))
    .sinkTo(into<unknown>([]))
    .explain();
  expect(`${await ended} ${without.text} ${wrong.text} ${plan}`).not.toContain("s3cret");
  expect(seen).toEqual([{ id: 1 }]);
  expect(() => webhook({ port: 0, token: "s3cret" })).toThrow(
    /16 ASCII characters or more, without spaces: got another one/,
  );
});

test("rows say where they stand in a body; where that fails, the sender is told", async () => {
  const { url, seen } = await listening({ rows: (body) => (body as { events: Row[] }).events });
  expect((await post(url, '{"events":[{"id":1},{"id":2}]}')).status).toBe(200);
  expect(await post(url, '{"event":1}')).toMatchObject({
    status: 400,
    text: expect.stringContaining("rows that are no list"),
  });
  expect(await post(url, "null")).toMatchObject({ status: 400 });
  expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
});

test("rows that do not fit a schema go where onError says", async () => {
  const url = Promise.withResolvers<string>();
  const source = webhook({ port: 0, onListening: url.resolve });
  const run = from(source, { schema: schema({ id: "int32" }), onError: "skip" })
    .limit(2)
    .collect();
  void post(await url.promise, '[{"id":1},{"id":"x"},{"id":3}]');
  expect(await run).toEqual([{ id: 1 }, { id: 3 }]);
});

test("where the run is slower than its senders some wait, and others are told to come again", async () => {
  let release: () => void = () => undefined;
  const { url, seen } = await listening({ waiting: 3 }, () => new Promise<void>((done) => (release = done)));
  const all = Array.from({ length: 12 }, (_, id) => post(url, `{"id":${id}}`));
  const early = await Promise.race(all);
  expect([early.status, early.headers.get("retry-after"), early.text]).toEqual([
    503,
    "1",
    expect.stringContaining("3 others wait"),
  ]);
  const pump = setInterval(() => release(), 2);
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  clearInterval(pump);
  const taken = statuses.filter((status) => status === 200).length;
  expect(taken).toBe(seen.length);
  expect(taken).toBeGreaterThan(2);
  expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
});

test("a request whose rows are not taken in time is answered 503, and by its key they are taken once", async () => {
  let release: () => void = () => undefined;
  const { url, seen } = await listening({ timeout: "200ms" }, () => new Promise<void>((done) => (release = done)));
  const key = { "idempotency-key": "slow" };
  const late = await post(url, '[{"id":1}]', key);
  expect([late.status, late.text]).toEqual([503, expect.stringContaining("not safe in time")]);
  const again = post(url, '[{"id":1}]', key);
  await new Promise((done) => setTimeout(done, 50));
  release();
  expect((await again).status).toBe(200);
  expect(seen).toEqual([{ id: 1 }]);
});

test("with checkpoints a request is answered once one has it, not before", async () => {
  const folder = await temporaryFolder("millrace-webhook-");
  const url = Promise.withResolvers<string>();
  const stop = new AbortController();
  const seen: Row[] = [];
  const run = told(
    from(webhook<Row>({ port: 0, onListening: url.resolve }))
      .sinkTo(into(seen))
      .run({ checkpoint: { dir: folder, interval: "400ms" }, signal: stop.signal }),
  );
  const to = await url.promise;
  await post(to, "[]");
  const begun = performance.now();
  expect((await post(to, '[{"id":1},{"id":2}]')).status).toBe(200);
  // What `into` has is what was committed.
  expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
  expect(performance.now() - begun).toBeGreaterThan(5);
  stop.abort(new Error("stopped"));
  expect(await run).toBe("stopped");
  await deleteFolder(folder);
});

test("a port that is taken is told; whoever stops the run answers those that wait, and waits for no connection without a word", async () => {
  const { url, ended, stop } = await listening({}, () => new Promise<void>(() => undefined));
  const { port } = new URL(url);
  expect(await told(listening({ port: Number(port) }))).toMatch(
    /Cannot listen for webhook\(:\d+\/\) as its port must be free on 127\.0\.0\.1: got EADDRINUSE; end what listens there, or use another port/,
  );
  const silent = connect(Number(port), "127.0.0.1");
  silent.on("error", () => undefined);
  await new Promise((done) => silent.once("connect", done));
  const waits = post(url, '[{"id":1}]');
  await new Promise((done) => setTimeout(done, 100));
  const begun = performance.now();
  stop();
  expect(await ended).toBe("stopped");
  expect((await waits).status).toBe(503);
  expect(performance.now() - begun).toBeLessThan(8000);
  silent.destroy();
});

test.each([
  [() => webhook({ port: 70_000 }), /port must be a whole number from 0 to 65535: got 70000/],
  [() => webhook({ port: 1, path: "in" }), /path must be one of a URL: got "in"/],
  [() => webhook({ port: 1, rows: 5 as never }), /rows must be a function: got 5/],
  [() => webhook({ port: 1, waiting: 0 }), /waiting must be a whole number above 0/],
  [() => webhook({ port: 1, bodyBytes: 0.5 }), /bodyBytes must be/],
  [() => webhook({ port: 1, timeout: 0 }), /timeout must be above 0/],
  [() => webhook({ prot: 1 } as never), /prot/],
  [() => webhook(undefined as never), /port must be/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});

test("senders whose connections are slow and are cut within their requests come again: each row is taken once", async () => {
  // Who shows a token may ask by any name.
  const token = "of-the-senders-of-this-test";
  const { url, seen, stop } = await listening({ token });
  const way = await startBadNetwork(Number(new URL(url).port), { cutAfterBytes: 400, bytesPerSecond: 100_000 });
  onTestFinished(() => way.close());
  const sending = new AbortController();
  stops.push(sending);
  // Each request is cut in its middle where the way is bad: it is good for a while behind each cut.
  void (async () => {
    while (!sending.signal.aborted) {
      await way.cutOnce();
      way.mend();
      await new Promise((done) => setTimeout(done, 30));
      way.breakAgain();
    }
  })();
  const text = "x".repeat(100);
  await sendAll({
    url: `http://127.0.0.1:${way.port}/`,
    headers: { authorization: `Bearer ${token}` },
    bodies: Array.from({ length: 40 }, (_, n) => [
      `key-${n}`,
      [
        { id: 2 * n, text },
        { id: 2 * n + 1, text },
      ],
    ]),
    signal: sending.signal,
  });
  sending.abort();
  stop();
  expect(way.cuts()).toBeGreaterThan(3);
  expect(seen.map(({ id }) => id)).toEqual(Array.from({ length: 80 }, (_, id) => id));
});
