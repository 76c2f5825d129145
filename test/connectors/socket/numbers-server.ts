// A process of its own that sends numbers to whoever connects, from FIRST on and each once: to be killed, stopped and begun again.
import { createServer } from "node:net";

let next = Number(process.env.FIRST ?? "0");

const server = createServer((socket) => {
  socket.on("error", () => undefined);
  const timer = setInterval(() => {
    for (let n = 0; n < 20; n++) socket.write(`{"n":${next++}}\n`);
  }, 2);
  socket.on("close", () => clearInterval(timer));
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
