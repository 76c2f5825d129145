// A process of its own that gives rows by pages and takes what is sent, each key once: to be stopped and killed.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";

const rows = Number(process.env.ROWS);
const perPage = 20;
/** What it has taken before it was killed, a line of JSON each. */
const kept = process.env.KEPT ?? "";
const lines = existsSync(kept) ? readFileSync(kept, "utf8").split("\n").filter(Boolean) : [];
const taken = new Map(lines.map((line) => JSON.parse(line) as [string, string]));

const server = createServer(async (request, response) => {
  let body = "";
  try {
    for await (const piece of request) body += String(piece);
  } catch {
    return; // the connection was cut within it: it is sent again
  }
  const url = new URL(request.url!, "http://x");
  if (url.pathname === "/taken")
    return void response.end(JSON.stringify([...taken.values()].map((each) => JSON.parse(each) as unknown)));
  if (request.method === "POST") {
    const key = String(request.headers["idempotency-key"]);
    if (kept !== "" && !taken.has(key)) appendFileSync(kept, `${JSON.stringify([key, body])}\n`);
    taken.set(key, body);
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
