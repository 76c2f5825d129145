// A process of its own that reads numbered lines from who connects: to be stopped for a while. Says in the end whether each came once, in order.
import { createServer } from "node:net";

const server = createServer((socket) => {
  let text = "";
  let next = 0;
  let wrong = 0;
  socket.on("error", () => undefined);
  socket.setEncoding("utf8").on("data", (piece) => {
    const lines = (text + String(piece)).split("\n");
    text = lines.pop()!;
    for (const line of lines) if ((JSON.parse(line) as { n: number }).n !== next++) wrong++;
  });
  socket.on("end", () => process.stdout.write(`${next} lines, ${wrong} wrong\n`));
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
