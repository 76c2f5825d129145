import { type ClientRequest, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** What is sent by HTTP. */
export interface HttpCall {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
  /** Called as bytes go or come. */
  alive(): void;
}

/** What comes back; a redirection is not followed. */
export interface HttpReply {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Fails where the connection is cut. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends a request and gives what `take` makes of the answer. Unlike `fetch` it takes an answer `100 Continue` that nobody asked for,
 * which DataNodes of HDFS send, and bytes cost half the CPU time: nothing is copied into a stream of the Web.
 */
export function callHttp<Value>(
  url: string,
  call: HttpCall,
  take: (reply: HttpReply) => Promise<Value>,
): Promise<Value> {
  const { method, headers = {}, body, signal, alive } = call;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const start = url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = start(url, { method, headers: { ...length, ...headers }, signal });
    request.on("error", reject);
    request.on("response", (message) => {
      alive();
      const reply = { status: message.statusCode ?? 0, headers: message.headers, body: message };
      // What was not taken must not stay in the connection.
      const over = (): void => void message.resume();
      take(reply).finally(over).then(resolve, reject);
    });
    sendBody(request, body, alive);
  });
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
export async function bodyText({ body }: Pick<HttpReply, "body">): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of body) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}
