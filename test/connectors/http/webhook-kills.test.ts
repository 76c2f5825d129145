import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { from } from "../../../core/mod.ts";
import { deleteFolder, seededRandom, temporaryFolder } from "../../../core/platform/mod.ts";
import { freePort } from "../../services/free-port.ts";
import { sendAll } from "./sender.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const token = "s3cret-word-of-the-hook";

test("a process that is killed while it is sent rows loses none that was answered, and doubles none that is sent again by its key", async () => {
  const folder = await temporaryFolder("millrace-webhook-kills-");
  const port = await freePort();
  const random = seededRandom(7);
  let printed = "";
  const begin = (storedBeforeKill = 0): ChildProcess => {
    const words = [
      "run",
      join(root, "test/connectors/http/webhook-job.ts"),
      "--checkpoint",
      `40ms:${folder}/checkpoints`,
    ];
    const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
      env: {
        ...process.env,
        PORT: String(port),
        OUTPUT: `${folder}/out/`,
        TOKEN: token,
        STORED_BEFORE_KILL: String(storedBeforeKill),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    return child;
  };
  // Four senders at a time, each request once more until it is answered.
  const bodies = Array.from({ length: 240 }, (_, n) => [`key-${n}`, [{ n: 2 * n }, { n: 2 * n + 1 }]] as const);
  let child = begin();
  onTestFinished(() => void child.kill("SIGKILL"));
  const over = new AbortController();
  const sending = Promise.all(
    [0, 1, 2, 3].map((own) =>
      sendAll({
        url: `http://127.0.0.1:${port}/`,
        headers: { authorization: `Bearer ${token}` },
        bodies: bodies.filter((_, n) => n % 4 === own),
        signal: over.signal,
      }),
    ),
  ).then(() => over.abort());
  const parts = (): number => {
    try {
      return readdirSync(`${folder}/out`).filter((name) => name.startsWith("part-")).length;
    } catch {
      return 0;
    }
  };
  for (let kills = 0; kills < 4; kills++) {
    const before = parts();
    // Two of them end by themselves, between a checkpoint and the answers to those whose rows it has.
    const isByItself = kills % 2 === 1;
    const ended = once(child, "close");
    if (!isByItself) {
      while (parts() < before + 2 && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
      await new Promise((done) => setTimeout(done, 60 * random.next()));
      child.kill("SIGKILL");
    }
    await ended;
    expect([child.exitCode, child.signalCode, printed]).toEqual([null, "SIGKILL", printed]);
    child = begin(isByItself ? 0 : 2);
  }
  await sending;
  // Each was answered: its rows are there, with nothing more to come.
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
  const found = (await from(jsonLines<{ n: number }>(`${folder}/out/`)).collect()).map(({ n }) => n);
  expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: 480 }, (_, n) => n));
  const stored = readdirSync(`${folder}/checkpoints`, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, "checkpoints", name))
    .flatMap((path) => {
      try {
        return [readFileSync(path, "latin1")];
      } catch {
        return [];
      }
    });
  expect(stored.join("")).toContain("key-1");
  expect(`${printed}${stored.join("")}`).not.toContain("s3cret");
  await deleteFolder(folder);
}, 120_000);
