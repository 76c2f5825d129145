import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What was asked by HTTP, whole. */
export interface HttpRequest {
  readonly method: string;
  /** Without what is behind `?`; as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that is sent as it comes, until it ends, or nobody reads it any more: then it is canceled. */
export interface HttpStream extends Omit<HttpAnswer, "body"> {
  readonly body: ReadableStream<Uint8Array>;
}

export interface HttpOptions {
  /** 0 takes one that is free. */
  readonly port: number;
  /** A body that is longer is not read. */
  readonly bodyBytes: number;
  /** How long a request may take to arrive, ms. */
  readonly arrivalMs: number;
  /** Connections at a time; more are closed. */
  readonly connections: number;
}

/** What is answered where there is nothing to answer to. */
export interface HttpRefusal {
  readonly status: 400 | 408 | 413 | 431 | 500;
  readonly reason: string;
}

export interface HttpServer {
  readonly port: number;
  /**
   * Takes no more requests; those under way are answered.
   *
   * @param graceMs How long they may take; longer ones are cut. Default: as long as they like.
   */
  close(graceMs?: number): Promise<void>;
}

const address = "127.0.0.1";

/**
 * Answers requests at the loopback address, and there only. Whoever may be answered is up to `answer`, which must not reject; what
 * does not arrive whole is answered by `refuse`.
 */
export async function serveHttp(
  options: HttpOptions,
  answer: (request: HttpRequest) => Promise<HttpAnswer | HttpStream>,
  refuse: (refusal: HttpRefusal) => HttpAnswer,
): Promise<HttpServer> {
  const { bodyBytes, arrivalMs, connections, port } = options;
  const server = createServer(
    { requestTimeout: arrivalMs, headersTimeout: arrivalMs, maxHeaderSize: 16 * 1024 },
    (message, response) => {
      response.on("error", () => message.destroy());
      wholeRequest(message, bodyBytes, arrivalMs).then(
        async (request) => send(response, "status" in request ? refuse(request) : await answer(request), request),
        // What becomes of an asker that has gone is its own business.
        () => message.destroy(),
      );
    },
  );
  server.maxConnections = connections;
  server.on("clientError", (error: { code?: string }, socket) => {
    if (!socket.writable) return void socket.destroy();
    const { status, headers = {}, body } = refuse(refusalOf(error.code));
    const head = Object.entries({ ...headers, "content-length": String(new TextEncoder().encode(body).length) });
    const lines = [
      `HTTP/1.1 ${status} Refused`,
      ...head.map(([name, value]) => `${name}: ${value}`),
      "connection: close",
    ];
    socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: address, exclusive: true }, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = graceMs === undefined ? undefined : setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

function refusalOf(code: string | undefined): HttpRefusal {
  if (code === "HPE_HEADER_OVERFLOW") return { status: 431, reason: "its head must be at most 16 KiB" };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { status: 408, reason: "it must arrive in time" };
  return { status: 400, reason: "it must be a request of HTTP/1.1" };
}

/** Rejects where the connection ends before. */
async function wholeRequest(
  message: IncomingMessage,
  bodyBytes: number,
  arrivalMs: number,
): Promise<HttpRequest | HttpRefusal> {
  const tooLong: HttpRefusal = { status: 413, reason: `its body must be at most ${bodyBytes} bytes` };
  if (Number(message.headers["content-length"] ?? 0) > bodyBytes) return tooLong;
  const body = await bodyOf(message, bodyBytes, arrivalMs);
  if (body === "too long") return tooLong;
  if (body === "too late") return { status: 408, reason: "it must arrive in time" };
  const { method = "GET", url = "" } = message;
  if (!url.startsWith("/")) return { status: 400, reason: "it must ask for a path" };
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  const headers = Object.entries(message.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { method, path, query: new URLSearchParams(query), headers: Object.fromEntries(headers), body };
}

function bodyOf(
  message: IncomingMessage,
  bodyBytes: number,
  arrivalMs: number,
): Promise<Uint8Array | "too long" | "too late"> {
  const parts: Uint8Array[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve("too late"), arrivalMs);
    timer.unref();
    message.on("data", (part: Uint8Array) => {
      length += part.length;
      if (length > bodyBytes) resolve("too long");
      else parts.push(part);
    });
    message.on("end", () => resolve(Buffer.concat(parts)));
    message.on("error", reject);
    message.on("close", () => {
      clearTimeout(timer);
      reject(new Error("Cannot answer a request as it must be whole: got the end of its connection"));
    });
  });
}

/** Each request has a connection of its own: one that waits for the next could be closed just when that is sent. */
function send(
  response: ServerResponse,
  { status, headers = {}, body }: HttpAnswer | HttpStream,
  to: HttpRequest | HttpRefusal,
): void {
  response.writeHead(status, { ...headers, connection: "close" });
  const isRefused = "status" in to;
  const isHead = !isRefused && to.method === "HEAD";
  if (typeof body !== "string") return isHead ? void response.end() : void sendStream(response, body);
  // What is left of a request that was refused is not read.
  response.end(isHead ? "" : body, () => void (isRefused && response.req.destroy()));
}

async function sendStream(response: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  // Who has gone reads no more, and what it waits for may never come.
  response.on("close", () => void reader.cancel().catch(() => undefined));
  response.flushHeaders();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || response.destroyed) break;
      if (!response.write(value)) await drained(response);
    }
  } catch {
    // Its maker has failed: what was sent is cut, so that it is not taken for the whole.
    return void response.destroy();
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
