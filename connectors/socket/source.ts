import { countText, type KnownOptions, type ReadContext, type Source, shown } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import { monotonicClock, type TcpConnection } from "../../core/platform/mod.ts";
import {
  type ByteStream,
  checkLineOptions,
  errorReason,
  knownReadLines,
  type LineReadOptions,
  lineReader,
  lineSchema,
  pause,
} from "../files/mod.ts";
import { connecting } from "./connect.ts";
import { knownSocket, placeOf, type SocketOptions, type SocketPlace } from "./options.ts";

export interface SocketSourceOptions<Row> extends SocketOptions, LineReadOptions<Row> {
  /**
   * What it means that the server closes the connection: it comes back (`"reconnect"`, the default: the stream has no end), or has said
   * all (`"end"`).
   */
  readonly closed?: "reconnect" | "end";
  /** Connects anew when no byte has come for so long. Default: a server may be silent. */
  readonly idle?: Duration;
  /**
   * What a run with checkpoints does: it is refused (the default), or goes on with the rows to come behind a failure, `"at-most-once"`: those
   * that were read since the checkpoint, or that came meanwhile, are lost.
   */
  readonly checkpoints?: "refused" | "at-most-once";
}

const known: KnownOptions<SocketSourceOptions<never>> = {
  ...knownSocket,
  ...knownReadLines,
  closed: ["reconnect", "end"],
  idle: true,
  checkpoints: ["refused", "at-most-once"],
};

/**
 * The lines that a server sends by TCP as rows: JSON, CSV or text. The run connects to it, and again when the connection is lost.
 *
 * **Guarantee.** TCP keeps nothing: what a server sends while nobody is connected is its own business, and nothing comes twice by itself. So a
 * run with checkpoints is refused, unless it says that losses are accepted. A slow run holds the server back. A server that is killed looks the
 * same as one that has closed well, but for a line that it was within: this is a bad record.
 *
 * **Bad records** are as those of `stdin`: no line of the format, not UTF-8, too long, cut off, or not of the `schema`. Lines are numbered
 * over all connections. CSV without `columns` has its first line of names in each.
 *
 * @example
 * ```ts
 * import { createServer } from "node:net";
 * import { from } from "millrace";
 * import { socketSource } from "millrace/connectors/socket";
 *
 * const server = createServer((socket) => socket.end('{"km":4}\n{"km":9}\n'));
 * await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
 * const { port } = server.address() as { port: number };
 * const trips = socketSource<{ km: number }>({ host: "127.0.0.1", port, closed: "end" });
 * console.log(await from(trips).map((trip) => trip.km).collect()); // [4, 9]
 * server.close();
 * ```
 */
export function socketSource<Row = unknown>(options: SocketSourceOptions<Row>): Source<Row> {
  const lines = options as SocketSourceOptions<never>;
  checkLineOptions(lines ?? {}, known, "socketSource(…)", { onError: "from(socketSource(…), { onError: … })" });
  const place = placeOf(options ?? {}, "socketSource(…)");
  const name = `socketSource(${place.address})`;
  const { closed = "reconnect", idle, checkpoints = "refused" } = options;
  const idleMs = idle === undefined ? Number.POSITIVE_INFINITY : durationMs(idle, `idle of ${name}`);
  if (!(idleMs > 0))
    throw new RangeError(
      `Cannot use ${name} as idle must be above 0: got ${shown(idle)}; leave it out for servers that may be silent`,
    );
  const unrepeatable =
    'as what a server has sent by TCP does not come again; put a log between (Kafka, a file), or accept losses by checkpoints: "at-most-once"';
  return {
    name,
    boundedness: closed === "end" ? "bounded" : "unbounded",
    ...(checkpoints === "refused" ? { unrepeatable } : {}),
    describe: async () => ({ schema: lineSchema(lines) }),
    splits: async () => [{ id: name }],
    open: async (_split, _position, context) => {
      const stream = received(place, { closed, idleMs }, context);
      await stream.connect();
      return lineReader(stream, { name, place: place.address, options: lines, context });
    },
  };
}

interface Receiving {
  readonly closed: "reconnect" | "end";
  readonly idleMs: number;
}

const longestPauseMs = 2000;

/** What comes over one connection after another. */
function received(
  place: SocketPlace,
  { closed, idleMs }: Receiving,
  { signal }: ReadContext,
): ByteStream & { connect(): Promise<void> } {
  const action = "read from";
  const connected = connecting(place, action, signal);
  let connection: TcpConnection | undefined;
  /** Connections in a row that gave nothing, and when a byte came last. */
  let empty = 0;
  let lastMs = monotonicClock.nowMs();
  let isClosed = false;
  const connect = async (): Promise<void> => {
    connection = await connected();
    if (isClosed) connection.close();
  };
  const lost = async (error: unknown): Promise<"again" | undefined> => {
    connection?.close();
    connection = undefined;
    signal.throwIfAborted();
    if (isClosed) return undefined;
    if (closed === "end") {
      if (error === undefined) return undefined;
      throw cutOff(place, error);
    }
    empty++;
    if (empty > 1) {
      if (monotonicClock.nowMs() - lastMs > place.retryForMs) throw nothingComes(place, empty, error);
      await pause(monotonicClock, Math.random() * Math.min(longestPauseMs, 100 * 2 ** empty), [signal]);
    }
    return "again";
  };
  return {
    mayBeCut: true,
    connect,
    next: async () => {
      if (connection === undefined) await connect();
      let bytes: Uint8Array | undefined;
      try {
        bytes = await withinIdle(connection!, idleMs);
      } catch (error) {
        return lost(error);
      }
      if (bytes === undefined) return lost(undefined);
      empty = 0;
      lastMs = monotonicClock.nowMs();
      return bytes;
    },
    close: async () => {
      isClosed = true;
      connection?.close();
    },
  };
}

async function withinIdle(connection: TcpConnection, idleMs: number): Promise<Uint8Array | undefined> {
  if (idleMs === Number.POSITIVE_INFINITY) return connection.next();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = connection.next();
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not a byte for ${idleMs / 1000} s`)), idleMs);
  });
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
    next.catch(() => undefined);
  }
}

function cutOff({ address }: SocketPlace, error: unknown): Error {
  return new Error(
    `Cannot read ${address} to its end as the server must close the connection itself: got ${errorReason(error)}; see what its log says, and run again`,
    { cause: error },
  );
}

function nothingComes({ address, retryForMs }: SocketPlace, tries: number, error: unknown): Error {
  const got = `${countText(tries, "connection")} without a byte in ${retryForMs / 1000} s${error === undefined ? "" : `, the last with ${errorReason(error)}`}`;
  return new Error(
    `Cannot go on reading from ${address} as its server must send something: got ${got}; see that it is the right port, or raise retryFor or idle`,
    { cause: error },
  );
}
