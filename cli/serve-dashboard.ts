import { type HttpAnswer, type HttpRequest, type HttpStream, serveHttp } from "../core/platform/mod.ts";
import { type Dashboard, type DashboardJob, dashboard } from "../dashboard/mod.ts";
import { UsageError } from "./usage-error.ts";

const limits = { bodyBytes: 16 * 1024, arrivalMs: 10_000, connections: 64 };

/** A live page that is served. */
export interface ServedDashboard {
  readonly url: string;
  end(): Promise<void>;
}

/** Serves the live page of a job at the loopback address. @param port 0 takes one that is free. */
export async function serveDashboard(job: DashboardJob, port: number): Promise<ServedDashboard> {
  const page = dashboard(job);
  try {
    const server = await serveHttp(
      { ...limits, port },
      (request) => answerOf(page, request),
      ({ status, reason }) => refusal(reason, status),
    );
    return {
      url: `http://127.0.0.1:${server.port}/`,
      end: async () => {
        page.close();
        await server.close(1000);
      },
    };
  } catch (error) {
    page.close();
    throw (error as { code?: string }).code === "EADDRINUSE"
      ? new UsageError(
          `Cannot show the job at port ${port} as it must be free: got one in use; leave it out for one that is`,
        )
      : error;
  }
}

async function answerOf(page: Dashboard, asked: HttpRequest): Promise<HttpAnswer | HttpStream> {
  const request = webRequest(asked);
  if (request === undefined) return refusal("it must have a method and a host that a browser can send");
  const answer = await page.fetch(request);
  const parts = { status: answer.status, headers: Object.fromEntries(answer.headers) };
  const isStream = answer.headers.get("content-type") === "text/event-stream" && answer.body !== null;
  return isStream ? { ...parts, body: answer.body! } : { ...parts, body: await answer.text() };
}

/** Undefined where the web knows no such request: a method that it forbids, a host that is none. Whoever sends it must not end the job. */
function webRequest({ method, path, query, headers, body }: HttpRequest): Request | undefined {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = query.size === 0 ? "" : `?${query}`;
  try {
    return new Request(`http://${headers.host ?? "127.0.0.1"}${path}${search}`, {
      method,
      headers: sent.filter(([name]) => name !== "content-length" && name !== "connection"),
      ...(method === "GET" || method === "HEAD" ? {} : { body: body.slice() }),
    });
  } catch {
    return undefined;
  }
}

function refusal(reason: string, status = 400): HttpAnswer {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: `Cannot read the request as ${reason}\n`,
  };
}

/** A port as an option gives it; 0, one that is free, where it is not given. */
export function portOf(text: string | undefined, option: string): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text?.trim() !== "") return port;
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --${option} as it must be a whole number up to 65535; leave it out for one that is free`,
  );
}
