import { createServer, connect as open, type Socket } from "node:net";

/** Answers questions of other processes of this machine: a line of text each, and a text as the answer. */
export interface LoopbackServer {
  readonly port: number;
  close(): void;
}

/** A question is no longer than this, and comes within so many ms of the connection. */
const longestQuestion = 64 * 1024;
const questionMs = 5000;
const readingMs = 200;

const address = "127.0.0.1";

/**
 * Listens on the loopback address, at a port that is free. Any process of the machine can ask: who may be answered is up to
 * `answer`; one that it refuses, by undefined, gets nothing. Does not keep the process alive.
 */
export function serveLoopback(answer: (question: string) => Promise<string | undefined>): Promise<LoopbackServer> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // What becomes of an asker that has gone is its own business.
    socket.on("error", () => socket.destroy());
    questionOf(socket).then(
      async (question) => {
        const text = question === undefined ? undefined : await answer(question);
        if (text === undefined) socket.destroy();
        else socket.end(text);
      },
      () => socket.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host: address }, () => {
      server.unref();
      const { port } = server.address() as { port: number };
      resolve({ port, close: () => void server.close() });
    });
  });
}

/** The first line that comes; undefined where there is none in time, or it has no end. */
async function questionOf(socket: Socket): Promise<string | undefined> {
  const asked = Promise.withResolvers<string | undefined>();
  // After a process was busy for longer, timers come before what has long been there to be read: it gets a while more.
  let timer = setTimeout(() => {
    timer = setTimeout(() => asked.resolve(undefined), readingMs);
  }, questionMs);
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (more) => {
    text += String(more);
    const end = text.indexOf("\n");
    if (end >= 0) asked.resolve(text.slice(0, end));
    else if (text.length > longestQuestion) asked.resolve(undefined);
  });
  for (const event of ["end", "close"]) socket.on(event, () => asked.resolve(undefined));
  try {
    return await asked.promise;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks a process that listens at a port; undefined where none does, the empty text where it will not answer. Rejects when it
 * does not in time.
 */
export function askLoopback(port: number, question: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = open({ port, host: address });
    socket.setEncoding("utf8");
    socket.setTimeout(timeoutMs, () => {
      socket.destroy();
      reject(new Error(`got no answer within ${timeoutMs.toLocaleString("en-US")} ms`));
    });
    socket.on("connect", () => socket.write(`${question}\n`));
    socket.on("data", (more) => {
      text += String(more);
    });
    socket.on("end", () => socket.end());
    socket.on("close", () => resolve(text));
    socket.on("error", ({ code }: { code?: string }) => resolve(code === "ECONNREFUSED" ? undefined : text));
  });
}
