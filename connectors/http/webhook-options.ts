import { checkOptions, type KnownOptions, shown } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";

export interface WebhookOptions<Row> {
  /** Where it listens on this machine (127.0.0.1); 0 takes a port that is free. */
  readonly port: number;
  /** Default `"/"`. */
  readonly path?: string;
  /** What senders must show, as `Authorization: Bearer …`. It is in no plan, error or checkpoint. Default: any program of this machine may send. */
  readonly token?: string;
  /** The rows of a body, which is parsed JSON. Default: it is a row, or a list of them. Where it throws the sender is answered 400. */
  readonly rows?: (body: unknown) => readonly Row[];
  /** A body that is longer, as it comes or unpacked, is answered 413. Bytes, default 1 MB. */
  readonly bodyBytes?: number;
  /** Requests that wait to be read; more are answered 503. Default 100. */
  readonly waiting?: number;
  /** How long a request waits until its rows are safe; then it is answered 503. Default `"60s"`. */
  readonly timeout?: Duration;
  /** Called with its URL each time it has begun to listen. */
  readonly onListening?: (url: string) => void;
}

const known: KnownOptions<WebhookOptions<never>> = {
  port: true,
  path: true,
  token: true,
  rows: true,
  bodyBytes: true,
  waiting: true,
  timeout: true,
  onListening: true,
};

/** How a webhook listens. Holds a secret: never printed. */
export interface Listening<Row> {
  /** For plans and errors. */
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly token: string | undefined;
  readonly rows: (body: unknown) => readonly Row[];
  readonly bodyBytes: number;
  readonly waiting: number;
  readonly timeoutMs: number;
  readonly onListening: (url: string) => void;
}

export function listeningOf<Row>(options: WebhookOptions<Row>): Listening<Row> {
  checkOptions(options, known, "webhook(…)");
  const { port, path = "/", token, rows = rowOrRows, timeout = "60s", onListening = () => undefined } = options ?? {};
  const { bodyBytes = 2 ** 20, waiting = 100 } = options ?? {};
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RangeError(
      `Cannot use webhook(…) as port must be a whole number from 0 to 65535: got ${shown(port)}; use for instance port: 8080`,
    );
  if (typeof path !== "string" || !/^\/[^\s?#]*$/.test(path))
    throw new TypeError(
      `Cannot use webhook(…) as path must be one of a URL: got ${shown(path)}; use for instance "/trips"`,
    );
  // Nothing of it is shown.
  if (token !== undefined && (typeof token !== "string" || !/^[\x21-\x7e]{16,}$/.test(token)))
    throw new TypeError(
      "Cannot use webhook(…) as token must be a text of 16 ASCII characters or more, without spaces: got another one; use for instance that of a variable of the environment",
    );
  for (const [name, value] of Object.entries({ rows, onListening })) {
    if (typeof value === "function") continue;
    throw new TypeError(`Cannot use webhook(…) as ${name} must be a function: got ${shown(value)}; see its example`);
  }
  for (const [name, value] of Object.entries({ bodyBytes, waiting })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot use webhook(…) as ${name} must be a whole number above 0: got ${shown(value)}; leave it out for the default`,
    );
  }
  const timeoutMs = durationMs(timeout, "timeout of webhook(…)");
  if (timeoutMs <= 0)
    throw new RangeError(
      `Cannot use webhook(…) as timeout must be above 0: got ${shown(timeout)}; use for instance "60s"`,
    );
  const name = `webhook(${port === 0 ? "" : `:${port}`}${path})`;
  return { name, port, path, token, rows, bodyBytes, waiting, timeoutMs, onListening };
}

function rowOrRows(body: unknown): readonly never[] {
  if (Array.isArray(body)) return body as never[];
  if (typeof body === "object" && body !== null) return [body] as never[];
  throw new TypeError("a body that is neither an object nor a list");
}
