import { type KnownOptions, shown } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import { shownAddress } from "../files/mod.ts";

export interface HttpOptions {
  /** Sent with each request; for credentials, too: they are in no plan and no error. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a request may go without a byte. Default `"30s"`. */
  readonly timeout?: Duration;
  /**
   * For how long a request is made again where there is no answer, or 408, 429 or 500 to 599, not before `Retry-After` where a server says that.
   * Default `"60s"`; 5 s of a server that has never answered.
   */
  readonly retryFor?: Duration;
}

export const knownHttp: KnownOptions<HttpOptions> = { headers: true, timeout: true, retryFor: true };

/** How a server is reached. Holds secrets: never printed. */
export interface HttpPlace {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly retryForMs: number;
}

export function placeOf({ headers = {}, timeout = "30s", retryFor = "60s" }: HttpOptions, where: string): HttpPlace {
  const isText = typeof headers === "object" && headers !== null;
  if (!isText || !Object.values(headers).every((value) => typeof value === "string")) {
    throw new TypeError(
      `Cannot use ${where} as headers must be an object of texts: got ${isText ? "another value in it" : headers === null ? "null" : `a value of kind ${typeof headers}`}; ` +
        'use for instance headers: { authorization: "Bearer …" }',
    );
  }
  requireSendable(headers, where);
  const timeoutMs = durationMs(timeout, `timeout of ${where}`);
  if (timeoutMs <= 0) {
    throw new RangeError(
      `Cannot use ${where} as timeout must be above 0: got ${shown(timeout)}; use for instance "30s"`,
    );
  }
  return { headers, timeoutMs, retryForMs: durationMs(retryFor, `retryFor of ${where}`) };
}

/** Refuses what no request can have in its head, without what may be secret. */
function requireSendable(headers: Readonly<Record<string, string>>, where: string): void {
  for (const [name, value] of Object.entries(headers)) {
    // RFC 9110, 5.1 and 5.5; letters of Latin-1 pass as bytes.
    const isName = /^[!#$%&'*+.^_`|~\w-]+$/.test(name);
    if (isName && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) continue;
    const got = isName
      ? `header ${name} with ${/[\r\n]/.test(value) ? "a line break" : "another character"}`
      : `a header called ${shown(name)}`;
    throw new TypeError(
      `Cannot use ${where} as headers must be names without spaces and values of one line of Latin-1: got ${got}; ` +
        'use for instance headers: { authorization: "Bearer …" }',
    );
  }
}

/** A URL that can be asked; what is wrong with it is told without what may be secret. */
export function urlOf(text: unknown, where: string): URL {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") return url;
  const got = url === undefined ? shownAddress(text) : `one of ${url.protocol}//${url.host}`;
  throw new TypeError(
    `Cannot use ${where} as its url must be one of http: or https: without a login: got ${got}; ` +
      'use for instance "https://api.example.org/trips", and headers for credentials',
  );
}

/** Without what is behind its path, which may be secret. */
export function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
