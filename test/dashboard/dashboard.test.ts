import { afterEach, describe, expect, test } from "vitest";
import { count, from, job, type Running, tumbling } from "../../core/mod.ts";
import { type Dashboard, type DashboardJob, dashboard, jobOf } from "../../dashboard/mod.ts";

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of opened.splice(0)) await end();
});

/** A run that gives a row and then waits. */
function waiting(): Running {
  const rows = {
    async *[Symbol.asyncIterator]() {
      yield { at: 5, key: "<b>" };
      await new Promise(() => undefined);
    },
  };
  const run = job("waits", () =>
    from(rows, { boundedness: "unbounded" })
      .withEventTime((row) => row.at)
      .filter((row) => row.at > 0, { name: "<i>later</i>" })
      .keyBy("key")
      .window(tumbling("1m"))
      .aggregate({ rows: count() }, { name: "counts" })
      .discard(),
  ).start();
  run.finished.catch(() => undefined);
  opened.push(() => run.stop());
  return run;
}

function pageOf(given: DashboardJob, options: { token?: string } = {}): Dashboard {
  const page = dashboard(given, options);
  opened.push(() => page.close());
  return page;
}

const site = "http://127.0.0.1:8080";
const get = (path: string, headers: Record<string, string> = {}): Request => new Request(`${site}${path}`, { headers });

test("a page shows the plan, what the run waits for, steps and checkpoints, and what a job is called is no markup", async () => {
  const run = waiting();
  const page = pageOf(jobOf(run, { name: "<script>alert(1)</script>" }));
  await expect.poll(async () => (await page.fetch(get("/"))).text()).toContain("counts");
  const html = await (await page.fetch(get("/"))).text();
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<i>later");
  expect(html).toContain("&lt;i&gt;later&lt;/i&gt;");
  for (const heading of ["Plan", "What it waits for", "Steps", "What is read", "Checkpoints", "Failures"]) {
    expect(html).toContain(`>${heading}</h2>`);
  }
  expect(html).toContain("counts has not fired");
  expect(html.match(/<svg /g)!.length).toBeGreaterThan(1);
  const step = await (await page.fetch(get("/step?name=counts"))).text();
  expect(step).toContain("numRecordsIn");
  expect(await (await page.fetch(get("/step?name=none"))).text()).toContain("has no such step");
});

test("numbers are told as JSON and as Prometheus reads them", async () => {
  const page = pageOf(jobOf(waiting(), { name: "numbers" }));
  const steps = async (): Promise<string[]> =>
    Object.keys(((await (await page.fetch(get("/metrics.json"))).json()) as { steps: object }).steps);
  await expect.poll(steps).toContain("counts");
  const answer = await page.fetch(get("/metrics"));
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await answer.text()).toContain('millrace_records_in_total{job="numbers",step="counts"}');
});

