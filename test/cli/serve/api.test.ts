import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerRequest } from "../../../cli/serve/api.ts";
import { requireAsker } from "../../../cli/serve/guard.ts";
import { errorAnswer } from "../../../cli/serve/http-error.ts";
import { modulePath } from "../../../cli/serve/module-path.ts";
import type { Runs } from "../../../cli/serve/runs.ts";
import type { HttpAnswer, HttpRequest } from "../../../core/platform/mod.ts";
import { type PlayedWorld, playedWorld } from "./world.ts";

let world: PlayedWorld;
let runs: Runs;

beforeAll(async () => {
  world = playedWorld(["orders.ts", "notes.txt"]);
  mkdirSync(join(world.jobs, "daily"));
  mkdirSync(join(world.jobs, "node_modules"));
  mkdirSync(join(world.jobs, ".hidden"));
  for (const path of ["daily/totals.mjs", "node_modules/x.js", ".hidden/x.ts", ".hidden.ts", "a%b.ts", "types.d.ts"])
    writeFileSync(join(world.jobs, path), "");
  writeFileSync(join(world.data, "outside.ts"), "");
  symlinkSync(join(world.data, "outside.ts"), join(world.jobs, "link.ts"));
  symlinkSync(join(world.jobs, "orders.ts"), join(world.jobs, "inside.ts"));
  symlinkSync(world.data, join(world.jobs, "linked"));
  runs = await world.open();
});

afterAll(() => world.remove());

function request(method: string, url: string, body: unknown = "", headers: HttpRequest["headers"] = {}): HttpRequest {
  const [path = "", query = ""] = url.split("?");
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const given = { host: "127.0.0.1:7077", authorization: "Bearer thetoken", "content-type": "application/json" };
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: { ...given, ...headers },
    body: new TextEncoder().encode(text),
  };
}

async function answered(asked: HttpRequest): Promise<{ answer: HttpAnswer; said: Record<string, unknown> }> {
  let answer: HttpAnswer;
  try {
    requireAsker(asked, { port: 7077, token: "thetoken" });
    answer = await answerRequest(runs, world.jobs, asked);
  } catch (error) {
    answer = errorAnswer(error);
  }
  const said = JSON.parse(answer.body) as Record<string, unknown>;
  // Whatever is refused is told with what to do instead.
  if (answer.status >= 400)
    expect(said.error).toMatch(/^Cannot .+ as .+; \S|^Cannot take the field \w+: Cannot .+; \S/s);
  return { answer, said };
}

const ask = (
  method: string,
  url: string,
  body?: unknown,
  headers?: HttpRequest["headers"],
): ReturnType<typeof answered> => answered(request(method, url, body, headers));

describe("who is not answered", () => {
  const cases: readonly [string, HttpRequest["headers"], number, RegExp][] = [
    ["without a token", { authorization: undefined }, 401, /as the token must be shown: got none/],
    ["with another token", { authorization: "Bearer thetokem" }, 401, /got another one/],
    ["with a part of the token", { authorization: "Bearer thetoke" }, 401, /got another one/],
    ["with another scheme", { authorization: "Basic thetoken" }, 401, /must be shown/],
    ["by another name of this address", { host: "evil.example:7077" }, 403, /as the host must be 127\.0\.0\.1:7077/],
    ["at another port", { host: "127.0.0.1:80" }, 403, /host must be/],
    ["from a page of another site", { origin: "http://evil.example" }, 403, /no page of another site may ask/],
    ["from a page of another port", { origin: "http://127.0.0.1:80" }, 403, /no page of another site/],
    ["from a page without an origin", { origin: "null" }, 403, /no page of another site/],
    ["from a page that a browser tells", { "sec-fetch-site": "cross-site" }, 403, /no page of another site/],
  ];
  test.each(cases)("%s", async (_, headers, status, message) => {
    const { answer, said } = await ask("GET", "/", "", headers);
    expect(answer.status).toBe(status);
    expect(said.error).toMatch(message);
    // No page may read it either.
    expect(Object.keys(answer.headers!)).not.toContain("access-control-allow-origin");
  });

  test("who sends a form, as pages can without being asked", async () => {
    const { answer } = await ask("POST", "/runs", "a=b", { "content-type": "application/x-www-form-urlencoded" });
    expect(answer.status).toBe(415);
  });
});

