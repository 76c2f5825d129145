import { type Batch, checkOptions, type KnownOptions, lengthOf, type Sink, shown } from "../../core/io/mod.ts";
import { rowReader } from "../../core/mod.ts";
import { jsonText } from "../files/mod.ts";
import { httpClient } from "./client.ts";
import { type HttpOptions, knownHttp, placeOf, shownUrl, urlOf } from "./options.ts";

export interface HttpSinkOptions<Row> extends HttpOptions {
  /** Default `"POST"`. */
  readonly method?: "POST" | "PUT" | "PATCH";
  /** Rows of one request at most. Default 500. */
  readonly rows?: number;
  /** What a request sends. Default: a list of the rows as JSON, as `application/json`. */
  readonly body?: (rows: readonly Row[]) => string;
}

const known: KnownOptions<HttpSinkOptions<never>> = {
  ...knownHttp,
  method: ["POST", "PUT", "PATCH"],
  rows: true,
  body: true,
};

/**
 * Sends rows to a server, a list of them with each request. At least once: what comes is sent at once, and what was sent since the last
 * checkpoint again after a failure. A request that is made again has the same `idempotency-key`. The next rows are taken when the
 * server has answered, so that a slow one holds the sources back.
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
  const place = placeOf(options, name);
  return {
    name,
    guarantee: "at-least-once",
    takes: "views",
    open: async ({ runId, subtask, signal }) => {
      const client = httpClient(place, signal);
      // A writer that a run opens again must not repeat the keys of the one before it.
      const token = `${runId}-${subtask}-${crypto.randomUUID()}`;
      let sent = 0;
      const send = async (rows: readonly Row[]): Promise<void> => {
        const headers = { "content-type": "application/json", "idempotency-key": `${token}-${sent}` };
        const action = `send rows ${(sent + 1).toLocaleString("en-US")} to ${(sent + rows.length).toLocaleString("en-US")} to`;
        await client({ action, method, url: target, headers, body: bodyOf(body, rows, action, name) });
        sent += rows.length;
      };
      return {
        write: async (batch) => {
          const rows = rowsIn<Row>(batch);
          for (let at = 0; at < rows.length; at += most) await send(rows.slice(at, at + most));
        },
        prepare: async () => undefined,
        close: async () => undefined,
      };
    },
    commit: async () => undefined,
  };
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
