import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** A real server of node:http on the loopback address. */
export async function serve(
  answer: (asked: Asked, response: ServerResponse, before: number) => void,
  port = 0,
): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    try {
      for await (const piece of request) body += String(piece);
    } catch {
      return; // the connection was cut within it
    }
    const one = { method: request.method!, url: new URL(request.url!, "http://x"), headers: request.headers, body };
    asked.push(one);
    answer(one, response, asked.length - 1);
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export function json(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/** A server that takes each request once by its key, as services do that honour it: what stays of many tries are the bodies, by their keys. */
export async function serveOnce(
  answer: (asked: Asked, response: ServerResponse, before: number) => void = (_asked, response) => void response.end(),
): Promise<TestServer & { taken(): unknown[] }> {
  const bodies = new Map<string, string>();
  const server = await serve((asked, response, before) => {
    const key = String(asked.headers["idempotency-key"]);
    const known = bodies.get(key);
    if (known !== undefined && known !== asked.body)
      return void response.writeHead(422).end("another body for this key");
    bodies.set(key, asked.body);
    answer(asked, response, before);
  });
  return { ...server, taken: () => [...bodies.values()].flatMap((body) => JSON.parse(body) as unknown[]) };
}
