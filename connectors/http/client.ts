import type { WebAbortSignal } from "../../core/io/mod.ts";
import { callHttp, type HttpReply, isUtf8 } from "../../core/platform/mod.ts";
import { errorReason, isOfCertificate, patientRetry, untrustedCertificate, watched } from "../files/mod.ts";
import { type HttpPlace, shownUrl } from "./options.ts";

export interface HttpQuestion {
  /** For errors: `read`, `send rows 1 to 500 to`. */
  readonly action: string;
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly text: string;
  /** Whether the text is that of the bytes: else what is none stands as U+FFFD. */
  readonly isUtf8: boolean;
}

export type HttpClient = (question: HttpQuestion) => Promise<HttpAnswer>;

/** Asks one server, again where that may help. Answers are 200 to 299, or 304 where that was asked for. */
export function httpClient(place: HttpPlace, signal: WebAbortSignal): HttpClient {
  const retried = patientRetry({ retryForMs: place.retryForMs, signal });
  return (question) =>
    retried((limitMs) => asked(place, question, limitMs, signal), {
      isAnswer: (error): error is Refusal => error instanceof Refusal,
      mayPass: ({ status }) => status >= 500 || status === 429 || status === 408,
      pauseMs: ({ retryAfterMs }) => retryAfterMs,
      explain: (error) => noAnswer(question, error),
    });
}

const mostBytes = 2 ** 28;

function asked(place: HttpPlace, question: HttpQuestion, limitMs: number, signal: WebAbortSignal): Promise<HttpAnswer> {
  const { method, url, body } = question;
  const headers = { accept: "application/json", ...question.headers, ...place.headers };
  return watched(Math.min(place.timeoutMs, limitMs), signal, (inTime, alive) => {
    const sent = body === undefined ? {} : { body: new TextEncoder().encode(body) };
    return callHttp(url.href, { method, headers, signal: inTime, alive, ...sent }, async (reply) => {
      const body = await boundedBody(reply);
      const text = new TextDecoder().decode(body);
      const isWanted =
        (reply.status >= 200 && reply.status < 300) || (reply.status === 304 && "if-none-match" in headers);
      if (!isWanted) throw new Refusal(question, reply, withoutSecrets(text, place, url));
      const { etag } = reply.headers;
      return { status: reply.status, etag: typeof etag === "string" ? etag : undefined, text, isUtf8: isUtf8(body) };
    });
  });
}

async function boundedBody({ pieces }: HttpReply): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let size = 0;
  await pieces((piece) => {
    size += piece.length;
    if (size > mostBytes) throw new Error(`an answer of more than ${mostBytes / 2 ** 20} MB`);
    kept.push(new Uint8Array(piece));
  });
  const body = new Uint8Array(size);
  let at = 0;
  for (const piece of kept) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

/** Servers may tell what they were sent. */
function withoutSecrets(text: string, { headers }: HttpPlace, url: URL): string {
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
  const secrets = [...words, ...url.searchParams.values()].filter(({ length }) => length > 3);
  return secrets.reduce((told, secret) => told.replaceAll(secret, "…"), text);
}

/** The answer of a server that it does not do what was asked. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor({ action, url }: HttpQuestion, { status, headers }: HttpReply, text: string) {
    const pauseMs = retryAfterMs(headers);
    const said = text.trim().slice(0, 300);
    const got = said === "" ? String(status) : `${status}, ${JSON.stringify(said)}`;
    super(
      `Cannot ${action} ${shownUrl(url)} as the server must answer by a status of 200 to 299: got ${got}; ${remedyFor(status, headers.location, pauseMs)}`,
    );
    this.status = status;
    this.retryAfterMs = pauseMs;
  }
}

/**
 * What `Retry-After` says: seconds, or a time, which counts by the server's own clock where it tells that.
 *
 * @see RFC 9110, section 10.2.3.
 */
function retryAfterMs({ "retry-after": after, date }: HttpReply["headers"]): number | undefined {
  if (typeof after !== "string") return undefined;
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const nowMs = typeof date === "string" ? Date.parse(date) : Date.now();
  const pauseMs = Date.parse(after) - nowMs;
  return Number.isNaN(pauseMs) ? undefined : Math.max(0, pauseMs);
}

function remedyFor(status: number, location: unknown, pauseMs: number | undefined): string {
  if (pauseMs !== undefined && (status >= 500 || status === 429))
    return `it asks for a pause of ${(pauseMs / 1000).toLocaleString("en-US")} s: raise retryFor above that, or ask less often`;
  if (status >= 300 && status < 400)
    return typeof location === "string" && URL.canParse(location)
      ? `use ${shownUrl(new URL(location))} as url`
      : "use the url that it leads to";
  if (status === 401 || status === 403) return "check the credentials in headers";
  if (status === 404 || status === 405) return "check url";
  if (status === 413) return "send fewer rows at once, by rows";
  return status >= 500 ? "see what its log says" : "check what it is asked for";
}

function noAnswer({ action, url }: HttpQuestion, error: unknown): Error {
  const got = errorReason(error);
  const remedy = isOfCertificate(got) ? untrustedCertificate : "see that it runs, and that url is right";
  return new Error(`Cannot ${action} ${shownUrl(url)} as the server must answer: got ${got}; ${remedy}`, {
    cause: error,
  });
}