describe("who is answered", () => {
  const of = (): Dashboard => pageOf(jobOf(waiting(), { name: "guarded", savepoints: "x" }));
  const post = (path: string, headers: Record<string, string>): Request =>
    new Request(`${site}${path}`, { method: "POST", headers, body: "{}" });
  const ownJson = { "content-type": "application/json", origin: site, "sec-fetch-site": "same-origin" };

  test("a name that others have given this machine is refused, with what to do", async () => {
    const answer = await of().fetch(new Request("http://attacker.example:8080/"));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("127.0.0.1");
  });

  test.each([
    ["another site's script", { origin: "https://attacker.example" }],
    ["another site's picture", { "sec-fetch-site": "cross-site" }],
    ["another port of this machine", { origin: "http://127.0.0.1:9999", "sec-fetch-site": "same-site" }],
  ])("%s gets nothing", async (_, headers) => {
    expect((await of().fetch(get("/metrics.json", headers as never))).status).toBe(403);
    expect((await of().fetch(post("/cancel", { ...ownJson, ...headers }))).status).toBe(403);
  });

  test("a form cannot ask for anything, nor can a link", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded", origin: site };
    expect((await of().fetch(post("/cancel", form))).status).toBe(415);
    expect((await of().fetch(get("/cancel"))).status).toBe(404);
    const other = await of().fetch(new Request(`${site}/`, { method: "DELETE" }));
    expect(other.status).toBe(405);
  });

  test("with a token, any address is answered to who shows it: by a header, once in the address, then by a cookie", async () => {
    const page = pageOf(jobOf(waiting(), { name: "far" }), { token: "s3cret-ä" });
    const far = (path: string, headers: Record<string, string> = {}) =>
      page.fetch(new Request(`http://data.example:8080${path}`, { headers }));
    expect((await far("/")).status).toBe(401);
    expect((await far("/?token=wrong")).status).toBe(401);
    expect((await far("/", { authorization: "Bearer s3cret" })).status).toBe(401);
    const sent = await far(`/step?name=counts&token=${encodeURIComponent("s3cret-ä")}`);
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/step?name=counts"]);
    const cookie = sent.headers.get("set-cookie")!;
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await far("/", { cookie: cookie.split(";")[0]! })).status).toBe(200);
    const html = await (await far("/", { cookie: cookie.split(";")[0]! })).text();
    expect(html).not.toContain("s3cret");
  });

  test("nothing from elsewhere is loaded, framed or run", async () => {
    const { headers } = await of().fetch(get("/"));
    expect(headers.get("content-security-policy")).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

test("a savepoint and the end can be asked for where the job offers them", async () => {
  const asked: string[] = [];
  const run = waiting();
  const whole = jobOf(run, { name: "asked" });
  const page = pageOf({
    ...whole,
    savepoint: async () => {
      asked.push("savepoint");
      return "dir/savepoint-1";
    },
    cancel: () => void asked.push("cancel"),
  });
  const post = (path: string) =>
    page.fetch(new Request(`${site}${path}`, { method: "POST", headers: { "content-type": "application/json" } }));
  expect(await (await post("/savepoint")).json()).toEqual({ said: "written: dir/savepoint-1" });
  expect((await post("/cancel")).status).toBe(202);
  expect(asked).toEqual(["savepoint", "cancel"]);
  const closed = pageOf(jobOf(run, { name: "closed", mayCancel: false }));
  expect(await (await closed.fetch(get("/"))).text()).not.toContain("<button");
  const refused = await closed.fetch(
    new Request(`${site}/cancel`, { method: "POST", headers: { "content-type": "application/json" } }),
  );
  expect(refused.status).toBe(404);
});

test("a savepoint that cannot be written is told as what failed", async () => {
  const page = pageOf(jobOf(waiting(), { name: "fails", savepoints: "x" }));
  const answer = await page.fetch(
    new Request(`${site}/savepoint`, { method: "POST", headers: { "content-type": "application/json" } }),
  );
  expect(answer.status).toBe(503);
  expect(((await answer.json()) as { error: string }).error).toMatch(/checkpoint/);
});

/** Events of a stream, until enough have come. */
async function eventsOf(answer: Response, enough: (events: readonly string[]) => boolean): Promise<string[]> {
  const reader = answer
    .body!.pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
    if (enough(text.split("\n\n"))) break;
  }
  await reader.cancel();
  return text.split("\n\n");
}

test("who looks on is sent what has changed, and only that, and that the run is over", async () => {
  const run = waiting();
  const page = pageOf(jobOf(run, { name: "watched" }));
  const answer = await page.fetch(get("/events?page="));
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  let isStopped = false;
  const events = await eventsOf(answer, (all) => {
    if (!isStopped && all.some((event) => event.includes('"id":"failures"'))) {
      isStopped = true;
      void run.stop();
    }
    return all.some((event) => event.includes("event: over"));
  });
  const ids = events.flatMap((event) => /"id":"(\w+)"/.exec(event)?.[1] ?? []);
  expect(ids.filter((id) => id === "plan").length).toBeGreaterThanOrEqual(1);
  expect(ids.filter((id) => id === "failures").length).toBe(1);
  expect(ids.filter((id) => id === "head").length).toBeGreaterThanOrEqual(2);
});

test("no more than 32 look on at a time, and one that goes makes room", async () => {
  const page = pageOf(jobOf(waiting(), { name: "crowd" }));
  const all = await Promise.all(Array.from({ length: 32 }, () => page.fetch(get("/events?page="))));
  expect((await page.fetch(get("/events?page="))).status).toBe(503);
  await all[0]!.body!.cancel();
  const again = await page.fetch(get("/events?page="));
  expect(again.status).toBe(200);
  page.close();
  const rest = await eventsOf(again, () => false);
  expect(rest.join("")).not.toContain("event: over");
});
