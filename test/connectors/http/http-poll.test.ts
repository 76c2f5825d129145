import { afterEach, expect, test } from "vitest";
import { httpPoll } from "../../../connectors/http/mod.ts";
import { type BadRecord, deadLetter, from, into, type Source } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sourceContract } from "../../../core/testing/mod.ts";
import { json, serve, type TestServer } from "./server.ts";

interface Row {
  readonly id: number;
}

const open: TestServer[] = [];
const served: typeof serve = async (...given) => {
  const server = await serve(...given);
  open.push(server);
  return server;
};
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const rows: readonly Row[] = Array.from({ length: 11 }, (_, id) => ({ id }));
const hasEnded = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "well",
    (error: Error) => error.message,
  );

/** Rows from an offset on, four an answer. */
function pages(response: Parameters<typeof json>[0], url: URL): void {
  const start = Number(url.searchParams.get("from"));
  json(response, { rows: rows.slice(start, start + 4), next: start + 4 < rows.length ? start + 4 : null });
}

interface Page {
  readonly rows: Row[];
  readonly next: number | null;
}

function paged(url: string): Source<Row> {
  return httpPoll<Row>((at) => `${url}/rows?from=${at ?? 0}`, {
    rows: (answer) => (answer as Page).rows,
    // Null is the end, as JSON says it.
    next: (answer) => (answer as Page).next,
  });
}

for (const { name, run } of sourceContract<Row>(async () => {
  const server = await serve(({ url }, response) => pages(response, url));
  return { source: paged(server.url), rows, remove: () => server.close() };
}))
  test(`pages: ${name}`, run);

for (const { name, run } of sourceContract<Row>(async () => {
  const server = await serve((_asked, response) => json(response, rows));
  return { source: httpPoll<Row>(`${server.url}/rows`), rows, remove: () => server.close() };
}))
  test(`one list: ${name}`, run);

test("integers past 2^53 are not rounded", async () => {
  const server = await served((_asked, response) => void response.end('[{"id":9007199254740993},{"id":-1}]'));
  expect(await from(httpPoll(`${server.url}/rows`)).collect()).toEqual([{ id: 9007199254740993n }, { id: -1 }]);
});

