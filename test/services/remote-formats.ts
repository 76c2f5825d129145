// What every remote file system does with formats, checkpoints, savepoints, and processes that are killed.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { count, from, type Job, job, mapAsync } from "../../core/mod.ts";
import { watchThroughKills } from "./watched-folder.ts";

/** A folder of a server, which URLs in this process find. */
export interface RemotePlace {
  readonly files: FileSystem & Publishing;
  readonly folder: string;
  /** By what another process finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What no process may print. */
  readonly secret: string | undefined;
}

const rows = Array.from({ length: 1000 }, (_, n) => ({ n, name: `name ${n % 7}, "quoted"`, half: n / 2 }));

/** @param where For titles: `in a bucket`. */
export function testFormats(where: string, placed: () => RemotePlace): void {
  for (const [name, format] of [
    ["csv", csv],
    ["jsonl", jsonLines],
    ["parquet", parquet],
  ] as const) {
    test(`rows go to a file, a folder and a pattern of ${name} ${where}, and come back`, async () => {
      const { folder } = placed();
      await from(rows)
        .sinkTo(format(`${folder}/${name}/one.${name}`))
        .run();
      expect(await from(format(`${folder}/${name}/one.${name}`)).collect()).toEqual(rows);
      await from(rows)
        .sinkTo(format(`${folder}/${name}/parts/`))
        .run({ parallelism: 2 });
      const byNumber = from(format<(typeof rows)[number]>(`${folder}/${name}/parts`)).collect();
      expect((await byNumber).sort((a, b) => a.n - b.n)).toEqual(rows);
      expect(await from(format(`${folder}/${name}/*.${name}`)).collect()).toEqual(rows);
    });
  }

  test(`a name that was mistyped is told with the nearest ${where}`, async () => {
    const { folder } = placed();
    await from(rows)
      .sinkTo(csv(`${folder}/near/trips.csv`))
      .run();
    await expect(from(csv(`${folder}/near/tripz.csv`)).collect()).rejects.toThrow(
      /got no "tripz.csv" in .*; did you mean "trips.csv"\?/,
    );
  });

  test(`a run that is stopped with a savepoint ${where} goes on from it, and its counts with it`, async () => {
    const { folder } = placed();
    const checkpoint = { dir: `${folder}/counts/checkpoints`, interval: "1h" };
    const long = Array.from({ length: 100_000 }, (_, n) => ({ n, key: n % 7 }));
    let seen = 0;
    let stop: (() => void) | undefined;
    const counts: Job = job("counts", () =>
      from(long)
        .apply(
          mapAsync(async (row) => {
            if (++seen === 30_000) stop?.();
            // Slowly from there on, so that the savepoint is taken before the end.
            if (seen > 30_000 && stop !== undefined) await new Promise((done) => setTimeout(done, 5));
            return row;
          }),
        )
        .keyBy((row) => row.key)
        .aggregate({ rows: count() })
        .sinkTo(jsonLines(`${folder}/counts/out/`)),
    );
    const run = counts.start({ checkpoint });
    const path = Promise.withResolvers<string>();
    stop = () => path.resolve(run.stopWithSavepoint(`${folder}/counts/savepoints`));
    const { savepoint } = await run.finished;
    expect(savepoint).toBe(await path.promise);
    stop = undefined;
    await counts.run({ checkpoint: { ...checkpoint, dir: `${folder}/counts/others`, from: savepoint! } });
    const given = await from(jsonLines<{ key: number; rows: number }>(`${folder}/counts/out`)).collect();
    expect(given.reduce((sum, row) => sum + row.rows, 0)).toBe(100_000);
    expect(given.map((row) => row.key).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test(
    `files that come to a folder ${where} are read once each, though the process that reads them is killed`,
    () => watchThroughKills(placed(), 2),
    180_000,
  );

  for (const [what, output] of [
    ["a folder", "killed/"],
    ["a single file", "killed.csv"],
  ] as const) {
    test(
      `a process that is killed while it writes ${what} ${where}, with its checkpoints there, loses and doubles nothing`,
      () => writesOnce(placed(), what, output),
      180_000,
    );
  }
}

async function writesOnce(place: RemotePlace, what: string, output: string): Promise<void> {
  const { folder, environment, secret } = place;
  const local = mkdtempSync(join(tmpdir(), "millrace-remote-"));
  const length = 400_000;
  writeFileSync(join(local, "in.csv"), `n\n${Array.from({ length }, (_, n) => n).join("\n")}\n`);
  const env = { ...environment, INPUT: join(local, "in.csv"), OUTPUT: `${folder}/${output}` };
  const { kills, text } = await untilDone(place, env, `${folder}/checkpoints of ${what}`);
  rmSync(local, { recursive: true });
  expect(kills).toBe(2);
  const numbers = (await from(csv<{ n: number }>(`${folder}/${output}`)).collect()).map((row) => row.n);
  expect(numbers.length).toBe(length);
  expect(numbers.sort((a, b) => a - b).every((n, at) => n === at)).toBe(true);
  if (secret !== undefined) expect(text).not.toContain(secret);
}

/** Runs the job again and again until it has ended; kills its first lives. */
async function untilDone(
  { files }: RemotePlace,
  env: Readonly<Record<string, string>>,
  checkpoints: string,
): Promise<{ kills: number; text: string }> {
  const printed: string[] = [];
  for (let life = 0; ; life++) {
    const { killed, text } = await run(files, env, checkpoints, life < 2);
    printed.push(text);
    if (!killed) return { kills: life, text: printed.join("") };
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the job as a process of its own, until it has taken a checkpoint where it is to be killed; says whether it was, and what it printed. */
async function run(
  files: FileSystem,
  env: Readonly<Record<string, string>>,
  checkpoints: string,
  toBeKilled: boolean,
): Promise<{ killed: boolean; text: string }> {
  const manifests = (): Promise<string> => manifestsIn(files, checkpoints);
  const before = await manifests();
  const words = ["run", join(root, "test/services/remote-job.ts"), "--checkpoint", `50ms:${checkpoints}`];
  const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killing = toBeKilled ? killedAtCheckpoint(child, manifests, before) : undefined;
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const over = new Promise<{ killed: boolean; text: string }>((resolve, reject) => {
    child.on("close", (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(text));
      else resolve({ killed: signal === "SIGKILL", text });
    });
  });
  const [ended] = await Promise.all([over, killing]);
  return ended;
}

async function manifestsIn(files: FileSystem, checkpoints: string): Promise<string> {
  if ((await files.stat(checkpoints)) === undefined) return "";
  const paths = await Array.fromAsync(files.list(checkpoints), ({ path }) => path);
  return paths.filter((path) => path.endsWith(".manifest")).join();
}

async function killedAtCheckpoint(
  child: ChildProcess,
  manifests: () => Promise<string>,
  before: string,
): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await manifests()) !== before) child.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
