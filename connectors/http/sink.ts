import {
  type Batch,
  checkOptions,
  countText,
  type KnownOptions,
  lengthOf,
  type Sink,
  type SinkContext,
  shown,
} from "../../core/io/mod.ts";
import { rowReader } from "../../core/mod.ts";
import { jsonText } from "../files/mod.ts";
import { type HttpClient, httpClient, reachServer } from "./client.ts";
import { type HttpOptions, type HttpPlace, knownHttp, placeOf, shownUrl, urlOf } from "./options.ts";

export interface HttpSinkOptions<Row> extends HttpOptions {
  /** Default `"POST"`. */
  readonly method?: "POST" | "PUT" | "PATCH";
  /** Rows of one request at most. Default 500. */
  readonly rows?: number;
  /** What a request sends. Default: a list of the rows as JSON, as `application/json`. */
  readonly body?: (rows: readonly Row[]) => string;
  /**
   * When rows are sent: `"at once"` (the default) as they come, at least once; `"at checkpoints"` when one that has the requests is stored, with the same keys and
   * bodies however often: exactly once with a server that takes each `idempotency-key` once. What comes between two checkpoints is in memory, and in
   * the checkpoint.
   */
  readonly sends?: "at once" | "at checkpoints";
  /** With `sends: "at checkpoints"`: what one writer keeps between two checkpoints at most, in characters of bodies. More fails the run. Default 128 Mi. */
  readonly held?: number;
}

const known: KnownOptions<HttpSinkOptions<never>> = {
  ...knownHttp,
  method: ["POST", "PUT", "PATCH"],
  rows: true,
  body: true,
  sends: ["at once", "at checkpoints"],
  held: true,
};

/**
 * Sends rows to a server, a list of them with each request, which has an `idempotency-key` that it keeps when it is made again. The next rows are
 * taken when the server has answered, so that a slow one holds the sources back.
 *
 * **Guarantee.** At least once: what comes is sent at once, and what was sent since the last checkpoint again after a failure, in requests of other keys.
 * With `sends: "at checkpoints"` exactly once, if the server takes each key once.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { from } from "millrace";
 * import { httpSink } from "millrace/connectors/http";
 *
 * const server = createServer((request, response) => {
 *   request.on("data", (bytes) => console.log(String(bytes))); // [{"km":4},{"km":9}]
 *   request.on("end", () => response.end());
 * });
 * await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
 * const { port } = server.address() as { port: number };
 * await from([{ km: 4 }, { km: 9 }]).sinkTo(httpSink(`http://127.0.0.1:${port}/trips`)).run();
 * server.close();
 * ```
 */
export function httpSink<Row>(url: string, options: HttpSinkOptions<Row> = {}): Sink<Row> {
  checkOptions(options, known, "httpSink(…)");
  const target = urlOf(url, "httpSink(…)");
  const name = `httpSink(${shownUrl(target)})`;
  const { method = "POST", rows: most = 500, body = jsonList } = options;
  if (!Number.isInteger(most) || most < 1)
    throw new RangeError(
      `Cannot use ${name} as rows must be a whole number above 0: got ${shown(most)}; use for instance 500`,
    );
  if (typeof body !== "function")
    throw new TypeError(
      `Cannot use ${name} as body must be a function of rows: got ${shown(body)}; use for instance (rows) => JSON.stringify({ rows })`,
    );
  const sending: Sending<Row> = { name, target, method, most, body, place: placeOf(options, name) };
  if (options.sends === "at checkpoints") return sentAtCheckpoints(sending, heldOf(options, name));
  if (options.held === undefined) return sentAtOnce(sending);
  throw new TypeError(
    `Cannot use ${name} with held as rows that are sent at once are not kept: got ${shown(options.held)}; leave it out, or say sends: "at checkpoints"`,
  );
}

function heldOf({ held = 128 * 2 ** 20 }: HttpSinkOptions<never>, name: string): number {
  if (Number.isInteger(held) && held > 0) return held;
  throw new RangeError(
    `Cannot use ${name} as held must be a whole number above 0: got ${shown(held)}; use for instance ${128 * 2 ** 20}`,
  );
}

interface Sending<Row> {
  readonly name: string;
  readonly target: URL;
  readonly method: "POST" | "PUT" | "PATCH";
  readonly most: number;
  readonly body: (rows: readonly Row[]) => string;
  readonly place: HttpPlace;
}

/** A request, as a checkpoint keeps it: without the headers of the user's, which may be secret. */
interface HttpRequest {
  readonly key: string;
  /** For errors: `send rows 1 to 500 to`. */
  readonly action: string;
  readonly body: string;
}