test("an answer that fails by 503 or is cut in its middle is asked for again, and no row is twice", async () => {
  const server = await served(({ url }, response, before) => {
    if (before === 1) return void response.writeHead(503).end("busy");
    if (before === 2) {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"rows":[{"id":4},');
      return void setTimeout(() => response.destroy(), 20);
    }
    pages(response, url);
  });
  expect([...(await from(paged(server.url)).collect())]).toEqual(rows);
  expect(server.asked.map(({ url }) => url.searchParams.get("from"))).toEqual(["0", "4", "4", "4", "8"]);
});

test("a server that is gone between two answers and comes back is gone on with", async () => {
  const first = await served(({ url }, response) => pages(response, url));
  const { port } = new URL(first.url);
  const read: number[] = [];
  let again: Promise<TestServer> | undefined;
  await from(paged(first.url)).forEach(async (row) => {
    read.push(row.id);
    if (row.id !== 0) return;
    await first.close();
    again = new Promise((resolve) => setTimeout(resolve, 300)).then(() =>
      served(({ url }, response) => pages(response, url), Number(port)),
    );
  });
  expect(read).toEqual(rows.map(({ id }) => id));
  expect((await again)!.asked.length).toBeGreaterThan(0);
});

test.each([
  [401, /got 401, "no … here"; check the credentials in headers/],
  [404, /got 404, "no … here"; check url/],
  [400, /got 400, "no … here"; check what it is asked for/],
])("an answer of status %i is an error at once, which tells no secret", async (status, message) => {
  const server = await served(({ headers }, response) => {
    response.writeHead(status).end(`no ${headers.authorization} here`);
  });
  const source = httpPoll(`${server.url}/rows?token=hidden-token`, {
    headers: { authorization: "Bearer s3cret-word" },
  });
  const error = await hasEnded(from(source).collect());
  expect(error).toMatch(message);
  expect(error).toContain(`${server.url}/rows as the server must answer by a status of 200 to 299`);
  expect(`${error} ${source.name}`).not.toMatch(/s3cret-word|hidden-token/);
  expect(server.asked.length).toBe(1);
});

test("a redirection says where to", async () => {
  const server = await served(
    (_asked, response) => void response.writeHead(301, { location: "http://b.example/x?y=1" }).end(),
  );
  expect(await hasEnded(from(httpPoll(server.url)).collect())).toMatch(/got 301; use http:\/\/b\.example\/x as url/);
});

test("a slow step holds back what is asked for", async () => {
  let pages = 0;
  const server = await served(({ url }, response) => {
    pages++;
    const start = Number(url.searchParams.get("from"));
    json(
      response,
      Array.from({ length: 100 }, (_, n) => ({ id: start + n })),
    );
  });
  const source = httpPoll<Row>((at) => `${server.url}/?from=${at ?? 0}`, { next: (_, at) => Number(at ?? 0) + 100 });
  let [seen, most] = [0, 0];
  await from(source)
    .limit(2_000)
    .forEach(async () => {
      most = Math.max(most, pages * 100 - seen++);
      if (seen % 50 === 0) await new Promise((done) => setTimeout(done, 10));
    });
  expect(seen).toBe(2_000);
  expect(most).toBeLessThan(1_000);
});

test("a server that never answers is told by the timeout, one that is not there by its refusal, both within 10 s", async () => {
  const silent = await served(() => undefined);
  const begun = performance.now();
  const source = httpPoll(silent.url, { timeout: "200ms", retryFor: "500ms" });
  expect(await hasEnded(from(source).collect())).toMatch(
    /as the server must answer: got not a byte for 0\.\d+ s; see that it runs/,
  );
  const gone = await serve(() => undefined);
  await gone.close();
  expect(await hasEnded(from(httpPoll(gone.url)).collect())).toMatch(
    /got ECONNREFUSED; see that it runs, and that url is right/,
  );
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test.each([
  ["<html>", /Cannot read the first answer of .* as it must be JSON that has rows: got Unexpected token/],
  ['{"rows": 1}', /got an answer that is no list/],
])("an answer of %s is a bad record: it fails, is skipped, or goes elsewhere", async (body, message) => {
  const server = await served((_asked, response) => void response.end(body));
  const source = httpPoll<Row>(`${server.url}/rows`);
  expect(await hasEnded(from(source).collect())).toMatch(message);
  expect(await from(source, { onError: "skip" }).collect()).toHaveLength(0);
  const bad: BadRecord[] = [];
  await from(source, { onError: deadLetter(into(bad)) }).collect();
  expect(bad).toMatchObject([{ text: body, position: "the first answer" }]);
});

test("a page that cannot be read fails a reading of pages, whatever onError says; a poll asks for it again", async () => {
  const server = await served(({ url }, response, before) =>
    before === 1 ? void response.end("<html>") : pages(response, url),
  );
  const message =
    /Cannot read the answer behind 4 of \S+ as it must be JSON that has rows: got Unexpected token .*; check url, give rows to say where they stand \(no onError skips it: without it nothing says where to go on\), or give every/;
  expect(await hasEnded(from(paged(server.url), { onError: "skip" }).collect())).toMatch(message);
  const again = await served(({ url }, response, before) =>
    before === 1 ? void response.end("<html>") : pages(response, url),
  );
  const bad: BadRecord[] = [];
  const source = httpPoll<Row>((at) => `${again.url}/rows?from=${at ?? 0}`, {
    every: "10ms",
    rows: (answer) => (answer as Page).rows,
    next: (answer) => (answer as Page).next,
  });
  const read = await from(source, { onError: deadLetter(into(bad)) })
    .limit(rows.length)
    .collect();
  expect(read).toEqual(rows);
  expect(bad).toMatchObject([{ text: "<html>", position: "the answer behind 4" }]);
});

test("what is new every so often is read as it comes, each row once", async () => {
  const log = [{ id: 0 }, { id: 1 }];
  const server = await served(({ url }, response) => {
    const start = Number(url.searchParams.get("from"));
    json(response, log.slice(start, start + 3));
  });
  const source = httpPoll<Row>((at) => `${server.url}/?from=${at ?? 0}`, {
    every: "20ms",
    next: (answer, at) => Number(at ?? 0) + (answer as Row[]).length,
  });
  const read: number[] = [];
  const controller = new AbortController();
  await from(source)
    .forEach(
      (row) => {
        read.push(row.id);
        if (row.id === 1) for (let id = 2; id < 9; id++) log.push({ id });
        if (row.id === 8) controller.abort();
      },
      { signal: controller.signal },
    )
    .catch(() => undefined);
  expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("an answer that did not change is not sent again: its tag says so", async () => {
  const statuses: number[] = [];
  const server = await served(({ headers }, response, before) => {
    const tag = before < 3 ? '"a"' : '"b"';
    statuses.push(headers["if-none-match"] === tag ? 304 : 200);
    if (statuses.at(-1) === 304) return void response.writeHead(304).end();
    json(response, [{ id: before }], { etag: tag });
  });
  const controller = new AbortController();
  const read: number[] = [];
  await from(httpPoll<Row>(server.url, { every: "10ms" }))
    .forEach(
      (row) => {
        read.push(row.id);
        if (read.length === 2) controller.abort();
      },
      { signal: controller.signal },
    )
    .catch(() => undefined);
  expect(read).toEqual([0, 3]);
  expect(statuses.slice(0, 4)).toEqual([200, 304, 304, 200]);
});

test("a poll that cannot go on is refused by a run with checkpoints", async () => {
  const server = await served((_asked, response) => json(response, rows));
  const folder = await temporaryFolder("millrace-http-");
  const run = from(httpPoll<Row>(server.url, { every: "1s" }))
    .sinkTo(into<Row>([]))
    .run({ checkpoint: { dir: folder, interval: "1s" } });
  expect(await hasEnded(run)).toMatch(/other rows; give next/);
  await deleteFolder(folder);
});

test.each([
  [
    "throws null",
    () => {
      throw null;
    },
    /Cannot read the first answer of \S+ as next must say where to go on: got null, which it threw; mend next \(no onError skips it/,
  ],
  [
    "reads what is not there",
    (answer: unknown) => (answer as { readonly none: { readonly at: 1 } }).none.at,
    /as next must say where to go on: got Cannot read properties of undefined \(reading 'at'\); mend next/,
  ],
  [
    "is async",
    async () => 7,
    /Cannot go on behind the first answer of \S+ as next must give plain data, or undefined at the end: got a promise; next may not be async/,
  ],
  [
    "gives a Date",
    () => new Date(0),
    /must give plain data, or undefined at the end: got a Date; give what JSON can hold/,
  ],
  ["gives a bigint, as JSON past 2^53 has", () => 2n ** 60n, /got 1152921504606846976; give its text/],
  [
    "gives what holds itself",
    () => {
      const cursor: unknown[] = [];
      cursor.push(cursor);
      return cursor;
    },
    /next must give plain data, or undefined at the end: got .*; give what JSON can hold/,
  ],
  ["gives NaN", () => ({ at: Number.NaN }), /got an object; give what JSON can hold/],
])("a function next that %s is told as such", async (_, next, message) => {
  const server = await served((_asked, response) => json(response, rows));
  const source = httpPoll<Row>(() => server.url, { next: next as never });
  expect(await hasEnded(from(source).collect())).toMatch(message);
  expect(server.asked.length).toBe(1);
});

test("rows that are a promise are told as one", async () => {
  const server = await served((_asked, response) => json(response, rows));
  const source = httpPoll<Row>(server.url, { rows: (async () => rows) as never });
  expect(await hasEnded(from(source).collect())).toMatch(
    /must be JSON that has rows: got rows that are no list but a promise;/,
  );
});

test("a cursor that stands still ends in an error, not in a loop", async () => {
  const server = await served((_asked, response) => json(response, rows));
  const source = httpPoll<Row>(() => server.url, { next: () => 7 });
  expect(await hasEnded(from(source).collect())).toMatch(
    /must give another cursor, or undefined at the end: got 7 twice/,
  );
});

test.each([
  [() => httpPoll("ftp://a/b"), /must be one of http: or https: without a login: got one of ftp:\/\/a;/],
  [() => httpPoll("http://user:word@a/b"), /without a login: got one of http:\/\/a;/],
  [() => httpPoll("http://a", { rows: 1 as never }), /rows must be a function: got 1/],
  [() => httpPoll("http://a", { every: 0 }), /every must be at least 1 ms: got 0 ms; use for instance "5s", or leave/],
  [() => httpPoll("http://a", { every: -1 }), /every must be at least 1 ms: got -1 ms/],
  [() => httpPoll("http://a", { timeout: 0 }), /timeout must be above 0/],
  [() => httpPoll("http://a", { headers: { a: 1 as never } }), /headers must be an object of texts/],
  [() => httpPoll("http://a", { headers: { auth: "HUSH\nHUSH" } }), /^(?!.*HUSH).*got header auth with a line break;/],
  [() => httpPoll("http://a", { headers: { auth: "HUSH€" } }), /^(?!.*HUSH).*got header auth with another character;/],
  [() => httpPoll("http://a", { headers: { "x y": "1" } }), /got a header called "x y";/],
  [() => httpPoll("http://a", { evry: "1s" } as never), /evry/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});

test("an answer that is no UTF-8 is a bad record, not other characters", async () => {
  const latin1 = Buffer.from('["caf\xe9"]', "latin1");
  const server = await served((_asked, response) => void response.end(latin1));
  await expect(from(httpPoll<string>(server.url)).collect()).rejects.toThrow(
    /Cannot read the first answer of \S+ as it must be JSON that has rows: got .*bytes that are no UTF-8; check url/,
  );
});
