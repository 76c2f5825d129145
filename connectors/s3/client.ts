import { bodyText, callHttp, type HttpReply } from "../../core/platform/mod.ts";
import { encoded, encodedPath, errorReason, patientRetry, queryText, textIn, watched } from "../files/mod.ts";
import { NoCredentials, type S3Credentials } from "./credentials.ts";
import { type Doing, noAnswer, S3Refusal } from "./errors.ts";
import type { ObjectPlace } from "./location.ts";
import type { S3Settings } from "./options.ts";

export interface S3Request extends Doing {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Whether it is sent to the bucket, and not to what the key names. */
  readonly toBucket?: boolean;
  /** Answers beside 2xx that are no error. */
  readonly expects?: readonly number[];
}

export interface S3Answer<Body> {
  readonly status: number;
  readonly headers: S3Headers;
  readonly body: Body;
}

/** By lower-case names. */
export type S3Headers = HttpReply["headers"];

export function headerOf(headers: S3Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Takes the body of an answer. */
export type TakeBody<Body> = (reply: HttpReply) => Promise<Body>;

/** Signed requests to one server, tried again where that may help. */
export interface S3Client {
  readonly settings: S3Settings;
  send(request: S3Request): Promise<S3Answer<string>>;
  /** @param request Asked for before each try. */
  sendFor<Body>(request: () => S3Request, take: TakeBody<Body>): Promise<S3Answer<Body>>;
}

export function s3Client(settings: S3Settings): S3Client {
  const { endpoint, timeoutMs, retryForMs, signal, ca } = settings;
  const sign = signer(settings);
  const retried = patientRetry({ retryForMs, signal });
  const sendFor = async <Body>(next: () => S3Request, take: TakeBody<Body>): Promise<S3Answer<Body>> => {
    let signed = await sign(next());
    let tries = 0;
    const sendSigned = ({ request, url, headers }: SignedRequest, limitMs: number): Promise<S3Answer<Body>> => {
      const { method, body } = request;
      return watched(Math.min(timeoutMs, limitMs), signal, (inner, alive) =>
        callHttp(url, { method, headers, ca, signal: inner, alive, ...(body === undefined ? {} : { body }) }, (reply) =>
          answerOf(request, settings, reply, take),
        ),
      );
    };
    const attempt = async (limitMs: number): Promise<S3Answer<Body>> => {
      if (tries++ > 0) signed = await sign(next());
      try {
        return await sendSigned(signed, limitMs);
      } catch (error) {
        const mayBeOver = error instanceof S3Refusal && error.mayBeOver;
        if (!mayBeOver || !(await settings.credentials.renewed(signed.credentials))) throw error;
        signed = await sign(next());
        return sendSigned(signed, limitMs);
      }
    };
    const explain = (error: unknown): Error =>
      error instanceof NoCredentials ? error : noAnswer(signed.request, endpoint, errorReason(error), error);
    return retried(attempt, { isAnswer: (error) => error instanceof S3Refusal, mayPass, explain });
  };
  return { settings, sendFor, send: (request) => sendFor(() => request, bodyText) };
}

async function answerOf<Body>(
  request: S3Request,
  settings: S3Settings,
  reply: HttpReply,
  take: TakeBody<Body>,
): Promise<S3Answer<Body>> {
  const { status, headers } = reply;
  if (status >= 200 && status < 300) return { status, headers, body: await take(reply) };
  const text = await bodyText(reply);
  if (request.expects?.includes(status)) return { status, headers, body: text as Body };
  throw new S3Refusal(request, status, textIn(text, "Code") ?? "", settings);
}

const passing = new Set(["SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted"]);

/** Whether the same request may do better later. */
function mayPass(error: S3Refusal): boolean {
  return error.status >= 500
    ? error.code !== "NotImplemented"
    : error.status === 408 || error.status === 429 || passing.has(error.code);
}

export function urlOf(
  { endpoint, style }: Pick<S3Settings, "endpoint" | "style">,
  { bucket, key }: ObjectPlace,
): string {
  // Certificates of a host do not count for names with more dots, and capitals would be lost in a host.
  const isHost =
    style === "virtual host" && hostNames.test(bucket) && !(bucket.includes(".") && endpoint.startsWith("https:"));
  if (!isHost) return `${endpoint}/${encoded(bucket)}${key === "" ? "" : `/${encodedPath(key)}`}`;
  return `${endpoint.replace("://", `://${bucket}.`)}/${encodedPath(key)}`;
}

/** Buckets that may stand before a host. */
const hostNames = /^(?!.{64})[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/;

interface SignedRequest {
  readonly request: S3Request;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With which it was signed. */
  readonly credentials: S3Credentials;
}

/** Signs what is sent with its body, so that a server can tell a body that was changed on its way. */
function signer(settings: S3Settings): (request: S3Request) => Promise<SignedRequest> {
  const cache = new Map<string, ArrayBuffer>();
  return async (request) => {
    const { method, place, toBucket, query = {}, headers = {}, body } = request;
    const { AwsV4Signer } = await aws4fetch();
    const credentials = await settings.credentials.current();
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const url = urlOf(settings, toBucket === true ? { ...place, key: "" } : place) + queryText(query);
    const sum = { "x-amz-content-sha256": body === undefined ? sumOfNothing : await hexSha256(body) };
    const { region } = settings;
    const all = { ...headers, ...sum };
    const signed = await new AwsV4Signer({
      method,
      url,
      headers: all,
      service: "s3",
      region,
      cache,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    }).sign();
    return { request, url, headers: Object.fromEntries(signed.headers), credentials };
  };
}

/** Reads are signed without waiting for it. */
const sumOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

async function hexSha256(bytes: Uint8Array): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function aws4fetch(): Promise<typeof import("aws4fetch")> {
  try {
    return await import("aws4fetch");
  } catch (cause) {
    throw new Error(
      'Cannot reach S3 as the package "aws4fetch" must be installed: got none; run npm install aws4fetch',
      { cause },
    );
  }
}
