import { connect, createServer, type Socket } from "node:net";

export interface BadNetwork {
  /** Of loopback; what is sent there goes to the server. */
  readonly port: number;
  /** How many connections were cut. */
  cuts(): number;
  /** Settles once another one is cut. */
  cutOnce(): Promise<void>;
  /** From here on connections are whole and fast. */
  mend(): void;
  breakAgain(): void;
  close(): Promise<void>;
}

/** A way to a server on loopback that passes so many bytes a second, and cuts each connection behind so many bytes of either direction. */
export async function startBadNetwork(
  serverPort: number,
  {
    cutAfterBytes,
    bytesPerSecond,
    port = 0,
    names,
  }: {
    readonly cutAfterBytes: number;
    readonly bytesPerSecond: number;
    readonly port?: number;
    /** What a server says of where another one is, and what clients read there: texts of one length. */
    readonly names?: readonly [said: string, read: string];
  },
): Promise<BadNetwork> {
  let isBad = true;
  let cut = 0;
  let onCut = (): void => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    const both = [client, upstream];
    for (const socket of both) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        for (const one of both) one.destroy();
      });
    }
    pass(client, upstream, (bytes) => bytes);
    pass(upstream, client, (bytes) => (names === undefined ? bytes : renamed(bytes, names)));
  });

  function pass(from: Socket, to: Socket, change: (bytes: Buffer) => Buffer): void {
    let passed = 0;
    from.on("data", (bytes: Buffer) => {
      const room = isBad ? Math.max(0, cutAfterBytes - passed) : bytes.length;
      passed += bytes.length;
      to.write(change(bytes.subarray(0, room)));
      if (room < bytes.length) {
        cut++;
        onCut();
        // What was sent before arrives.
        to.end();
        from.destroy();
        return;
      }
      if (!isBad) return;
      from.pause();
      setTimeout(() => from.resume(), (bytes.length / bytesPerSecond) * 1000);
    });
    from.on("end", () => to.end());
  }

  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    port: (server.address() as { port: number }).port,
    cuts: () => cut,
    cutOnce: () =>
      new Promise((done) => {
        onCut = done;
      }),
    mend: () => {
      isBad = false;
    },
    breakAgain: () => {
      isBad = true;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function renamed(bytes: Buffer, [said, read]: readonly [string, string]): Buffer {
  const text = bytes.toString("latin1");
  return text.includes(said) ? Buffer.from(text.replaceAll(said, read), "latin1") : bytes;
}
