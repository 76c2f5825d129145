import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { type Asked, json, serveOnce } from "./server.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const token = "s3cret-word-of-the-server";
const rows = 3000;
const perPage = 70;

interface Life {
  readonly code: number | null;
  readonly text: string;
}

/** Runs the job until it ends or is killed: at a moment of its own, or when so many requests of rows have come. */
async function runLife(
  url: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  killAfter?: { from(kill: () => void): void },
): Promise<Life> {
  const words = [
    "run",
    join(root, "test/connectors/http/copy-job.ts"),
    "--checkpoint",
    `30ms:${folder}`,
    "--restart",
    "none",
  ];
  const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
    env: { ...process.env, URL_OF_SERVER: url, TOKEN: token, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  killAfter?.from(() => child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text };
}

/** All that lies in a folder. */
function storedIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .join("");
}

test.each(["at once", "at checkpoints"] as const)(
  "a process that is killed around its commits and while a request is under way loses nothing, and %s doubles what it says",
  async (sends) => {
    const folder = await temporaryFolder("millrace-http-kills-");
    let kill: (() => void) | undefined;
    let posts = 0;
    let dieBy = Number.POSITIVE_INFINITY;
    const server = await serveOnce(({ method, url, headers }: Asked, response) => {
      if (headers.authorization !== `Bearer ${token}` || url.searchParams.get("token") !== token)
        return void response.writeHead(401).end();
      if (method === "POST") {
        // Taken, but its sender does not learn it.
        if (++posts === dieBy) return kill!();
        return void setTimeout(() => response.end(), 2);
      }
      const start = Number(url.searchParams.get("from"));
      const page = Array.from({ length: Math.min(perPage, rows - start) }, (_, n) => ({ n: start + n }));
      setTimeout(() => json(response, { rows: page, next: start + perPage < rows ? start + perPage : null }), 3);
    });
    let [kills, printed, stored] = [0, "", ""];
    // What is sent at once is not committed.
    const commits = sends === "at once" ? [] : ["before commit", "committed"];
    const moments = ["prepared", "a request", ...commits, "a request"];
    for (let isOver = false; !isOver; ) {
      const moment = moments[kills];
      dieBy = moment === "a request" ? posts + 3 : Number.POSITIVE_INFINITY;
      const env = { SENDS: sends, ...(moment === undefined ? {} : { KILL_AT: moment, KILL_AFTER: "2" }) };
      const { code, text } = await runLife(server.url, folder, env, { from: (end) => (kill = end) });
      printed += text;
      if (code === null) {
        kills++;
        stored += storedIn(folder);
      } else {
        expect([code, text]).toEqual([0, text]);
        isOver = true;
      }
    }
    expect(kills).toBe(moments.length);
    // Pages were asked for by a GET, which has no key.
    const taken = server.asked.filter(({ method }) => method === "POST");
    const keys = new Map(taken.map(({ headers, body }) => [headers["idempotency-key"], body]));
    const found = [...keys.values()].flatMap((body) => (JSON.parse(body) as { n: number }[]).map(({ n }) => n));
    const expected = Array.from({ length: rows }, (_, n) => n);
    if (sends === "at checkpoints") {
      expect(found.sort((a, b) => a - b)).toEqual(expected);
      // The one that was under way was sent again.
      expect(taken.length).toBeGreaterThan(keys.size);
    } else expect([...new Set(found)].sort((a, b) => a - b)).toEqual(expected);
    expect(stored.length).toBeGreaterThan(300);
    expect(`${printed}${stored}`).not.toContain("s3cret");
    await server.close();
    await deleteFolder(folder);
  },
  120_000,
);

test("no error, plan or log of a run that fails tells what it was given to show", async () => {
  const folder = await temporaryFolder("millrace-http-secrets-");
  const server = await serveOnce(
    ({ headers, url }, response) => void response.writeHead(403).end(`not ${headers.authorization}, not ${url.search}`),
  );
  const { code, text } = await runLife(server.url, folder, { SENDS: "at once" });
  expect(code).toBe(1);
  expect(text).toMatch(/got 403, .*; check the credentials in headers/);
  expect(text).not.toContain("s3cret");
  await server.close();
  await deleteFolder(folder);
});