/** Makes requests of rows, each with a key that no other has: a writer that a run opens again must not repeat those of the one before it. */
function requestsOf<Row>(
  { body, name }: Sending<Row>,
  { runId, subtask }: SinkContext,
): (rows: readonly Row[]) => HttpRequest {
  const token = `${runId}-${subtask}-${crypto.randomUUID()}`;
  let made = 0;
  return (rows) => {
    const action = `send rows ${(made + 1).toLocaleString("en-US")} to ${(made + rows.length).toLocaleString("en-US")} to`;
    const request = { key: `${token}-${made}`, action, body: bodyOf(body, rows, action, name) };
    made += rows.length;
    return request;
  };
}

async function send(
  client: HttpClient,
  { target, method }: Sending<never>,
  { key, action, body }: HttpRequest,
): Promise<void> {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  await client({ action, method, url: target, headers, body });
}

function sentAtOnce<Row>(sending: Sending<Row>): Sink<Row> {
  const { name, most, place } = sending;
  return {
    name,
    guarantee: "at-least-once",
    takes: "views",
    reach: () => reachServer(place, "send to", sending.target),
    open: async (context) => {
      const client = httpClient(place, context.signal);
      const requestOf = requestsOf(sending, context);
      return {
        write: async (batch) => {
          // The batch is only valid now: all of its requests are made before the first is sent.
          const rows = rowsIn<Row>(batch);
          const requests: HttpRequest[] = [];
          for (let at = 0; at < rows.length; at += most) requests.push(requestOf(rows.slice(at, at + most)));
          for (const request of requests) await send(client, sending, request);
        },
        prepare: async () => undefined,
        close: async () => undefined,
      };
    },
    commit: async () => undefined,
  };
}

/** Requests are made before a checkpoint is stored and sent when it is, again after a crash: nothing of them changes in between. */
function sentAtCheckpoints<Row>(sending: Sending<Row>, mostHeld: number): Sink<Row> {
  const { name, most, place } = sending;
  return {
    name,
    guarantee: "exactly-once",
    reach: () => reachServer(place, "send to", sending.target),
    open: async (context) => {
      if (context.checkpoints === false) throw new Error(noCheckpoints(name));
      const requestOf = requestsOf(sending, context);
      let requests: HttpRequest[] = [];
      let held = 0;
      let rows: Row[] = [];
      const keep = (request: HttpRequest): void => {
        requests.push(request);
        held += request.body.length;
        // The barrier of the next checkpoint comes behind these rows: who waited for it here would wait for ever.
        if (held > mostHeld) throw tooMuch(name, requests.length, mostHeld);
      };
      return {
        write: (batch) => {
          rows.push(...rowsIn<Row>(batch));
          for (; rows.length >= most; rows = rows.slice(most)) keep(requestOf(rows.slice(0, most)));
        },
        prepare: async () => {
          if (rows.length > 0) keep(requestOf(rows));
          const prepared = requests;
          [requests, held, rows] = [[], 0, []];
          return prepared.length === 0 ? undefined : prepared;
        },
        close: async () => undefined,
      };
    },
    commit: async (transactions) => {
      // Whoever stops the run waits for what was promised, as long as a request may take.
      const client = httpClient(place, new AbortController().signal);
      const sendAll = async (requests: readonly HttpRequest[]): Promise<void> => {
        for (const request of requests) await send(client, sending, request);
      };
      await Promise.all((transactions as readonly (readonly HttpRequest[])[]).map(sendAll));
    },
  };
}

function tooMuch(name: string, requests: number, mostHeld: number): Error {
  return new Error(
    `Cannot keep what comes to ${name} until the next checkpoint as it must be at most ${mostHeld.toLocaleString("en-US")} characters: got more, in ${countText(requests, "request")}; ` +
      "take checkpoints more often, raise held, or leave sends out, for rows that are sent at once",
  );
}

function noCheckpoints(name: string): string {
  return (
    `Cannot use ${name} as rows that are sent at checkpoints need some: got a run without; ` +
    "say --checkpoint 10s:./checkpoints, or leave sends out, for rows that are sent at once"
  );
}

function rowsIn<Row>(batch: Batch): Row[] {
  const rowAt = rowReader(batch) as (row: number) => Row;
  return Array.from({ length: lengthOf(batch) }, (_, k) => rowAt(batch.selection?.[k] ?? k));
}

function jsonList(rows: readonly unknown[]): string {
  return `[${rows.map((row) => jsonText(row)).join(",")}]`;
}

function bodyOf<Row>(
  body: (rows: readonly Row[]) => string,
  rows: readonly Row[],
  action: string,
  name: string,
): string {
  let got: unknown;
  try {
    got = body(rows);
    if (typeof got === "string") return got;
    got = shown(got);
  } catch (cause) {
    got = (cause as Error).message;
  }
  throw new TypeError(
    `Cannot ${action} ${name} as their body must be text: got ${String(got)}; map them before, or mend body`,
  );
}