test("its own pages and programs are answered", async () => {
  for (const headers of [
    {},
    { host: "localhost:7077", origin: "http://localhost:7077" },
    { "sec-fetch-site": "none" },
  ]) {
    const { answer, said } = await ask("GET", "/", "", headers);
    expect(answer.status).toBe(200);
    expect(said).toMatchObject({ service: "millrace" });
  }
});

test("modules are those below the folder that can be submitted: neither hidden nor of packages nor by links that lead elsewhere", async () => {
  const modules = ["daily/totals.mjs", "inside.ts", "orders.ts"];
  expect((await ask("GET", "/modules")).said).toEqual({ modules });
  for (const module of modules) expect(await modulePath(world.jobs, module)).toMatch(/orders\.ts$|totals\.mjs$/);
});

describe("no path leads out of the folder of jobs", () => {
  const outside = [
    "../orders.ts",
    "/etc/passwd.ts",
    "daily/../../x.ts",
    "daily/../orders.ts",
    "./orders.ts",
    "daily//totals.mjs",
    "C:\\orders.ts",
    "..\\orders.ts",
    "file:///orders.ts",
    "orders.ts\u0000.ts",
    "node_modules/x.js",
    ".hidden/x.ts",
    "notes.txt",
    "types.d.ts",
    "link.ts",
    "linked/outside.ts",
  ];
  test.each(outside)("%j", async (module) => {
    const { answer, said } = await ask("POST", "/runs", { module });
    expect([answer.status, said.error]).toEqual([400, expect.stringContaining("Cannot run")]);
  });

  test("what is not there is not found", async () => {
    const { answer, said } = await ask("POST", "/runs", { module: "none.ts" });
    expect([answer.status, said.error]).toEqual([404, expect.stringContaining("ask for /modules")]);
  });
});

describe("what makes no sense is refused before anything is begun", () => {
  const cases: readonly [string, unknown, RegExp][] = [
    ["no module", {}, /the field module as it must be the name of a module/],
    [
      "a field that there is not",
      { module: "orders.ts", paralelism: 2 },
      /"paralelism" as there is no such field: got "paralelism", known are module, .*; leave it out/,
    ],
    ["no object", [1], /must be an object of JSON: got \[1\]/],
    ["no JSON", "{", /must be JSON/],
    ["parameters that are no texts", { module: "orders.ts", parameters: { n: 5 } }, /texts by name: got \{"n":5\}/],
    ["parameters in a list", { module: "orders.ts", parameters: ["a"] }, /texts by name/],
    ["no subtasks", { module: "orders.ts", parallelism: 0 }, /a whole number from 1 to 128: got 0/],
    ["more subtasks than a run takes", { module: "orders.ts", parallelism: 1_000_000 }, /from 1 to 128: got 1000000/],
    ["subtasks as a text", { module: "orders.ts", parallelism: "2" }, /from 1 to 128: got "2"/],
    ["subtasks as a list", { module: "orders.ts", parallelism: [2] }, /from 1 to 128: got \[2\]/],
    ["a size without a unit", { module: "orders.ts", memory: "512" }, /with one of the units/],
    ["memory of state that is not on disk", { module: "orders.ts", stateMemory: "1MB" }, /beside stateOn: disk/],
    ["a strategy that there is not", { module: "orders.ts", restart: "sometimes" }, /no such strategy/],
    ["a strategy with no attempts", { module: "orders.ts", restart: "fixed:5s:0" }, /attempts must be/],
    ["checkpoints without a time", { module: "orders.ts", checkpoint: "0s" }, /a time above 0/],
    ["checkpoints that are no text", { module: "orders.ts", checkpoint: 10 }, /a text or null: got 10/],
    [
      "a flag that is none",
      { module: "orders.ts", oneThread: "yes" },
      /true or false: got "yes"; send for instance \{ "module": "orders\.ts", "oneThread": true \}/,
    ],
  ];
  test.each(cases)("%s", async (_, body, message) => {
    const { answer, said } = await ask("POST", "/runs", body);
    expect(answer.status).toBe(400);
    expect(said.error).toMatch(message);
    expect(await runs.list()).toEqual([]);
  });
});

