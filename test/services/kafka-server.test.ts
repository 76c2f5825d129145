import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer } from "./server.ts";
import { type KafkaEndpoint, kafka } from "./servers/kafka.ts";

let server: RunningServer<KafkaEndpoint>;

beforeAll(async () => {
  server = await startServer(kafka);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

test("a broker serves in the clear and by TLS, and again on the same ports once it was killed", async () => {
  const { plain, tls, sasl, saslTls, ca } = server.endpoints;
  const trusted = { ca: readFileSync(ca), host: "127.0.0.1" };
  const ways = (): Socket[] => [
    ...[plain, sasl].map((address) => connect(portOf(address), "127.0.0.1")),
    ...[tls, saslTls].map((address) => connectTls({ ...trusted, port: portOf(address) })),
  ];
  const [one] = server.processes;
  const answers = [...(await Promise.all(ways().map(errorOfVersions)))];
  await one!.kill();
  await one!.start();
  answers.push(...(await Promise.all(ways().map(errorOfVersions))));
  expect(answers).toEqual(Array.from({ length: 8 }, () => 0));
}, 120_000);

function portOf(address: string): number {
  return Number(address.split(":")[1]);
}

/** Asks which requests the broker knows (ApiVersions, version 0): the number of the error in its answer. */
function errorOfVersions(socket: Socket): Promise<number> {
  const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
  return new Promise((done, failed) => {
    socket.once("error", failed);
    socket.once("data", (answer) => {
      done(answer.readInt16BE(8));
      socket.destroy();
    });
    socket.write(request);
  });
}
