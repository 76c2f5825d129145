import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { avroRegistry } from "../../../connectors/avro/mod.ts";

/** What a reader of messages does where the registry answers so; undefined: nobody listens. */
async function readBy(answer: readonly [status: number, body: string] | undefined): Promise<() => unknown> {
  const server = createServer((_request, response) => void response.writeHead(answer![0]).end(answer![1]));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  if (answer === undefined) await close();
  else onTestFinished(close);
  const format = avroRegistry({ url: `http://127.0.0.1:${port}`, retryFor: "300ms" });
  const reader = format.reader({ topic: "orders", part: "value", signal: new AbortController().signal });
  const message = Uint8Array.of(0, 0, 0, 0, 9, 2);
  await reader.ready(message);
  return () => reader.decode(message);
}

test.each([
  [
    "wants to know who asks",
    [401, '{"error_code":40101,"message":"who?"}'],
    /must let this user do so: got 40101, who\?; check login/,
  ],
  ["is no registry", [404, "<html>"], /must be a registry of schemas: got 404, <html>; check url/],
  ["answers a page", [200, "<html>"], /must answer: got an answer that is no object of JSON; check url/],
  [
    "has no schema in its answer",
    [200, "{}"],
    /look up schema 9 .* must answer: got an answer without a schema; check url/,
  ],
  [
    "has what is no schema",
    [200, '{"schema":"{nope"}'],
    /^Cannot read by schema 9 as what the registry 127\.0\.0\.1:\d+ has of it must be a schema of Avro: got .*; mend it there, or check url/,
  ],
  [
    "has a schema of another kind",
    [200, '{"schemaType":"PROTOBUF","schema":"x"}'],
    /must be one of Avro: got PROTOBUF; read it by/,
  ],
  ["fails", [500, '{"error_code":50001,"message":"store"}'], /must do it: got 50001, store; see what its log says/],
  ["is not there", undefined, /must answer: got ECONNREFUSED; check url of the registry, and whether it runs/],
] as const)("a registry that %s ends the run, whatever becomes of bad records", async (_, answer, message) => {
  await expect(readBy(answer)).rejects.toThrow(message);
});

test("a message of a schema that the registry does not have is a bad record", async () => {
  const decode = await readBy([404, '{"error_code":40403,"message":"Schema not found"}']);
  expect(decode).toThrow(
    /^schema 9, which the registry 127\.0\.0\.1:\d+ does not have; see whether url is the registry of/,
  );
});
