import { isIP, connect as openPlain, type Socket } from "node:net";
import { connect as openTls } from "node:tls";

export interface TcpPlace {
  readonly host: string;
  readonly port: number;
  /** Encrypted; `ca` is certificates in PEM that are trusted in the place of those of the system. */
  readonly tls: { readonly ca?: string } | undefined;
}

/** A connection. What is read is taken piece by piece: who does not ask holds the other side back. */
export interface TcpConnection {
  /** The next bytes; undefined once the other side has said all. Rejects where the connection is cut. */
  next(): Promise<Uint8Array | undefined>;
  /** Settles once the system has taken all. Rejects where the connection is cut. */
  write(bytes: Uint8Array, alive: () => void): Promise<void>;
  /** Says that nothing more comes, and settles once the other side has said so, too: what it still sends must be read. */
  end(): Promise<void>;
  /** Whether the other side has ended it; known once what it sent is read. */
  isOver(): boolean;
  close(): void;
}

/** Connects, or rejects when the signal says so. A silent side that is gone is found by the system's own questions after a while. */
export function connectTcp({ host, port, tls }: TcpPlace, signal: AbortSignal): Promise<TcpConnection> {
  return new Promise((resolve, reject) => {
    const socket =
      tls === undefined
        ? openPlain({ host, port, keepAlive: true, keepAliveInitialDelay: 30_000 })
        : openTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...tls });
    if (tls !== undefined) socket.setKeepAlive(true, 30_000);
    const stop = (): void => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const settled = (): void => signal.removeEventListener("abort", stop);
    socket.once("error", (error) => {
      settled();
      reject(error);
    });
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      settled();
      socket.setNoDelay(true);
      resolve(connectionOf(socket));
    });
  });
}

const pieceBytes = 256 * 1024;

function connectionOf(socket: Socket): TcpConnection {
  let failure: Error | undefined;
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    socket.once("end", () => {
      isOver = true;
      resolve();
    });
    socket.once("close", () => {
      isOver = true;
      resolve();
    });
  });
  // Told to whoever reads or writes next.
  socket.on("error", (error) => {
    failure ??= error;
  });
  const pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const writePiece = (piece: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      const gone = (): void => reject(failure ?? new Error("the connection was closed"));
      socket.once("close", gone);
      socket.write(piece, (error) => {
        socket.off("close", gone);
        if (error) reject(failure ?? error);
        else resolve();
      });
    });
  return {
    next: async () => {
      const { done, value } = await pieces.next();
      return done === true ? undefined : value;
    },
    write: async (bytes, alive) => {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        await writePiece(bytes.subarray(at, at + pieceBytes));
        alive();
      }
    },
    end: async () => {
      socket.end();
      await over;
      if (failure !== undefined) throw failure;
    },
    isOver: () => isOver || failure !== undefined,
    close: () => {
      isOver = true;
      socket.destroy();
    },
  };
}
