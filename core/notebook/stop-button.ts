import { type HttpAnswer, type HttpServer, serveHttp } from "../platform/mod.ts";

/** What is clicked in a page to stop something in this process. */
export interface StopButton {
  readonly html: string;
  close(): Promise<void>;
}

const gone: HttpAnswer = { status: 404, headers: { "cache-control": "no-store" }, body: "" };

/**
 * A button for the output of a cell. Pages of notebooks have no way to the kernel, so it asks this process, at the loopback address
 * and a path that nobody guesses. It does so as pictures are asked for: VS Code lets its pages call no address but those.
 */
export async function stopButton(stop: () => void): Promise<StopButton> {
  const path = `/${crypto.randomUUID()}`;
  const answer = async (request: { readonly path: string }): Promise<HttpAnswer> => {
    if (request.path !== path) return gone;
    stop();
    return { ...gone, status: 204 };
  };
  const options = { port: 0, bodyBytes: 1024, arrivalMs: 5000, connections: 16 };
  const server: HttpServer = await serveHttp(options, answer, ({ status }) => ({ ...gone, status }));
  const call = `new Image().src='http://127.0.0.1:${server.port}${path}';this.disabled=true`;
  return { html: `<button type="button" onclick="${call}">Stop</button>`, close: () => server.close(0) };
}
