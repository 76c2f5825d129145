import type { WebAbortSignal } from "../../core/io/mod.ts";
import { callHttp, connectTcp, type HttpReply, isUtf8 } from "../../core/platform/mod.ts";
import { errorReason, isOfCertificate, patientRetry, untrustedCertificate, watched } from "../files/mod.ts";
import { type Content, contentOf, knownCodings } from "./content.ts";
import { type HttpPlace, shownUrl } from "./options.ts";

export interface HttpQuestion {
  /** For errors: `read`, `send rows 1 to 500 to`. */
  readonly action: string;
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long an answer may be, packed and unpacked. Default: what it says is not asked for. */
  readonly answerBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly text: string;
  /** Why the text is not what the server meant: `bytes that are no UTF-8`, which stand as U+FFFD. */
  readonly fault: string | undefined;
}

export type HttpClient = (question: HttpQuestion) => Promise<HttpAnswer>;

/** Asks one server, again where that may help. Answers are 200 to 299, or 304 where that was asked for. */
export function httpClient(place: HttpPlace, signal: WebAbortSignal): HttpClient {
  const retried = patientRetry({ retryForMs: place.retryForMs, signal });
  return (question) =>
    retried((limitMs) => asked(place, question, limitMs, signal), {
      isAnswer: (error): error is Refusal => error instanceof Refusal,
      mayPass: ({ mayPass }) => mayPass,
      pauseMs: ({ retryAfterMs }) => retryAfterMs,
      explain: (error) => noAnswer(question, error),
    });
}

/** Rejects where nobody listens. Nothing is asked: something might come of it. */
export async function reachServer(place: HttpPlace, action: string, url: URL): Promise<void> {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const server = { host: url.hostname.replace(/^\[|\]$/g, ""), port, tls: undefined };
  const connect = (limitMs: number): Promise<void> =>
    watched(Math.min(place.timeoutMs, limitMs), undefined, async (inTime) =>
      (await connectTcp(server, inTime)).close(),
    );
  await patientRetry({ retryForMs: place.retryForMs })(connect, {
    isAnswer: (error): error is Refusal => error instanceof Refusal,
    mayPass: ({ mayPass }) => mayPass,
    explain: (error) => noAnswer({ action, url }, error),
  });
}

/** Of an answer that is not asked for: for what a refusal says. */
const toldBytes = 2 ** 16;

async function asked(
  place: HttpPlace,
  question: HttpQuestion,
  limitMs: number,
  signal: WebAbortSignal,
): Promise<HttpAnswer> {
  const { method, url, body, answerBytes } = question;
  const headers = { accept: "application/json", ...question.headers, ...place.headers };
  const sent = body === undefined ? {} : { body: new TextEncoder().encode(body) };
  const isGood = (status: number): boolean =>
    (status >= 200 && status < 300) || (status === 304 && "if-none-match" in headers);
  // The server is waited for; what is unpacked afterwards is no silence of it.
  const { reply, packed } = await watched(Math.min(place.timeoutMs, limitMs), signal, (inTime, alive) =>
    callHttp(url.href, { method, headers, signal: inTime, alive, ...sent }, async (reply) => ({
      reply,
      packed: await bytesWithin(reply, isGood(reply.status) ? (answerBytes ?? toldBytes) : toldBytes),
    })),
  );
  const { status, headers: head } = reply;
  if (!isGood(status)) {
    const text = await toldText(packed, reply);
    throw refusalOf(question, reply, withoutSecrets(text, place, url), place.retryForMs);
  }
  const etag = typeof head.etag === "string" ? head.etag : undefined;
  if (answerBytes === undefined) return { status, etag, ...noText };
  return { status, etag, ...textOf(question, await contentWithin(packed, reply, answerBytes), answerBytes) };
}

/** What a refusal says, as far as it is told; empty where it is packed as what is longer, or cannot be unpacked. */
async function toldText(packed: BodyBytes, reply: HttpReply): Promise<string> {
  if (codingOf(reply) === undefined) return new TextDecoder().decode(packed.bytes);
  const content = await contentWithin(packed, reply, toldBytes);
  return "bytes" in content ? new TextDecoder().decode(content.bytes) : "";
}

const noText = { text: "", fault: undefined };

function textOf(question: HttpQuestion, content: Content, mostBytes: number): Pick<HttpAnswer, "text" | "fault"> {
  if ("bytes" in content) {
    const text = new TextDecoder().decode(content.bytes);
    return { text, fault: isUtf8(content.bytes) ? undefined : "bytes that are no UTF-8" };
  }
  if (content.fault === "damaged") return { text: "", fault: `bytes that are no ${content.coding}, ${content.damage}` };
  throw content.fault === "unknown" ? unknownCoding(question, content.coding) : tooLong(question, mostBytes, content);
}