describe("what is asked of a run in another way is told with what to do", () => {
  const cases: readonly [string, string, unknown, RegExp][] = [
    [
      "POST",
      "/runs/1/cancel",
      { how: "soon" },
      /field how as it must be "ask" or "kill": got "soon"; leave it out for ask/,
    ],
    ["POST", "/runs/1/stop", { drain: "yes" }, /field drain as it must be true or false: got "yes"; leave it out for/],
    [
      "POST",
      "/runs/1/resume",
      { from: 3 },
      /field from as it must be .*: got 3; .*ask for \/runs\/1 to see its savepoints/,
    ],
    ["GET", "/runs/1/state?name=a", "", /its name and a key must be given: got no key; write \?name=…&key=…/],
    ["GET", "/runs/1/state?name=a&key=b&at=then", "", /at must be now or checkpoint: got "then"; leave it out for now/],
    ["GET", "/runs/1/metrics?format=xml", "", /must be json or prometheus: got "xml"; leave it out for json/],
  ];
  test.each(cases)("%s %s", async (method, url, body, message) => {
    const { answer, said } = await ask(method, url, body);
    expect([answer.status, said.error]).toEqual([400, expect.stringMatching(message)]);
  });
});

test("paths and methods that there are not are told apart, with those that there are", async () => {
  const nowhere = await ask("GET", "/run");
  expect([nowhere.answer.status, nowhere.said.error]).toEqual([
    404,
    expect.stringContaining("there are /, /modules, /runs,"),
  ]);
  const method = await ask("PUT", "/runs");
  expect([method.answer.status, method.answer.headers?.allow]).toEqual([405, "GET, POST"]);
  expect((await ask("constructor", "/runs")).answer.status).toBe(405);
  for (const id of ["7", "0", "..", "1e0", "%2e%2e", "99999999999"]) {
    expect([id, (await ask("GET", `/runs/${id}`)).answer.status]).toEqual([id, 404]);
  }
});

test("a run is submitted, shown with its history, asked, and stopped; nobody is shown how its process is asked", async () => {
  const { answer, said } = await ask("POST", "/runs", { module: "daily/totals.mjs", checkpoint: "10s" });
  expect([answer.status, answer.headers?.location, said.state]).toEqual([201, "/runs/1", "starting"]);
  const first = await ask("GET", "/runs/1/metrics");
  expect([first.answer.status, first.said.error]).toEqual([
    409,
    expect.stringContaining("must be running: got starting"),
  ]);
  await (await world.process(1)).started();
  const shown = await ask("GET", "/runs/1");
  expect(shown.said).toMatchObject({
    id: "1",
    state: "running",
    module: "daily/totals.mjs",
    process: 1001,
    attempts: 1,
  });
  expect(shown.answer.body).not.toMatch(/secret|4711/);
  expect((await ask("GET", "/runs")).said).toMatchObject({ runs: [{ id: "1", state: "running" }] });
  world.answers = (wish) => wish;
  expect((await ask("GET", "/runs/1/why?step=totals&key=5")).said).toEqual({ ask: "why", step: "totals", key: 5 });
  expect((await ask("GET", "/runs/1/why")).said).toEqual({ ask: "why", step: null });
  expect((await ask("GET", "/runs/1/metrics")).said).toEqual({ ask: "metrics" });
  expect((await ask("GET", "/runs/1/state?name=seen&key=%22Kent%22&at=checkpoint")).said).toEqual({
    ask: "state",
    name: "seen",
    step: null,
    key: "Kent",
    at: "checkpoint",
  });
  for (const query of ["", "?name=seen", "?name=seen&key=5&at=noon"])
    expect((await ask("GET", `/runs/1/state${query}`)).answer.status).toBe(400);
  expect((await ask("GET", "/runs/1/metrics?format=xml")).answer.status).toBe(400);
  world.answers = () => "/somewhere/savepoint-3.manifest";
  expect((await ask("POST", "/runs/1/savepoint")).said).toEqual({ savepoint: "savepoint-3" });
  expect((await ask("POST", "/runs/1/stop", { drain: "yes" })).answer.status).toBe(400);
  expect((await ask("POST", "/runs/1/stop", { drain: true })).said).toEqual({ savepoint: "savepoint-3" });
  await (await world.process(1)).ends("stopped", { savepoint: "savepoint-3" });
  const resumed = await ask("POST", "/runs/1/resume", { from: "savepoint-3", parallelism: 2 });
  expect([resumed.answer.status, resumed.said.parallelism]).toEqual([202, 2]);
  expect((resumed.said.history as { from?: string }[]).at(-1)!.from).toBe("savepoint-3");
  expect((await ask("POST", "/runs/1/cancel", { how: "softly" })).answer.status).toBe(400);
  expect((await ask("DELETE", "/runs/1")).answer.status).toBe(409);
});
