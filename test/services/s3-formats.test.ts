import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { FileSystem } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";
import { s3Folder } from "./s3.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type S3Endpoint, seaweedfs } from "./servers/seaweedfs.ts";

let server: RunningServer<S3Endpoint>;
let folder: string;
let files: FileSystem;

beforeAll(async () => {
  server = await startServer(seaweedfs);
  ({ files, folder } = await s3Folder(server.endpoints));
}, 480_000);

afterAll(() => server?.stop(), 60_000);

const rows = Array.from({ length: 1000 }, (_, n) => ({ n, name: `name ${n % 7}, "quoted"`, half: n / 2 }));

for (const [name, format] of [
  ["csv", csv],
  ["jsonl", jsonLines],
  ["parquet", parquet],
] as const) {
  test(`rows go to a file, a folder and a pattern of ${name} in a bucket, and come back`, async () => {
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

test("a name that was mistyped is told with the nearest in the bucket", async () => {
  await from(rows)
    .sinkTo(csv(`${folder}/near/trips.csv`))
    .run();
  await expect(from(csv(`${folder}/near/tripz.csv`)).collect()).rejects.toThrow(
    /got no "tripz.csv" in .*; did you mean "trips.csv"\?/,
  );
});

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the job as a process of its own, until it has taken a checkpoint where it is to be killed; says whether it was, and what it printed. */
async function run(
  env: Readonly<Record<string, string>>,
  checkpoints: string,
  toBeKilled: boolean,
): Promise<{ killed: boolean; text: string }> {
  const before = await manifestsIn(checkpoints);
  const words = ["run", join(root, "test/services/bucket-job.ts"), "--checkpoint", `50ms:${checkpoints}`];
  const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killing = toBeKilled ? killedAtCheckpoint(child, () => manifestsIn(checkpoints), before) : undefined;
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

async function manifestsIn(checkpoints: string): Promise<string> {
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

for (const [what, output] of [
  ["a folder", "killed/"],
  ["a single file", "killed.csv"],
] as const) {
  test(`a process that is killed while it writes ${what} in a bucket, with its checkpoints there, loses and doubles nothing`, async () => {
    const local = mkdtempSync(join(tmpdir(), "millrace-bucket-"));
    const length = 400_000;
    writeFileSync(join(local, "in.csv"), `n\n${Array.from({ length }, (_, n) => n).join("\n")}\n`);
    const { accessKeyId, secretAccessKey, endpoint } = server.endpoints;
    const env = {
      INPUT: join(local, "in.csv"),
      OUTPUT: `${folder}/${output}`,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const { kills, text } = await untilDone(env, `${folder}/checkpoints of ${what}`);
    rmSync(local, { recursive: true });
    expect(kills).toBe(2);
    const numbers = (await from(csv<{ n: number }>(`${folder}/${output}`)).collect()).map((row) => row.n);
    expect(numbers.length).toBe(length);
    expect(numbers.sort((a, b) => a - b).every((n, at) => n === at)).toBe(true);
    expect(text).not.toContain(secretAccessKey);
  }, 120_000);
}

/** Runs the job again and again until it has ended; kills its first lives. */
async function untilDone(
  env: Readonly<Record<string, string>>,
  checkpoints: string,
): Promise<{ kills: number; text: string }> {
  const printed: string[] = [];
  for (let life = 0; ; life++) {
    const { killed, text } = await run(env, checkpoints, life < 2);
    printed.push(text);
    if (!killed) return { kills: life, text: printed.join("") };
  }
}
