import { createServer } from "node:net";

/** Below those that the system gives to clients, so that no connection takes one between looking and listening. */
const lowest = 12_000;
const count = 10_000;

/**
 * A port of loopback that nobody listens on, nor on those that lie `offsets` above it.
 */
export async function freePort(offsets: readonly number[] = []): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count);
    const all = await Promise.all([0, ...offsets].map((offset) => isFree(port + offset)));
    if (all.every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
