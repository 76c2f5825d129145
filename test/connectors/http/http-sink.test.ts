import { afterEach, expect, test } from "vitest";
import { httpPoll, httpSink } from "../../../connectors/http/mod.ts";
import { from, generate } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sinkContract } from "../../../core/testing/mod.ts";
import { serve, serveOnce, type TestServer } from "./server.ts";

const open: TestServer[] = [];
const served: typeof serve = async (...given) => {
  const server = await serve(...given);
  open.push(server);
  return server;
};
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const rows = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

for (const { name, run } of sinkContract<(typeof rows)[number]>(async () => {
  const server = await serve((_asked, response) => void response.end());
  return {
    sink: httpSink(`${server.url}/rows`, { rows: 3 }),
    rows,
    visible: async () => server.asked.flatMap(({ body }) => JSON.parse(body) as typeof rows),
    remove: () => server.close(),
  };
}, "at-least-once"))
  test(`http: ${name}`, run);

for (const { name, run } of sinkContract<(typeof rows)[number]>(async () => {
  const server = await serveOnce();
  const sink = () => httpSink<(typeof rows)[number]>(`${server.url}/rows`, { rows: 3, sends: "at checkpoints" });
  return {
    sink: sink(),
    rows,
    visible: async () => server.taken() as typeof rows,
    reopened: sink,
    remove: () => server.close(),
  };
}, "exactly-once"))
  test(`http at checkpoints: ${name}`, run);

test("rows that are sent at checkpoints are told apart from those of a run without", async () => {
  const server = await served((_asked, response) => void response.end());
  const output = from(rows).sinkTo(httpSink(server.url, { sends: "at checkpoints" }));
  await expect(output.run()).rejects.toThrow(
    /rows that are sent at checkpoints need some: got a run without; say --checkpoint/,
  );
  const folder = await temporaryFolder("millrace-http-");
  await output.run({ checkpoint: { dir: folder, interval: "1s" } });
  expect(server.asked.map(({ body }) => JSON.parse(body))).toEqual([rows]);
  expect(await output.explain()).toContain("exactly-once");
  await deleteFolder(folder);
});

test("what is kept between two checkpoints has a bound, behind which the run fails and nothing was sent", async () => {
  const server = await serveOnce();
  open.push(server);
  const folder = await temporaryFolder("millrace-http-");
  const run = (held: number, interval: "1h" | "20ms") =>
    from(generate({ count: 400, perSecond: 2_000, make: (n) => ({ n, text: "x".repeat(100) }) }))
      .sinkTo(httpSink<object>(server.url, { sends: "at checkpoints", rows: 10, held }))
      .run({ checkpoint: { dir: folder, interval }, restart: { strategy: "none" }, batchRows: 10 });
  await expect(run(20_000, "1h")).rejects.toThrow(
    /^Cannot keep what comes to httpSink\(\S+\) until the next checkpoint as it must be at most 20,000 characters: got more, in 1\d requests; take checkpoints more often/,
  );
  expect(server.asked).toHaveLength(0);
  // It counts anew behind each checkpoint: 45,000 in all.
  await run(40_000, "20ms");
  expect(server.taken()).toHaveLength(400);
  await deleteFolder(folder);
});

test("a pause that a server asks for is kept, in seconds or until a time of its clock", async () => {
  for (const after of ["1", "Fri, 01 May 2020 12:00:01 GMT"]) {
    const times: number[] = [];
    const server = await served((_asked, response, before) => {
      times.push(performance.now());
      if (before > 0) return void response.end();
      response.writeHead(429, { "retry-after": after, date: "Fri, 01 May 2020 12:00:00 GMT" }).end();
    });
    await from(rows).sinkTo(httpSink(server.url)).run();
    expect(times.length).toBe(2);
    expect(times[1]! - times[0]!).toBeGreaterThan(990);
  }
});

