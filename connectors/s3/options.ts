import { checkOptions, type KnownOptions, type WebAbortSignal } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import { environmentVariable } from "../../core/platform/mod.ts";
import { serverUrl } from "../files/mod.ts";

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
  /** Where the bucket is named: in the path, or before the host's name. Default: in the path where there is an endpoint. */
  readonly style?: "path" | "virtual host";
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
  credentials(): S3Credentials;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const known: KnownOptions<S3Options> = {
  endpoint: true,
  region: true,
  accessKeyId: true,
  secretAccessKey: true,
  sessionToken: true,
  style: ["path", "virtual host"],
  partBytes: true,
  timeout: true,
  retryFor: true,
  signal: true,
};

const smallestPart = 5 * 2 ** 20;

export function s3Settings(options: S3Options): S3Settings {
  checkOptions(options, known, "useS3(…)");
  const region = options.region ?? variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? "us-east-1";
  const given = options.endpoint ?? variable("AWS_ENDPOINT_URL_S3") ?? variable("AWS_ENDPOINT_URL");
  const { partBytes = 8 * 2 ** 20, style = given === undefined ? "virtual host" : "path" } = options;
  if (!Number.isInteger(partBytes) || partBytes < smallestPart) {
    throw new RangeError(
      `Cannot reach S3 with partBytes as servers take parts from 5 MiB on: got ${partBytes}; use for instance partBytes: ${smallestPart}`,
    );
  }
  return {
    endpoint: endpointOf(given ?? `https://s3.${region}.amazonaws.com`),
    region,
    style,
    partBytes,
    timeoutMs: durationMs(options.timeout ?? "30s", "timeout of S3"),
    retryForMs: durationMs(options.retryFor ?? "60s", "retryFor of S3"),
    signal: options.signal,
    credentials: () => credentialsOf(options),
  };
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

function credentialsOf({ accessKeyId, secretAccessKey, sessionToken }: S3Options): S3Credentials {
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  }
  const [id, secret, token] = ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"].map((name) =>
    variable(`AWS_${name}`),
  );
  const missing = id === undefined ? "AWS_ACCESS_KEY_ID" : secret === undefined ? "AWS_SECRET_ACCESS_KEY" : undefined;
  if (missing === undefined && accessKeyId === undefined && secretAccessKey === undefined) {
    return { accessKeyId: id!, secretAccessKey: secret!, ...(token === undefined ? {} : { sessionToken: token }) };
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

/** An empty one is none, as other tools have it. */
function variable(name: string): string | undefined {
  return environmentVariable(name) || undefined;
}
