import { checkOptions, type KnownOptions, type WebAbortSignal } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import { environmentVariable } from "../../core/platform/mod.ts";
import { checkTls, serverUrl } from "../files/mod.ts";
import {
  askedCredentials,
  checkAsked,
  type HeldCredentials,
  type S3Credentials,
  staticCredentials,
  unfitOf,
} from "./credentials.ts";

/** How buckets are reached. What is not given is taken from the usual variables of the environment. */
export interface S3Options {
  /** The server, as in `http://127.0.0.1:9000`. Default: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, else Amazon's of the region. */
  readonly endpoint?: string;
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, else `us-east-1`. */
  readonly region?: string;
  /** Default: `AWS_ACCESS_KEY_ID`. */
  readonly accessKeyId?: string;
  /** Default: `AWS_SECRET_ACCESS_KEY`. */
  readonly secretAccessKey?: string;
  /** Of temporary credentials. Default: `AWS_SESSION_TOKEN`, where the keys are from the environment as well. */
  readonly sessionToken?: string;
  /**
   * In their place a function that gives them, as those of Amazon's SDK do (`fromNodeProviderChain()`): asked before the first request,
   * and again when the server says that they are over.
   */
  readonly credentials?: () => S3Credentials | Promise<S3Credentials>;
  /** Where the bucket is named: in the path, or before the host's name. Default: in the path where there is an endpoint. */
  readonly style?: "path" | "virtual host";
  /** Certificates that are trusted in the place of those of the system, in PEM, where servers speak https. */
  readonly tls?: { readonly ca: string };
  /** Bytes of a part of an upload, from 5 MiB on; three are in memory for each file. A file has at most 10,000. Default 8 MiB. */
  readonly partBytes?: number;
  /** How long a request may go on without a byte. Default 30 s; a server that has never answered gets 5 s in all. */
  readonly timeout?: Duration;
  /** How long what fails for a reason that may pass is tried again. Default 60 s. */
  readonly retryFor?: Duration;
  /** Ends all that is under way. */
  readonly signal?: WebAbortSignal;
}

/** Options with all that was left out. Holds secrets: never printed. */
export interface S3Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly style: "path" | "virtual host";
  readonly partBytes: number;
  readonly timeoutMs: number;
  readonly retryForMs: number;
  readonly signal: WebAbortSignal | undefined;
  readonly ca: string | undefined;
  readonly credentials: HeldCredentials;
}

const known: KnownOptions<S3Options> = {
  endpoint: true,
  region: true,
  accessKeyId: true,
  secretAccessKey: true,
  sessionToken: true,
  credentials: true,
  style: ["path", "virtual host"],
  tls: true,
  partBytes: true,
  timeout: true,
  retryFor: true,
  signal: true,
};

const smallestPart = 5 * 2 ** 20;

export function s3Settings(options: S3Options): S3Settings {
  checkOptions(options, known, "useS3(…)");
  if (options.tls !== undefined) checkTls(options.tls, { ca: true }, "tls of useS3(…)");
  const region = options.region ?? variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? "us-east-1";
  const given = options.endpoint ?? variable("AWS_ENDPOINT_URL_S3") ?? variable("AWS_ENDPOINT_URL");
  const { partBytes = 8 * 2 ** 20, style = given === undefined ? "virtual host" : "path" } = options;
  if (!Number.isInteger(partBytes) || partBytes < smallestPart) {
    throw new RangeError(
      `Cannot reach S3 with partBytes as servers take parts from 5 MiB on: got ${partBytes}; use for instance partBytes: ${smallestPart}`,
    );
  }
  const endpoint = endpointOf(given ?? `https://s3.${region}.amazonaws.com`);
  if (style === "virtual host") requireName(endpoint);
  const timeoutMs = durationMs(options.timeout ?? "30s", "timeout of S3");
  return {
    endpoint,
    region,
    style,
    partBytes,
    timeoutMs,
    retryForMs: durationMs(options.retryFor ?? "60s", "retryFor of S3"),
    signal: options.signal,
    ca: options.tls?.ca,
    credentials: heldCredentials(options, timeoutMs),
  };
}

function heldCredentials(options: S3Options, timeoutMs: number): HeldCredentials {
  const { credentials, accessKeyId, secretAccessKey, sessionToken } = options;
  if (credentials === undefined) {
    // What is given is looked at now, what the environment has when it is needed: it may be set by then.
    const given = accessKeyId !== undefined && secretAccessKey !== undefined ? credentialsOf(options) : undefined;
    return staticCredentials(() => given ?? credentialsOf(options));
  }
  checkAsked(credentials, { accessKeyId, secretAccessKey, sessionToken });
  return askedCredentials(credentials, timeoutMs);
}

function endpointOf(text: string): string {
  const url = serverUrl(
    text,
    (got) =>
      new TypeError(
        `Cannot reach S3 as its endpoint must be an http or https URL of a server and no more: got ${got}; ` +
          'write it like "http://127.0.0.1:9000", and credentials as accessKeyId and secretAccessKey',
      ),
  );
  return url.href.replace(/\/+$/, "");
}

/** Nothing can stand before an address: `http://trips.127.0.0.1` is no URL. */
function requireName(endpoint: string): void {
  const { hostname } = new URL(endpoint);
  if (!/^\[|^[\d.]+$/.test(hostname)) return;
  throw new TypeError(
    `Cannot reach S3 in style "virtual host" as the host of its endpoint must be a name, before which buckets stand: got ${endpoint}; ` +
      'use style: "path", or the name of the server in place of its address',
  );
}

function credentialsOf({ accessKeyId, secretAccessKey, sessionToken }: S3Options): S3Credentials {
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return fitting(
      { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      "useS3(…)",
    );
  }
  const [id, secret, token] = ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"].map((name) =>
    variable(`AWS_${name}`),
  );
  const missing = id === undefined ? "AWS_ACCESS_KEY_ID" : secret === undefined ? "AWS_SECRET_ACCESS_KEY" : undefined;
  if (missing === undefined && accessKeyId === undefined && secretAccessKey === undefined) {
    const found = {
      accessKeyId: id!,
      secretAccessKey: secret!,
      ...(token === undefined ? {} : { sessionToken: token }),
    };
    return fitting(found, "the environment");
  }
  const got =
    accessKeyId !== undefined
      ? "no secretAccessKey"
      : secretAccessKey !== undefined
        ? "no accessKeyId"
        : `no ${missing}`;
  throw new TypeError(
    `Cannot reach S3 as its credentials must be known: got ${got}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ` +
      "or call useS3({ accessKeyId, secretAccessKey })",
  );
}

function fitting(credentials: S3Credentials, where: string): S3Credentials {
  const unfit = unfitOf(credentials);
  if (unfit === undefined) return credentials;
  throw new TypeError(
    `Cannot reach S3 as credentials of ${where} must be texts of one line of ASCII: got ${unfit}; give them as the server wrote them`,
  );
}

/** An empty one is none, as other tools have it. */
function variable(name: string): string | undefined {
  return environmentVariable(name) || undefined;
}
