// A process of its own that gives rows by pages and takes what is sent, each key once: to be stopped and killed.
import { createServer } from "node:http";

const rows = Number(process.env.ROWS);
const perPage = 20;
const taken = new Map<string, string>();

const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += String(piece);
  const url = new URL(request.url!, "http://x");
  if (url.pathname === "/taken")
    return void response.end(JSON.stringify([...taken.values()].map((each) => JSON.parse(each) as unknown)));
  if (request.method === "POST") {
    taken.set(String(request.headers["idempotency-key"]), body);
    return void response.end();
  }
  const start = Number(url.searchParams.get("from"));
  const page = Array.from({ length: Math.min(perPage, rows - start) }, (_, n) => ({
    n: start + n,
    text: "x".repeat(100),
  }));
  const next = start + perPage < rows ? start + perPage : null;
  setTimeout(() => response.end(JSON.stringify({ rows: page, next })), 2);
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