/** The bytes of a body as they came. */
interface BodyBytes {
  readonly bytes: Uint8Array;
  /** It was longer: no more of it was read. */
  readonly isCut: boolean;
}

async function bytesWithin({ pieces }: HttpReply, mostBytes: number): Promise<BodyBytes> {
  const kept: Uint8Array[] = [];
  let size = 0;
  try {
    await pieces((piece) => {
      const room = mostBytes - size;
      size += piece.length;
      kept.push(new Uint8Array(piece.subarray(0, room)));
      if (size > mostBytes) throw new TypeError("too long");
    });
  } catch (error) {
    if (size <= mostBytes) throw error;
  }
  const bytes = new Uint8Array(Math.min(size, mostBytes));
  let at = 0;
  for (const piece of kept) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, isCut: size > mostBytes };
}

/** What the answer is, unpacked. */
async function contentWithin({ bytes, isCut }: BodyBytes, reply: HttpReply, mostBytes: number): Promise<Content> {
  return isCut ? { fault: "too long", coding: "" } : contentOf(bytes, codingOf(reply), mostBytes);
}

/** Undefined where it is not packed. */
function codingOf({ headers }: HttpReply): string | undefined {
  const coding = headers["content-encoding"];
  return typeof coding === "string" && !/^\s*(?:identity\s*)?$/i.test(coding) ? coding : undefined;
}

/** Servers may tell what they were sent. */
function withoutSecrets(text: string, { headers }: HttpPlace, url: URL): string {
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
  const secrets = [...words, ...url.searchParams.values()].filter(({ length }) => length > 3);
  return secrets.reduce((told, secret) => told.replaceAll(secret, "…"), text);
}

/** The answer of a server that it does not do what was asked, or one that cannot be read. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly mayPass: boolean;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, mayPass = false, retryAfterMs: number | undefined = undefined) {
    super(message);
    this.mayPass = mayPass;
    this.retryAfterMs = retryAfterMs;
  }
}

function refusalOf(
  { action, url }: HttpQuestion,
  { status, headers }: HttpReply,
  text: string,
  retryForMs: number,
): Refusal {
  const pauseMs = retryAfterMs(headers);
  const said = text.trim().slice(0, 300);
  const got = said === "" ? String(status) : `${status}, ${JSON.stringify(said)}`;
  const mayPass = status >= 500 || status === 429 || status === 408;
  const remedy = (mayPass ? patienceFor(pauseMs ?? 0, retryForMs) : undefined) ?? remedyFor(status, headers.location);
  const message = `Cannot ${action} ${shownUrl(url)} as the server must answer by a status of 200 to 299: got ${got}; ${remedy}`;
  return new Refusal(message, mayPass, pauseMs);
}

function unknownCoding({ action, url }: HttpQuestion, coding: string): Refusal {
  return new Refusal(
    `Cannot ${action} ${shownUrl(url)} as the content-encoding of an answer must be one of ${knownCodings}: got ${JSON.stringify(coding)}; ` +
      'ask for another, by headers: { "accept-encoding": "gzip" }',
  );
}

function tooLong({ action, url }: HttpQuestion, mostBytes: number, { coding }: { readonly coding: string }): Refusal {
  const got = coding === "" ? "more" : `more, unpacked from ${coding}`;
  return new Refusal(
    `Cannot ${action} ${shownUrl(url)} as an answer must be at most ${mostBytes.toLocaleString("en-US")} bytes: got ${got}; ` +
      "ask for fewer rows at once, or raise bodyBytes",
  );
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

/** Undefined where it asks for no pause. */
function patienceFor(pauseMs: number, retryForMs: number): string | undefined {
  if (pauseMs === 0) return undefined;
  const asks = `it asks for a pause of ${(pauseMs / 1000).toLocaleString("en-US")} s`;
  // What fits was kept, and did not help.
  return pauseMs > retryForMs
    ? `${asks}: raise retryFor above that, or ask less often`
    : `${asks} each time: raise retryFor, or ask less often`;
}

function remedyFor(status: number, location: unknown): string {
  if (status >= 300 && status < 400)
    return typeof location === "string" && URL.canParse(location)
      ? `use ${shownUrl(new URL(location))} as url`
      : "use the url that it leads to";
  if (status === 401 || status === 403) return "check the credentials in headers";
  if (status === 404 || status === 405) return "check url";
  if (status === 413) return "send fewer rows at once, by rows";
  if (status === 429) return "ask less often, or raise retryFor";
  return status >= 500 ? "see what its log says" : "check what it is asked for";
}

function noAnswer({ action, url }: Pick<HttpQuestion, "action" | "url">, error: unknown): Error {
  const got = errorReason(error);
  const remedy = isOfCertificate(got) ? untrustedCertificate : "see that it runs, and that url is right";
  return new Error(`Cannot ${action} ${shownUrl(url)} as the server must answer: got ${got}; ${remedy}`, {
    cause: error,
  });
}
