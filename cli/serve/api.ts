import { type MetricsTextView, prometheusText } from "../../core/display/mod.ts";
import { type HttpAnswer, type HttpRequest, readEnd } from "../../core/platform/mod.ts";
import { keyOf } from "../key-of.ts";
import { version } from "../version.ts";
import { HttpError, jsonAnswer, textAnswer } from "./http-error.ts";
import { modulesIn } from "./module-path.ts";
import { runView, runWithHistory } from "./run-view.ts";
import type { Runs } from "./runs.ts";
import { badField, requireKnown, resumedWith } from "./submission.ts";

interface Asked {
  readonly runs: Runs;
  /** The folder of modules. */
  readonly jobs: string;
  readonly id: string;
  readonly query: URLSearchParams;
  /** What the body says; empty where there is none. */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Route {
  readonly path: RegExp;
  readonly shown: string;
  readonly methods: Readonly<Record<string, (asked: Asked) => Promise<HttpAnswer>>>;
}

const routes: readonly Route[] = [
  { path: /^\/$/, shown: "/", methods: { GET: overview } },
  { path: /^\/modules$/, shown: "/modules", methods: { GET: listModules } },
  { path: /^\/runs$/, shown: "/runs", methods: { GET: listRuns, POST: submit } },
  { path: /^\/runs\/([^/]+)$/, shown: "/runs/ID", methods: { GET: showRun, DELETE: forget } },
  { path: /^\/runs\/([^/]+)\/cancel$/, shown: "/runs/ID/cancel", methods: { POST: cancel } },
  { path: /^\/runs\/([^/]+)\/savepoint$/, shown: "/runs/ID/savepoint", methods: { POST: savepoint } },
  { path: /^\/runs\/([^/]+)\/stop$/, shown: "/runs/ID/stop", methods: { POST: stop } },
  { path: /^\/runs\/([^/]+)\/resume$/, shown: "/runs/ID/resume", methods: { POST: resume } },
  { path: /^\/runs\/([^/]+)\/metrics$/, shown: "/runs/ID/metrics", methods: { GET: metrics } },
  { path: /^\/runs\/([^/]+)\/why$/, shown: "/runs/ID/why", methods: { GET: why } },
  { path: /^\/runs\/([^/]+)\/state$/, shown: "/runs/ID/state", methods: { GET: state } },
  { path: /^\/runs\/([^/]+)\/output$/, shown: "/runs/ID/output", methods: { GET: printed } },
];

/** Answers a request of somebody who may ask. Rejects with an `HttpError` where it cannot. */
export async function answerRequest(runs: Runs, jobs: string, request: HttpRequest): Promise<HttpAnswer> {
  const { path, query, method } = request;
  for (const { path: pattern, methods } of routes) {
    const found = pattern.exec(path);
    if (found === null) continue;
    const handle = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (handle === undefined) throw wrongMethod(method, Object.keys(methods));
    return handle({ runs, jobs, id: found[1] ?? "", query, fields: fieldsOf(request) });
  }
  throw new HttpError(
    404,
    `Cannot answer ${JSON.stringify(path.slice(0, 200))} as there is no such path: there are ${routes.map(({ shown }) => shown).join(", ")}; ask for one of these`,
  );
}

function wrongMethod(method: string, methods: readonly string[]): HttpError {
  const message = `Cannot ${method} there as it takes ${methods.join(" and ")}: got ${method}; ask by one of these`;
  return new HttpError(405, message, { allow: methods.join(", ") });
}

const sentAs = 'send an object such as { "module": "orders.ts" }, or no body';

function fieldsOf({ body }: HttpRequest): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw new HttpError(400, `Cannot read the body as it must be JSON: got ${(error as Error).message}; ${sentAs}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new HttpError(
    400,
    `Cannot read the body as it must be an object of JSON: got ${JSON.stringify(value).slice(0, 60)}; ${sentAs}`,
  );
}

async function overview(): Promise<HttpAnswer> {
  const paths = routes.map(({ shown, methods }) => ({ path: shown, methods: Object.keys(methods) }));
  return jsonAnswer(200, { service: "millrace", version, paths });
}

async function listModules({ jobs }: Asked): Promise<HttpAnswer> {
  return jsonAnswer(200, { modules: await modulesIn(jobs) });
}

async function listRuns({ runs }: Asked): Promise<HttpAnswer> {
  return jsonAnswer(200, { runs: (await runs.list()).map(runView) });
}

async function submit({ runs, fields }: Asked): Promise<HttpAnswer> {
  const run = await runs.submit(fields);
  return jsonAnswer(201, runWithHistory(run), { location: `/runs/${run.id}` });
}

async function showRun({ runs, id }: Asked): Promise<HttpAnswer> {
  return jsonAnswer(200, runWithHistory(await runs.get(id)));
}

async function forget({ runs, id }: Asked): Promise<HttpAnswer> {
  await runs.forget(id);
  return jsonAnswer(200, { forgotten: id });
}

async function cancel({ runs, id, fields }: Asked): Promise<HttpAnswer> {
  requireKnown(fields, ["how"]);
  const { how = "ask" } = fields;
  if (how !== "ask" && how !== "kill") throw badField("how", '"ask" or "kill"', how, "leave it out for ask");
  return jsonAnswer(202, runWithHistory(await runs.cancel(id, how)));
}

async function savepoint({ runs, id, fields }: Asked): Promise<HttpAnswer> {
  requireKnown(fields, []);
  return taken(await runs.savepoint(id), id);
}

async function stop({ runs, id, fields }: Asked): Promise<HttpAnswer> {
  requireKnown(fields, ["drain"]);
  const { drain = false } = fields;
  if (typeof drain !== "boolean") throw badField("drain", "true or false", drain, "leave it out for false");
  return taken(await runs.stop(id, drain ? "drain" : "at once"), id);
}

/** One that takes longer is found in the history. */
function taken(name: string | null, id: string): HttpAnswer {
  return name === null
    ? jsonAnswer(202, { savepoint: null, see: `/runs/${id}` })
    : jsonAnswer(200, { savepoint: name });
}

async function resume({ runs, id, fields }: Asked): Promise<HttpAnswer> {
  const { from, ...changes } = fields;
  if (from !== undefined && typeof from !== "string") {
    throw badField(
      "from",
      '"latest", "none" or the name of a savepoint',
      from,
      `leave it out, or ask for /runs/${id} to see its savepoints`,
    );
  }
  const run = await runs.resume(id, (before) => resumedWith(before, changes), from);
  return jsonAnswer(202, runWithHistory(run));
}

async function metrics({ runs, id, query }: Asked): Promise<HttpAnswer> {
  const format = query.get("format") ?? "json";
  if (format !== "json" && format !== "prometheus") {
    throw new HttpError(
      400,
      `Cannot give metrics in that format as it must be json or prometheus: got ${JSON.stringify(format.slice(0, 40))}; leave it out for json`,
    );
  }
  const answer = await runs.ask(id, { ask: "metrics" });
  if (format === "json") return jsonAnswer(200, answer);
  const { record } = await runs.get(id);
  const labels = { job: record.submission.module, run: id };
  return textAnswer("text/plain; version=0.0.4", prometheusText(answer as MetricsTextView, { labels }));
}

async function why({ runs, id, query }: Asked): Promise<HttpAnswer> {
  const key = query.get("key");
  const step = query.get("step");
  return jsonAnswer(200, await runs.ask(id, { ask: "why", step, ...(key === null ? {} : { key: keyOf(key) }) }));
}

async function state({ runs, id, query }: Asked): Promise<HttpAnswer> {
  const [name, key] = [query.get("name"), query.get("key")];
  if (name === null || key === null) {
    throw new HttpError(
      400,
      `Cannot show state of run ${id} as its name and a key must be given: got ${name === null ? "no name" : "no key"}; write ?name=…&key=…`,
    );
  }
  const at = query.get("at") ?? "now";
  if (at !== "now" && at !== "checkpoint")
    throw new HttpError(
      400,
      `Cannot show state of run ${id} as at must be now or checkpoint: got ${JSON.stringify(at.slice(0, 40))}; leave it out for now`,
    );
  return jsonAnswer(200, await runs.ask(id, { ask: "state", name, step: query.get("step"), key: keyOf(key), at }));
}

/** What of its output is shown, from the end. */
const shownBytes = 64 * 1024;

async function printed({ runs, id }: Asked): Promise<HttpAnswer> {
  const { folder } = await runs.get(id);
  return textAnswer("text/plain", (await readEnd(folder.log, shownBytes)) ?? "");
}
