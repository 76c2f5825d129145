import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine, type Started } from "../command-line.ts";
import { expectWhole, numbersJob, rowsOf } from "../whole-windows.ts";

const cli = commandLine();

interface Server extends Started {
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; said: Record<string, unknown> }>;
}

async function serve(): Promise<Server> {
  const started = cli.start(["serve", "--jobs", "jobs"]);
  await started.printed;
  const { url, token } = JSON.parse(readFileSync(join(cli.folder, "jobs/.millrace/server.json"), "utf8")) as {
    url: string;
    token: string;
  };
  return {
    ...started,
    ask: async (method, path, body) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const given = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(url + path, { method, headers, ...given }).catch(async (error: unknown) => {
        throw new Error(
          `Cannot go on as the server must answer: got ${error}, ${JSON.stringify(await Promise.race([started.ended, "it runs"]))}`,
          { cause: error },
        );
      });
      return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
    },
  };
}

/** Looks until it is so, but not for ever. */
async function until(
  { ask }: Server,
  path: string,
  isSo: (said: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  const untilMs = Date.now() + 60_000;
  for (;;) {
    const { said } = await ask("GET", path);
    if (isSo(said)) return said;
    if (Date.now() > untilMs) throw new Error(`Cannot go on as ${path} must become so: got ${JSON.stringify(said)}`);
  }
}

const hasCheckpoint = ({ checkpoints }: Record<string, unknown>): boolean =>
  ((checkpoints as { numberOfCompletedCheckpoints?: number } | undefined)?.numberOfCompletedCheckpoints ?? 0) > 0;

function kill(process: unknown): void {
  globalThis.process.kill(Number(process), "SIGKILL");
}

test("jobs of a folder run as processes of a server, outlive it when it is killed, and lose and double nothing when they are", async () => {
  const jobs = join(cli.folder, "jobs");
  mkdirSync(jobs);
  writeFileSync(join(jobs, "numbers.ts"), numbersJob("numbers"));
  const first = await serve();
  const file = statSync(join(jobs, ".millrace/server.json"));
  expect([file.mode & 0o777, statSync(join(jobs, ".millrace")).mode & 0o777]).toEqual([0o600, 0o700]);
  const { said: submitted } = await first.ask("POST", "/runs", { module: "numbers.ts", checkpoint: "100ms" });
  expect(submitted).toMatchObject({ id: "1", state: "starting" });
  await until(first, "/runs/1/metrics", hasCheckpoint);

  // Stopped with a savepoint, and gone on from it.
  expect((await first.ask("POST", "/runs/1/stop")).said.savepoint).toMatch(/^savepoint-\d+$/);
  const stopped = await until(first, "/runs/1", ({ state }) => state === "stopped");
  expect(stopped).toMatchObject({ attempts: 1, process: null, failure: null });
  const rows = rowsOf(jobs, "numbers").length;
  expect(rows).toBeGreaterThan(0);
  expect((await first.ask("POST", "/runs/1/resume")).status).toBe(202);
  await until(first, "/runs/1/metrics", hasCheckpoint);

  // The server is killed: the next one finds the run by its process.
  const { process: going } = await until(first, "/runs/1", ({ state }) => state === "running");
  first.child.kill("SIGKILL");
  await first.ended;
  const second = await serve();
  expect((await second.ask("GET", "/runs/1")).said).toMatchObject({ state: "running", attempts: 2, process: going });
  expect(await cli.millrace("serve", "--jobs", "jobs")).toMatchObject({
    code: 1,
    err: expect.stringContaining("as one server at a time may: got process"),
  });

  // Both are killed: the run goes on from its checkpoint.
  second.child.kill("SIGKILL");
  await second.ended;
  kill(going);
  const third = await serve();
  const again = await until(third, "/runs/1", ({ state, attempts }) => state === "running" && attempts === 3);
  expect(again.history).toContainEqual(expect.objectContaining({ event: "lost", attempt: 2 }));
  await until(third, "/runs/1/metrics", hasCheckpoint);
  expect((await third.ask("POST", "/runs/1/cancel")).status).toBe(202);
  await until(third, "/runs/1", ({ state }) => state === "canceled");
  expect(rowsOf(jobs, "numbers").length).toBeGreaterThan(rows);
  expectWhole(rowsOf(jobs, "numbers"));

  third.child.kill("SIGTERM");
  expect(await third.ended).toMatchObject({ code: 143, err: expect.stringContaining("ended; 0 jobs go on") });
}, 300_000);

test("a folder that is not there, words and ports that make no sense, are refused", async () => {
  const wrong: readonly [readonly string[], RegExp][] = [
    [[], /as the folder of jobs must be named: got none; write millrace serve --jobs DIR/],
    [["--jobs", "nowhere"], /nowhere as it must be a folder of job modules/],
    [["--jobs", ".", "--port", "70000"], /"70000" for --port/],
  ];
  for (const [words, message] of wrong) {
    const { code, err } = await cli.millrace("serve", ...words);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  }
});
