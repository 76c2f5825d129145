import { prometheusText } from "../core/display/mod.ts";
import { clientScript } from "./client.ts";
import { refusalOf, withoutToken } from "./guard.ts";
import { History, type Span } from "./history.ts";
import type { DashboardJob } from "./job.ts";
import { type PageOf, pageHtml, partsOf } from "./page.ts";
import type { Shown } from "./shown.ts";
import { styleSheet } from "./style.ts";
import { type Viewer, viewer } from "./viewers.ts";
import type { WebRequest, WebResponse } from "./web-types.ts";

export interface DashboardOptions {
  /** Whoever shows it is answered, at any address; without one, only who calls this machine by a loopback name. */
  readonly token?: string;
}

/** A live page about a job. */
export interface Dashboard {
  /** Answers a request: for `Deno.serve`, `Bun.serve` or any server of web requests. Does not reject. */
  fetch(request: WebRequest): Promise<WebResponse>;
  /** Ends it: no more readings are taken, and whoever looks on is told. */
  close(): void;
}

/** A reading is taken so often, ms; of plans with many steps less often, as their page is large. */
const everyMs = 2000;
const everyMsOfMany = 5000;
const manySteps = 100;
/** Pages that are open at a time. */
const mostViewers = 32;
/** How long the job may take to answer, ms. */
const answerMs = 10_000;

/**
 * The live page of a job: its plan colored by who is held back, rates, event time and the split that holds it back, checkpoints,
 * state, failures; JSON at `metrics.json`, Prometheus' text at `metrics`. Bind the server to the loopback address, or give a token.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { dashboard, jobOf } from "millrace/dashboard";
 *
 * const run = from([1, 2, 3]).discard().start();
 * const page = dashboard(jobOf(run, { name: "numbers" }));
 * // Deno.serve({ hostname: "127.0.0.1", port: 8080 }, page.fetch);
 * const answer = await page.fetch(new Request("http://127.0.0.1:8080/"));
 * console.log(answer.status); // 200
 * await run.finished;
 * page.close();
 * ```
 */
export function dashboard(job: DashboardJob, { token }: DashboardOptions = {}): Dashboard {
  const page = new LiveDashboard(job, token);
  return { fetch: (request) => page.answer(request), close: () => page.close() };
}

interface Looking extends PageOf {
  readonly viewer: Viewer;
}

