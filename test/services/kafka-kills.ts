import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kafka } from "../../connectors/kafka/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import { from } from "../../core/mod.ts";
import { seededRandom } from "../../core/platform/mod.ts";
import { makeTopic } from "./kafka.ts";
import { s3Folder } from "./s3.ts";
import type { KafkaEndpoint } from "./servers/kafka.ts";
import type { S3Endpoint } from "./servers/seaweedfs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const rows = 20_000;
const partitions = 3;

/** What a process is killed at: all that its writers wrote is on the brokers, the checkpoint is stored as well, or what it has is committed. */
const moments = ["prepared", "before commit", "committed"] as const;

export interface KafkaKillReport {
  readonly kills: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Where a run of the job writes to, and what is there. */
interface Output {
  readonly env: Readonly<Record<string, string>>;
  read(): Promise<readonly number[]>;
}

/**
 * Copies a topic to another, or to Parquet in a bucket, by a job that takes checkpoints and is killed (`kill -9`) around its commits, begun again by the same
 * command until it ends; until there were so many kills. Compares what readers of committed records see with what was to be copied.
 */
export async function killKafkaJobs(
  endpoint: KafkaEndpoint,
  {
    kills,
    seed,
    say = () => undefined,
    bucketOf,
  }: {
    readonly kills: number;
    readonly seed: number;
    readonly say?: (text: string) => void;
    readonly bucketOf?: S3Endpoint | undefined;
  },
): Promise<KafkaKillReport> {
  const random = seededRandom(seed);
  const report = { kills: 0, lost: 0, doubled: 0 };
  const input = await numbersTopic(endpoint);
  while (report.kills < kills) {
    const output = await (bucketOf === undefined ? topicOutput(endpoint) : bucketOutput(bucketOf));
    const folder = mkdtempSync(join(tmpdir(), "millrace-kafka-kills-"));
    const env = { BROKERS: endpoint.plain, INPUT: input, ...output.env };
    for (let life = 0, isOver = false; !isOver; life++) {
      const moment = moments[life % moments.length]!;
      const after = 1 + Math.floor(random.next() * 2);
      const kill =
        report.kills < kills && life < 2 * moments.length ? { KILL_AT: moment, KILL_AFTER: String(after) } : {};
      isOver = (await runLife({ ...env, ...kill }, folder)) === "over";
      if (!isOver) report.kills++;
    }
    rmSync(folder, { recursive: true });
    const found = compared(await output.read());
    report.lost += found.lost;
    report.doubled += found.doubled;
    say(`${report.kills} kills, ${report.lost} lost, ${report.doubled} doubled (seed ${seed})`);
  }
  return report;
}

async function numbersTopic(endpoint: KafkaEndpoint): Promise<string> {
  const topic = await makeTopic(endpoint, partitions);
  const numbers = Array.from({ length: rows }, (_, n) => String(n));
  await from(numbers)
    .sinkTo(kafka<string>({ brokers: endpoint.plain, topic, value: "string" }))
    .run();
  return topic;
}

async function topicOutput(endpoint: KafkaEndpoint): Promise<Output> {
  const topic = await makeTopic(endpoint, partitions);
  const source = kafka<string>({ brokers: endpoint.plain, topic, value: "string", until: "latest" });
  return { env: { OUTPUT: topic }, read: async () => (await from(source).collect()).map(Number) };
}

async function bucketOutput(endpoint: S3Endpoint): Promise<Output> {
  const { folder } = await s3Folder(endpoint);
  const env = {
    OUTPUT: `${folder}/out/`,
    AWS_ENDPOINT_URL: endpoint.endpoint,
    AWS_ACCESS_KEY_ID: endpoint.accessKeyId,
    AWS_SECRET_ACCESS_KEY: endpoint.secretAccessKey,
  };
  const source = parquet<{ n: number }>(`${folder}/out`);
  return { env, read: async () => (await from(source).collect()).map(({ n }) => n) };
}

function compared(found: readonly number[]): { lost: number; doubled: number } {
  const seen = new Set(found);
  const isRight = [...seen].every((n) => Number.isInteger(n) && n >= 0 && n < rows);
  return { lost: rows - seen.size + (isRight ? 0 : 1), doubled: found.length - seen.size };
}

/** Runs the job as a process of its own, on two threads. */
function runLife(env: Readonly<Record<string, string>>, folder: string): Promise<"killed" | "over"> {
  const words = [
    "run",
    join(root, "test/services/kafka-job.ts"),
    "--checkpoint",
    `50ms:${folder}`,
    "--parallelism",
    "2",
  ];
  const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve("killed");
      else if (code === 0) resolve("over");
      else reject(new Error(`The job failed with exit code ${code}: ${text}`));
    });
  });
}
