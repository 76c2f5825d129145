import {
  any,
  makeBatch,
  type ReadContext,
  type Source,
  type SplitPosition,
  type SplitReader,
  valueSchema,
} from "../../core/io/mod.ts";
import { type HttpServer, serveHttp } from "../../core/platform/mod.ts";
import { type Listening, listeningOf, type WebhookOptions } from "./webhook-options.ts";
import { placeIn, type WebhookQueue, webhookQueue } from "./webhook-queue.ts";
import { deliveredBy, refusal } from "./webhook-request.ts";

const values = valueSchema(any);

/**
 * Rows that other programs send by HTTP: a `POST` of JSON (a row, or a list of them) or of JSON lines (`application/x-ndjson`) to this machine's own
 * address. What comes from other machines goes through a proxy that speaks TLS, and needs a `token`.
 *
 * **A request is answered 200 once its rows are safe**: in a run with checkpoints when one that has them is stored and its sinks have committed, so that a
 * sender waits for about the checkpoint's interval; else when the run has taken them. Until then a sender gets no answer, or 503, and sends
 * again. So nothing that was answered is lost, and each row counts exactly once if the sender gives each request an `idempotency-key` of its own and
 * keeps it when it sends again, as `httpSink` does (the last 5000 keys are remembered, in checkpoints, too), else at least once.
 *
 * **Refused** is what cannot be read: 400 (no JSON, no rows), 401 (no token), 413 (too long, also unpacked), 415 (another type, or packed otherwise than
 * by gzip, deflate or br); the sender is told, the run is not.
 * Where the run is slower than its senders, so many requests wait, and others are answered 503 with `Retry-After`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { webhook } from "millrace/connectors/http";
 *
 * const send = (url: string): void =>
 *   void fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: '[{"km":4},{"km":9}]' });
 * const trips = webhook<{ km: number }>({ port: 0, path: "/trips", onListening: send });
 * console.log(await from(trips).map((trip) => trip.km).limit(2).collect()); // [4, 9]
 * ```
 */
export function webhook<Row>(options: WebhookOptions<Row>): Source<Row> {
  const listening = listeningOf(options);
  const { name } = listening;
  /** Those that are read, by where they stand in the run. */
  const open = new Set<WebhookQueue>();
  return {
    name,
    boundedness: "unbounded",
    // Its senders are answered by the thread that knows of checkpoints.
    thread: "main",
    describe: async () => ({ schema: values }),
    splits: async () => [{ id: name }],
    open: async (_split, position, context) => {
      const queue = webhookQueue(placeIn(position), listening.waiting, listening.timeoutMs);
      const server = await listen(listening, queue);
      open.add(queue);
      return reader(queue, context, async () => {
        open.delete(queue);
        queue.close();
        await server.close(endingMs);
      });
    },
    stored: async (positions) => {
      const stored = positions.get(name);
      if (typeof stored !== "object") return;
      for (const queue of open) queue.safe(placeIn(stored.position)?.requests);
    },
  };
}

function reader(
  queue: WebhookQueue,
  { batchRows, checkpoints, signal }: ReadContext,
  close: () => Promise<void>,
): SplitReader {
  return {
    read: async () => {
      // What was given before has been taken.
      if (checkpoints !== true) queue.safe();
      for (;;) {
        signal.throwIfAborted();
        const rows = queue.take(batchRows);
        if (rows.length > 0)
          return makeBatch(values, rows.length, [{ type: any, layout: "values", values: rows, validity: undefined }]);
        await queue.news();
      }
    },
    position: () => queue.place() as unknown as SplitPosition,
    close,
  };
}

const longestArrivalMs = 30_000;
/** What a sender is given to take its answer when the run ends. */
const endingMs = 2000;
const mostConnections = 1000;

async function listen<Row>(listening: Listening<Row>, queue: WebhookQueue): Promise<HttpServer> {
  const { port, path, bodyBytes, name } = listening;
  let own = port;
  try {
    const server = await serveHttp(
      { port, bodyBytes, arrivalMs: longestArrivalMs, connections: mostConnections },
      async (request) => {
        const found = await deliveredBy(request, own, listening);
        return "status" in found ? found : queue.deliver(found);
      },
      ({ status, reason }) => refusal(status, reason),
    );
    own = server.port;
    listening.onListening(`http://127.0.0.1:${own}${path}`);
    return server;
  } catch (cause) {
    const got = (cause as { code?: string }).code ?? (cause as Error).message;
    throw new Error(
      `Cannot listen for ${name} as its port must be free on 127.0.0.1: got ${got}; ` +
        (got === "EACCES" ? "use one above 1023" : "end what listens there, or use another port"),
      { cause },
    );
  }
}
