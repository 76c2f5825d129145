import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

/** A server of node:net on the loopback address. */
export interface TestServer {
  readonly port: number;
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

export async function listen(serve: (socket: Socket, before: number) => void, port = 0): Promise<TestServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
    serve(socket, sockets.length - 1);
  });
  return listening(server, port, sockets);
}

export async function listening(server: Server, port: number, sockets: readonly Socket[]): Promise<TestServer> {
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    port: (server.address() as { port: number }).port,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = await listen(() => undefined);
  await server.close();
  return server.port;
}

export function numbersServer(port: number, first: number): Promise<ChildProcess> {
  return socketServer("numbers-server", { PORT: String(port), FIRST: String(first) });
}

/** One of the servers beside this file, in a process of its own. */
export async function socketServer(
  name: "numbers-server" | "lines-server",
  env: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
  return child;
}

export async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}

/** Servers that are closed, as what is put on the list, behind each test. */
export function serversOfTests(): {
  readonly open: { close(): Promise<void> }[];
  served(serve: (socket: Socket, before: number) => void, port?: number): Promise<TestServer>;
} {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });
  return {
    open,
    served: async (serve, port = 0) => {
      const server = await listen(serve, port);
      open.push(server);
      return server;
    },
  };
}

/** Why a run failed, or that it went well. */
export async function told(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "well",
    (error: Error) => error.message,
  );
}

/** A key, and a certificate for localhost and its address that it signs itself. */
export function ownCertificate(folder: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  execFileSync(
    "openssl",
    [...words, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert],
    {
      stdio: "ignore",
    },
  );
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
