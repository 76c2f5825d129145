import { Agent, type AgentOptions, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { createConnection, type Socket, type TcpNetConnectOpts } from "node:net";
import { nodeVersion } from "./start.ts";

/** What is sent by HTTP. */
export interface HttpCall {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Certificates that are trusted in the place of those of the system, in PEM. */
  readonly ca?: string | undefined;
  readonly signal: AbortSignal;
  /** Called as bytes go or come. */
  alive(): void;
}

/** What comes back; a redirection is not followed. */
export interface HttpReply {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Gives the pieces of the body as they come; the memory of one is used again afterwards. Fails where the connection is cut. */
  pieces(take: (piece: Uint8Array) => void): Promise<void>;
}

/**
 * Sends a request and gives what `take` makes of the answer. Unlike `fetch` it takes an answer `100 Continue` that nobody asked for,
 * which DataNodes of HDFS send, and bytes cost a quarter of the CPU time: they are read into memory that is used again.
 */
export function callHttp<Value>(
  url: string,
  call: HttpCall,
  take: (reply: HttpReply) => Promise<Value>,
): Promise<Value> {
  const { method, headers = {}, body, ca, signal, alive } = call;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const options = { method, headers: { ...length, ...headers }, signal };
    const request = url.startsWith("https:")
      ? httpsRequest(url, ca === undefined ? options : { ...options, ca })
      : httpRequest(url, agent === undefined ? options : { ...options, agent });
    request.on("error", reject);
    request.on("response", (message) => {
      alive();
      take(replyOf(message, alive)).then(resolve, reject);
    });
    sendBody(request, body, alive);
  });
}

/** What all connections of a thread read into: in turn, so that it stays in the cache of the processor. */
let memory: Buffer | undefined;
const readBytes = 256 * 1024;

/**
 * Connections that read into the same memory, which is taken before the next one reads. Node's own reads take new memory for every
 * 64 KiB, which costs more than all else. Other runtimes read otherwise.
 */
const agent: Agent | undefined =
  nodeVersion() === undefined
    ? undefined
    : Object.assign(new Agent({ keepAlive: true }), {
        createConnection: (options: AgentOptions) => {
          memory ??= Buffer.allocUnsafe(readBytes);
          const buffer = memory;
          const callback = (length: number): boolean => {
            const piece = buffer.subarray(0, length);
            // What is read is given on as the socket itself would do.
            if (bodies.get(socket)?.(piece) !== true) socket.emit("data", piece);
            return true;
          };
          const socket: Socket = createConnection({ ...(options as TcpNetConnectOpts), onread: { buffer, callback } });
          return socket;
        },
      });

/** Who takes the rest of a large body, past Node's parser, which copies each piece into new memory: says whether it did. */
const bodies = new WeakMap<Socket, (piece: Uint8Array) => boolean>();

/** From so many bytes on that are to come, what is saved is more than another connection costs: this one is not used again. */
const leastDirectBytes = 2 ** 20;

function replyOf(message: IncomingMessage, alive: () => void): HttpReply {
  let early: Uint8Array[] = [];
  let sink = (piece: Uint8Array): void => void early.push(new Uint8Array(piece)); // a Buffer's own slice would share its memory
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // Looked at by who takes the pieces; nobody may.
  ended.catch(() => undefined);
  const { socket, headers } = message;
  // What comes in chunks has no length.
  let left = Number(headers["content-length"] ?? 0);
  const taken = (piece: Uint8Array): void => {
    alive();
    left -= piece.length;
    try {
      sink(piece);
    } catch (error) {
      reject(error);
      message.destroy();
    }
  };
  message.on("data", taken);
  if (agent !== undefined && left >= leastDirectBytes) {
    let isDirect = false;
    // What the parser is given before the message flows waits in it; from its first piece on nothing does.
    message.once("data", () => {
      bodies.set(socket, (piece) => {
        isDirect ||= left >= leastDirectBytes;
        if (!isDirect) return false;
        taken(piece.length > left ? piece.subarray(0, left) : piece);
        if (left === 0) {
          resolve();
          message.destroy();
        }
        return true;
      });
    });
  }
  message.on("end", resolve).on("error", reject);
  message.on("close", () => {
    bodies.delete(socket);
    reject(new Error("the connection was cut"));
  });
  const pieces = (take: (piece: Uint8Array) => void): Promise<void> => {
    for (const piece of early) take(piece);
    early = [];
    sink = take;
    return ended;
  };
  return { status: message.statusCode ?? 0, headers, pieces };
}

const pieceBytes = 256 * 1024;

/** In pieces, so that a slow server that takes some is told from one that takes none. */
function sendBody(request: ClientRequest, body: Uint8Array | undefined, alive: () => void): void {
  const sendFrom = (at: number): void => {
    if (body === undefined || at >= body.length) return void request.end();
    request.write(body.subarray(at, at + pieceBytes), (error) => {
      if (error) return; // told by the request itself
      alive();
      sendFrom(at + pieceBytes);
    });
  };
  sendFrom(0);
}

/** All of a body, as text. */
export async function bodyText({ pieces }: Pick<HttpReply, "pieces">): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  await pieces((piece) => {
    text += decoder.decode(piece, { stream: true });
  });
  return text + decoder.decode();
}
