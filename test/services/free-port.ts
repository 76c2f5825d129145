import { createServer } from "node:net";

/** Below those that the system gives to clients, so that no connection takes one between looking and listening. */
const ranges = {
  now: { lowest: 12_000, count: 10_000 },
  later: { lowest: 10_000, count: 1_900 },
} as const;

/**
 * A port of loopback that nobody listens on, nor on those that lie `offsets` above it.
 *
 * @param use Who listens later than other servers look for ports has one that they don't take.
 */
export async function freePort(offsets: readonly number[] = [], use: "now" | "later" = "now"): Promise<number> {
  for (;;) {
    const { lowest, count } = ranges[use];
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
