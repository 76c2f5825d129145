import { deepEqual, rejects } from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { socketSink, socketSource } from "../../connectors/socket/mod.ts";
import { from } from "../../core/mod.ts";

test("rows are sent to a server by TCP, and come back from it", async () => {
  const kept: Buffer[] = [];
  let isRead = false;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    if (isRead) return void socket.end(Buffer.concat(kept));
    socket.on("data", (bytes) => kept.push(bytes));
    socket.on("end", () => {
      isRead = true;
      socket.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  const { port } = server.address() as { port: number };
  const at = { host: "127.0.0.1", port };
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, text: `żółć ${id}` }));
  await from(rows).sinkTo(socketSink(at)).run();
  deepEqual([...(await from(socketSource({ ...at, closed: "end" })).collect())], rows);
  await new Promise((done) => server.close(done));
  const gone = from(socketSource({ ...at, closed: "end", retryFor: "200ms" }));
  await rejects(async () => gone.collect(), /as a server must take the connection there: got ECONNREFUSED/);
});