test("a pause that is longer than the run may try fails at once, and says so", async () => {
  const server = await served((_asked, response) => void response.writeHead(503, { "retry-after": "3600" }).end());
  const begun = performance.now();
  await expect(from(rows).sinkTo(httpSink(server.url)).run()).rejects.toThrow(
    /got 503; it asks for a pause of 3,600 s: raise retryFor above that, or ask less often/,
  );
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(server.asked.length).toBe(1);
});

test.each([
  [429, "0", /got 429; ask less often, or raise retryFor$/],
  [503, "0", /got 503; see what its log says$/],
  [503, "Fri, 01 May 2020 12:00:00 GMT", /got 503; see what its log says$/],
  [503, "1", /got 503; it asks for a pause of 1 s each time: raise retryFor, or ask less often$/],
])(
  "an answer of status %i with Retry-After: %s until the end of retryFor is told with what may help",
  async (status, after, message) => {
    const head = { "retry-after": after, date: "Fri, 01 May 2020 12:00:00 GMT" };
    const server = await served((_asked, response) => void response.writeHead(status, head).end());
    const sink = httpSink(server.url, { retryFor: after === "1" ? "1s" : "150ms" });
    await expect(from(rows).sinkTo(sink).run()).rejects.toThrow(message);
    // No pause is asked for: only its own are made.
    if (after !== "1") expect(server.asked.length).toBeGreaterThan(1);
  },
);

test("a run that is stopped within such a pause ends at once", async () => {
  const server = await served((_asked, response) => void response.writeHead(503, { "retry-after": "30" }).end());
  const stop = new AbortController();
  const run = from(rows).sinkTo(httpSink(server.url)).run({ signal: stop.signal });
  setTimeout(() => stop.abort(new Error("enough")), 200);
  const begun = performance.now();
  await expect(run).rejects.toThrow("enough");
  expect(performance.now() - begun).toBeLessThan(5000);
});

