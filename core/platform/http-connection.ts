import { connect as connectPlain, isIP, type NetConnectOpts, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { nodeVersion } from "./start.ts";

/** Who uses a connection at the moment. */
export interface ConnectionUser {
  /** The memory of what came is used again afterwards. */
  came(bytes: Uint8Array): void;
  /** Nothing more comes; without an error the other side has ended it. */
  gone(error: Error | undefined): void;
}

/** A connection to a server that is used for one request at a time, and for the next one once it is given back. */
export interface HttpConnection {
  readonly socket: Socket;
  user: ConnectionUser | undefined;
}

export interface HttpTarget {
  readonly url: URL;
  /** Certificates that are trusted in the place of those of the system. */
  readonly ca: string | undefined;
}

const readBytes = 128 * 1024;
/** Servers end connections that nobody uses: we do so before most of them. */
const idleMs = 15_000;

const idle = new Map<string, HttpConnection[]>();

/** One that is idle, else a new one. */
export function takeConnection(target: HttpTarget, user: ConnectionUser): HttpConnection {
  const free = idle.get(placeOf(target))?.pop();
  if (free === undefined) return connect(target, user);
  free.socket.setTimeout(0);
  free.socket.ref();
  free.user = user;
  return free;
}

/** Keeps it for the next request; holds no process. */
export function giveBack(target: HttpTarget, connection: HttpConnection): void {
  const { socket } = connection;
  connection.user = undefined;
  if (socket.destroyed) return;
  const place = placeOf(target);
  const all = idle.get(place);
  if (all === undefined) idle.set(place, [connection]);
  else all.push(connection);
  socket.setTimeout(idleMs);
  socket.unref();
}

/**
 * Node's own reads take new memory for every 64 KiB, which costs more than all else: here all go to one piece of memory of the
 * connection. Other runtimes read otherwise.
 */
function connect(target: HttpTarget, user: ConnectionUser): HttpConnection {
  const { url, ca } = target;
  const { protocol, hostname, port } = url;
  const isTls = protocol === "https:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const options = { host, port: Number(port || (isTls ? 443 : 80)), noDelay: true };
  const came = (bytes: Uint8Array): void => {
    // What nobody asked for ends it: it would be taken for the answer to the next request.
    if (connection.user === undefined) connection.socket.destroy();
    else connection.user.came(bytes);
  };
  const buffer = nodeVersion() === undefined ? undefined : new Uint8Array(readBytes);
  const callback = (length: number): boolean => {
    came(buffer!.subarray(0, length));
    return true;
  };
  const all = { ...options, ...(buffer === undefined ? {} : { onread: { buffer, callback } }) } as NetConnectOpts;
  const socket = isTls
    ? connectTls({
        ...all,
        ALPNProtocols: ["http/1.1"],
        ...(isIP(host) > 0 ? {} : { servername: host }),
        ...(ca === undefined ? {} : { ca }),
      })
    : connectPlain(all);
  const connection: HttpConnection = { socket, user };
  if (buffer === undefined) socket.on("data", came);
  let failure: Error | undefined;
  const gone = (): void => {
    const { user } = connection;
    connection.user = undefined;
    drop(placeOf(target), connection);
    user?.gone(failure);
  };
  socket
    .on("error", (error) => (failure = error))
    .on("timeout", () => socket.destroy())
    .on("end", () => {
      gone();
      socket.destroy();
    })
    .on("close", gone);
  // Else its end would not be told of.
  socket.resume();
  return connection;
}

/** Who trusts others has connections of their own. */
function placeOf({ url: { protocol, hostname, port }, ca = "" }: HttpTarget): string {
  return `${protocol}//${hostname}:${port} ${ca}`;
}

function drop(place: string, connection: HttpConnection): void {
  const left = idle.get(place)?.filter((one) => one !== connection) ?? [];
  if (left.length > 0) idle.set(place, left);
  else idle.delete(place);
}