class LiveDashboard {
  readonly #job: DashboardJob;
  readonly #token: string | undefined;
  readonly #history = new History();
  readonly #looking = new Set<Looking>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(job: DashboardJob, token: string | undefined) {
    this.#job = job;
    this.#token = token;
    this.#tickIn(0);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const { viewer: one } of this.#looking) one.end();
    this.#looking.clear();
  }

  #tickIn(ms: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#tick(), ms);
    // A job that is done must not be kept going by who looks at it.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** A reading for the history and, where somebody looks on, for their pages. */
  async #tick(): Promise<void> {
    let [steps, isOver] = [0, false];
    try {
      const metrics = await inTime(this.#job.metrics(), "its metrics");
      this.#history.add(metrics);
      [steps, isOver] = [Object.keys(metrics.steps).length, metrics.isOver];
      const shown = new Map<string | undefined, Promise<Shown>>();
      for (const one of this.#looking) {
        if (!shown.has(one.step)) shown.set(one.step, this.#look(one.step));
        one.viewer.show(partsOf(await shown.get(one.step)!, this.#history, one), isOver);
      }
    } catch {
      // A job that does not answer is asked again; whoever looks on sees by the time that nothing comes.
    }
    this.#tickIn(steps > manySteps ? everyMsOfMany : everyMs);
  }

  async #look(step: string | undefined): Promise<Shown> {
    const job = this.#job;
    const [metrics, checkpoints, why] = await Promise.all([
      inTime(job.metrics(), "its metrics"),
      inTime(job.checkpoints(), "its checkpoints"),
      inTime(job.why(step), "why nothing comes").catch(() => null),
    ]);
    return { job, metrics, checkpoints, why };
  }

  async answer(request: Request): Promise<Response> {
    const refusal = refusalOf(request, this.#token);
    if (refusal !== undefined) return json({ error: refusal.error }, refusal.status, refusal.headers);
    try {
      return withoutToken(request, this.#token) ?? (await this.#answer(request, new URL(request.url)));
    } catch (error) {
      return json({ error: error instanceof Error ? error.message : String(error) }, 503);
    }
  }

  async #answer(request: Request, url: URL): Promise<Response> {
    const path = url.pathname.replace(/^.*\//, "");
    if (request.method === "POST") return this.#act(request, path);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return json({ error: `Cannot answer ${request.method} as it must be GET or POST; use one of them` }, 405);
    }
    switch (path) {
      case "":
      case "step":
        return this.#page(pageOf(url, path));
      case "events":
        return this.#events(pageOf(url, url.searchParams.get("page") ?? ""));
      case "page.css":
        return text(styleSheet, "text/css; charset=utf-8");
      case "page.js":
        return text(clientScript, "text/javascript; charset=utf-8");
      case "metrics.json":
        return json(await inTime(this.#job.metrics(), "its metrics"), 200);
      case "metrics": {
        const metrics = await inTime(this.#job.metrics(), "its metrics");
        const labels = { job: this.#job.name };
        return text(prometheusText(metrics, { labels }), "text/plain; version=0.0.4; charset=utf-8");
      }
      default:
        return json(
          { error: `Cannot find ${JSON.stringify(url.pathname)}; there are /, /step?name=…, /metrics, /metrics.json` },
          404,
        );
    }
  }

  async #page(of: PageOf): Promise<Response> {
    const shown = await this.#look(of.step);
    this.#history.add(shown.metrics);
    const title = of.step === undefined ? this.#job.name : `${of.step} · ${this.#job.name}`;
    return text(pageHtml(title, partsOf(shown, this.#history, of)), "text/html; charset=utf-8");
  }

  #events(of: PageOf): Response {
    if (this.#looking.size >= mostViewers) {
      return json({ error: `Cannot show the page as ${mostViewers} are open; close one` }, 503);
    }
    const { viewer: one, body } = viewer(() => this.#looking.delete(looking));
    const looking: Looking = { ...of, viewer: one };
    this.#looking.add(looking);
    return new Response(body, { headers: { ...safeHeaders, "content-type": "text/event-stream" } });
  }

  async #act(request: Request, path: string): Promise<Response> {
    // A form of another site cannot send this type.
    if (request.headers.get("content-type")?.split(";")[0]?.trim() !== "application/json") {
      return json(
        { error: "Cannot take the request as it must be JSON; send it with Content-Type: application/json" },
        415,
      );
    }
    const { savepoint, cancel } = this.#job;
    if (path === "savepoint" && savepoint !== undefined)
      return json({ said: `written: ${await savepoint.call(this.#job)}` }, 200);
    if (path === "cancel" && cancel !== undefined) {
      await cancel.call(this.#job);
      return json({ said: "The run ends." }, 202);
    }
    return json({ error: `Cannot ${path || "do that"} as this job must offer it here; see what millrace offers` }, 404);
  }
}

function pageOf(url: URL, page: string): PageOf {
  const span: Span = url.searchParams.get("span") === "24h" ? "24h" : "10m";
  return { step: page === "step" ? (url.searchParams.get("name") ?? "") : undefined, span };
}

const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

function text(body: string, type: string): Response {
  return new Response(body, { headers: { ...safeHeaders, "content-type": type } });
}

function json(value: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  const type = { "content-type": "application/json; charset=utf-8" };
  return new Response(`${JSON.stringify(value)}\n`, { status, headers: { ...safeHeaders, ...type, ...headers } });
}

/** Rejects where the job has not answered in time. */
async function inTime<Value>(answer: Value | Promise<Value>, what: string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(
            `Cannot show the job as it must tell ${what} in ${answerMs / 1000} s: got nothing; see whether a function of it is stuck`,
          ),
        ),
      answerMs,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