test("rows go in requests of so many at most, as JSON, each with a key of its own", async () => {
  const server = await served((_asked, response) => void response.writeHead(204).end());
  await from(rows)
    .sinkTo(httpSink(`${server.url}/in?key=1`, { rows: 3, headers: { authorization: "Bearer x" } }))
    .run();
  expect(server.asked.map(({ body }) => JSON.parse(body))).toEqual([rows.slice(0, 3), rows.slice(3, 6), rows.slice(6)]);
  const [first] = server.asked;
  expect([first!.method, first!.url.href]).toEqual(["POST", "http://x/in?key=1"]);
  expect(first!.headers).toMatchObject({ "content-type": "application/json", authorization: "Bearer x" });
  expect(new Set(server.asked.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
});

test("method and body are those that are said", async () => {
  const server = await served((_asked, response) => void response.end());
  const sink = httpSink<{ id: number }>(server.url, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body: (some) => some.map((row) => `${row.id}\n`).join(""),
  });
  await from(rows).sinkTo(sink).run();
  expect(server.asked).toMatchObject([{ method: "PUT", body: "0\n1\n2\n3\n4\n5\n6\n" }]);
  expect(server.asked[0]!.headers["content-type"]).toBe("application/x-ndjson");
});

test("a request that fails by 503 or is cut is made again with the same key", async () => {
  const server = await served((_asked, response, before) => {
    if (before === 0) return void response.writeHead(503).end();
    if (before === 1) return void response.destroy();
    response.end();
  });
  await from(rows).sinkTo(httpSink(server.url)).run();
  expect(server.asked.map(({ body }) => JSON.parse(body))).toEqual([rows, rows, rows]);
  expect(new Set(server.asked.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test.each([
  [
    413,
    /Cannot send rows 1 to 7 to .*\/in as the server must answer .* got 413, "too … much"; send fewer rows at once/,
  ],
  [403, /got 403, "too … much"; check the credentials in headers/],
])(
  "what the server refuses by %i fails the run with the rows and the remedy, and without secrets",
  async (status, message) => {
    const server = await served(
      ({ headers }, response) => void response.writeHead(status).end(`too ${headers["x-key"]} much`),
    );
    const sink = httpSink<object>(`${server.url}/in`, { headers: { "x-key": "s3cret-word" } });
    const error = await from(rows)
      .sinkTo(sink)
      .run()
      .then(() => "", String);
    expect(error).toMatch(message);
    expect(error).not.toContain("s3cret-word");
    expect(server.asked.length).toBe(1);
  },
);

test("nobody there, and a server that never answers, are told to who sends within 10 s", async () => {
  const begun = performance.now();
  const gone = await serve(() => undefined);
  await gone.close();
  await expect(from(rows).sinkTo(httpSink(gone.url)).run()).rejects.toThrow(
    /^Cannot send to .* as the server must answer: got ECONNREFUSED; see that it runs, and that url is right/,
  );
  const silent = await served(() => undefined);
  const sink = httpSink<object>(silent.url, { timeout: "200ms", retryFor: "500ms" });
  await expect(from(rows).sinkTo(sink).run()).rejects.toThrow(/must answer: got not a byte for 0\.\d+ s; see that it/);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test("servers that are not there are told together before a row is read, and one that is there is asked nothing", async () => {
  const [from1, to] = [await serve(() => undefined), await serve(() => undefined)];
  await from1.close();
  await to.close();
  const missing = (doing: string, url: string): string =>
    `- Cannot ${doing} ${url}/ as the server must answer: got ECONNREFUSED; see that it runs, and that url is right`;
  await expect(
    from(httpPoll<object>(from1.url))
      .sinkTo(httpSink(to.url, { retryFor: "200ms" }))
      .run(),
  ).rejects.toThrow(`mend each:\n${missing("read", from1.url)}\n${missing("send to", to.url)}`);
  const there = await served(() => undefined);
  for (const sends of ["at once", "at checkpoints"] as const) await httpSink(there.url, { sends }).reach!("write");
  await httpPoll(there.url).reach!("read");
  await httpPoll((at) => `${there.url}/${at ?? 0}`).reach!("read");
  // Where it is known by a cursor only, who reads finds out.
  await httpPoll((at) => `${to.url}/${String((at as { n: 1 }).n)}`).reach!("read");
  expect(there.asked).toEqual([]);
});

test("a slow server holds the source back", async () => {
  let [made, most, got] = [0, 0, 0];
  const server = await served(({ body }, response) => {
    got += (JSON.parse(body) as unknown[]).length;
    setTimeout(() => response.end(), 15);
  });
  const source = generate({
    count: 4000,
    make: (n) => {
      made++;
      most = Math.max(most, made - got);
      return { n };
    },
  });
  await from(source)
    .sinkTo(httpSink(server.url, { rows: 100 }))
    .run({ batchRows: 100 });
  expect([made, got]).toEqual([4000, 4000]);
  expect(most).toBeLessThan(1500);
});

test("a bound of what is kept is a count, and of what is kept", () => {
  expect(() => httpSink("http://h/", { sends: "at checkpoints", held: 0 })).toThrow(
    /held must be a whole number above 0: got 0/,
  );
  expect(() => httpSink("http://h/", { held: 5 })).toThrow(
    /with held as rows that are sent at once are not kept: got 5/,
  );
});

test("a value that JSON has not is refused with the rows it is in", async () => {
  const server = await served((_asked, response) => void response.end());
  await expect(
    from([{ x: Number.NaN }])
      .sinkTo(httpSink(server.url))
      .run(),
  ).rejects.toThrow(/Cannot send rows 1 to 1 to .*only finite numbers: got NaN/s);
  await expect(
    from([{ x: 1 }])
      .sinkTo(httpSink(server.url, { body: () => 7 as never }))
      .run(),
  ).rejects.toThrow(/their body must be text: got 7; map them before, or mend body/);
  expect(server.asked).toEqual([]);
});

test.each([
  [() => httpSink("nowhere"), /must be one of http: or https:/],
  [() => httpSink("http://a", { rows: 0 }), /rows must be a whole number above 0: got 0/],
  [() => httpSink("http://a", { body: "x" as never }), /body must be a function of rows/],
  [() => httpSink("http://a", { method: "GET" as never }), /GET/],
  [() => httpSink("http://a", { sends: "now" as never }), /sends/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});
