import type { KnownOptions, Sink, WebAbortSignal } from "../../core/io/mod.ts";
import { monotonicClock, type TcpConnection } from "../../core/platform/mod.ts";
import {
  checkLineOptions,
  errorReason,
  knownLines,
  type LineOptions,
  lineWriter,
  pause,
  watched,
} from "../files/mod.ts";
import { connecting } from "./connect.ts";
import { knownSocket, placeOf, type SocketOptions, type SocketPlace } from "./options.ts";

export interface SocketSinkOptions extends SocketOptions, LineOptions {}

const known: KnownOptions<SocketSinkOptions> = { ...knownSocket, ...knownLines };

/**
 * Rows as lines that are sent to a server by TCP, one connection a subtask.
 *
 * **Guarantee: none.** A server says nothing of what it has received: what the system took for it is lost when the server, or the way to it, fails, and
 * what was being sent is then sent again to the next connection, from the beginning of its batch. Where that matters send to a
 * log, or by `httpSink`. At the end the run waits until the server has closed, too, as it does once it has read all. A server that reads
 * slowly holds the run back; one that takes no byte for `timeout` counts as lost.
 *
 * @example
 * ```ts
 * import { createServer } from "node:net";
 * import { from } from "millrace";
 * import { socketSink } from "millrace/connectors/socket";
 *
 * const server = createServer((socket) => socket.on("data", (bytes) => console.log(String(bytes)))); // {"km":4} and {"km":9}, a line each
 * await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
 * const { port } = server.address() as { port: number };
 * await from([{ km: 4 }, { km: 9 }]).sinkTo(socketSink({ host: "127.0.0.1", port })).run();
 * server.close();
 * ```
 */
export function socketSink<Row = unknown>(options: SocketSinkOptions): Sink<Row> {
  checkLineOptions(options ?? {}, known, "socketSink(…)");
  const place = placeOf(options ?? {}, "socketSink(…)");
  return {
    name: `socketSink(${place.address})`,
    guarantee: "none",
    open: async ({ signal, schema }) => {
      // The names of the columns stand in each connection once.
      let writer = lineWriter(options, place.address);
      const sending = await sender(place, signal, () => {
        writer = lineWriter(options, place.address);
      });
      return {
        write: (batch) => sending.send(() => writer.lines(batch)),
        finish: async () => {
          await sending.send(() => writer.end(schema));
          await sending.end();
        },
        prepare: async () => undefined,
        close: async () => sending.close(),
      };
    },
    commit: async () => undefined,
  };
}

interface Sender {
  /** @param lines What is sent; made anew for each connection that it is tried on. */
  send(lines: () => Uint8Array): Promise<void>;
  end(): Promise<void>;
  close(): void;
}

const longestPauseMs = 2000;

async function sender(place: SocketPlace, signal: WebAbortSignal, onNew: () => void): Promise<Sender> {
  const connected = connecting(place, "write to", signal);
  const connect = async (): Promise<TcpConnection> => {
    const made = await connected();
    void readOff(made);
    return made;
  };
  let connection = await connect();
  return {
    send: async (lines) => {
      const endMs = monotonicClock.nowMs() + place.retryForMs;
      for (let tries = 1; ; tries++) {
        if (connection.isOver()) {
          connection.close();
          connection = await connect();
          onNew();
        }
        const bytes = lines();
        if (bytes.length === 0) return;
        try {
          return await inTime(place, signal, (alive) => connection.write(bytes, alive));
        } catch (error) {
          signal.throwIfAborted();
          connection.close();
          const pauseMs = Math.random() * Math.min(longestPauseMs, 100 * 2 ** tries);
          if (monotonicClock.nowMs() + pauseMs > endMs) throw notTaken(place, error);
          await pause(monotonicClock, pauseMs, [signal]);
        }
      }
    },
    end: async () => {
      try {
        await inTime(place, signal, () => connection.end());
      } catch (error) {
        signal.throwIfAborted();
        throw notEnded(place, error);
      }
    },
    close: () => connection.close(),
  };
}

/** What a server answers is nobody's; it is read, as else it could not go on, and its end is only met so. */
async function readOff(connection: TcpConnection): Promise<void> {
  try {
    while ((await connection.next()) !== undefined);
  } catch {
    // Whoever writes next meets it.
  }
}

function inTime(
  { timeoutMs }: SocketPlace,
  signal: WebAbortSignal,
  call: (alive: () => void) => Promise<void>,
): Promise<void> {
  return watched(timeoutMs, signal, async (stop, alive) => {
    const stopped = Promise.withResolvers<never>();
    const over = (): void => stopped.reject(stop.reason);
    stop.addEventListener("abort", over, { once: true });
    try {
      await Promise.race([call(alive), stopped.promise]);
    } finally {
      stop.removeEventListener("abort", over);
    }
  });
}

function notTaken({ address, retryForMs }: SocketPlace, error: unknown): Error {
  return new Error(
    `Cannot write to ${address} as its server must take what is sent: got ${errorReason(error)}, again and again for ${retryForMs / 1000} s; see what its log says, or raise retryFor`,
    { cause: error },
  );
}

function notEnded({ address }: SocketPlace, error: unknown): Error {
  return new Error(
    `Cannot end what was written to ${address} as its server must close the connection once it has read all: got ${errorReason(error)}; see whether all has arrived, or raise timeout`,
    { cause: error },
  );
}
