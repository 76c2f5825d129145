import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { csv } from "../../connectors/csv/mod.ts";
import { openCluster } from "../../connectors/kafka/client.ts";
import { kafka } from "../../connectors/kafka/mod.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import { connectingOf } from "../../connectors/kafka/options.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import { from } from "../../core/mod.ts";
import { seededRandom } from "../../core/platform/mod.ts";
import { hdfsFolder } from "./hdfs.ts";
import { makeTopic } from "./kafka.ts";
import { s3Folder } from "./s3.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";
import type { KafkaEndpoint } from "./servers/kafka.ts";
import type { S3Endpoint } from "./servers/seaweedfs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const rows = 20_000;
const partitions = 3;

/** What a process is killed at: all that its writers wrote is on the brokers, the checkpoint is stored as well, or what it has is committed. */
const moments = ["prepared", "before commit", "committed"] as const;

export interface WriterKillReport {
  readonly kills: number;
  readonly lost: number;
  readonly doubled: number;
}

type Environment = Readonly<Record<string, string>>;

/** Where a job reads from, and where each of its runs writes to. */
export interface KilledWay {
  readonly environment: Environment;
  output(): Promise<KilledOutput>;
}

interface KilledOutput {
  readonly environment: Environment;
  /** Where its checkpoints are; a folder of this machine where none is said. */
  readonly checkpoints?: string;
  read(): Promise<readonly number[]>;
}

/**
 * Copies numbers by a job that takes checkpoints and is killed (`kill -9`) around its commits, begun again by the same command until it ends; until
 * there were so many kills. Compares what readers see with what was to be copied.
 */
export async function killWriters(
  { environment, output }: KilledWay,
  {
    kills,
    seed,
    say = () => undefined,
  }: { readonly kills: number; readonly seed: number; readonly say?: (text: string) => void },
): Promise<WriterKillReport> {
  const random = seededRandom(seed);
  const report = { kills: 0, lost: 0, doubled: 0 };
  while (report.kills < kills) {
    const to = await output();
    const folder = mkdtempSync(join(tmpdir(), "millrace-kills-"));
    for (let life = 0, isOver = false; !isOver; life++) {
      const moment = moments[life % moments.length]!;
      const after = 1 + Math.floor(random.next() * 2);
      const kill =
        report.kills < kills && life < 2 * moments.length ? { KILL_AT: moment, KILL_AFTER: String(after) } : {};
      const env = { ...environment, ...to.environment, ...kill };
      isOver = (await answered(() => runLife(env, to.checkpoints ?? folder), say)) === "over";
      if (!isOver) report.kills++;
    }
    rmSync(folder, { recursive: true });
    const found = compared(await answered(to.read, say));
    report.lost += found.lost;
    report.doubled += found.doubled;
    say(`${report.kills} kills, ${report.lost} lost, ${report.doubled} doubled (seed ${seed})`);
  }
  return report;
}

function numbers(): readonly number[] {
  return Array.from({ length: rows }, (_, n) => n);
}

export async function topicToTopic(endpoint: KafkaEndpoint): Promise<KilledWay> {
  return {
    environment: await topicOfNumbers(endpoint),
    output: async () => {
      const topic = await makeTopic(endpoint, partitions);
      const source = kafka<string>({ brokers: endpoint.plain, topic, value: "string", until: "latest" });
      return { environment: { OUTPUT: topic }, read: async () => (await from(source).collect()).map(Number) };
    },
  };
}

export async function topicToBucket(endpoint: KafkaEndpoint, bucket: S3Endpoint): Promise<KilledWay> {
  return {
    environment: { ...(await topicOfNumbers(endpoint)), ...keysOf(bucket) },
    output: async () => {
      const { folder } = await s3Folder(bucket);
      return parquetIn(`${folder}/out`);
    },
  };
}

/** The first half of a topic is stored as Parquet in a bucket, and read from there; then the topic is. */
export async function storedToTopic(endpoint: KafkaEndpoint, bucket: S3Endpoint): Promise<KilledWay> {
  const { environment, output } = await topicToTopic(endpoint);
  const { folder } = await s3Folder(bucket);
  const offsets = await halfway(endpoint, environment.INPUT!);
  const columns = { partition: "partition", offset: "offset" } as const;
  const source = { brokers: endpoint.plain, topic: environment.INPUT!, value: "string", columns } as const;
  await from(kafka<Stored>({ ...source, until: { offsets } }))
    .sinkTo(parquet<Stored>(`${folder}/store/`))
    .run();
  return { environment: { ...environment, ...keysOf(bucket), STORE: `${folder}/store/` }, output };
}

interface Stored {
  readonly value: string;
  readonly partition: number;
  readonly offset: number;
}

/** The offset in the middle of each partition. */
async function halfway(endpoint: KafkaEndpoint, topic: string): Promise<Readonly<Record<number, number>>> {
  const cluster = await openCluster(connectingOf({ brokers: endpoint.plain, topic }), "known");
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const ends = await listOffsets(cluster, places, "latest", "read committed");
  await cluster.close();
  return Object.fromEntries(ends.map((end, partition) => [partition, Math.floor(end / 2)]));
}

/** Its checkpoints are in HDFS as well. */
export async function hdfsToHdfs(endpoint: HdfsEndpoint): Promise<KilledWay> {
  const { files, folder } = hdfsFolder(endpoint);
  // Who has answered once is waited for.
  await answered(() => files.stat(folder));
  await from(numbers().map((n) => ({ n })))
    .sinkTo(csv(`${folder}/in/`))
    .run({ parallelism: partitions });
  const environment = { HADOOP_CONF_DIR: endpoint.configFolder, HADOOP_USER_NAME: endpoint.user };
  let outputs = 0;
  return {
    environment: { INPUT: `${folder}/in`, ...environment },
    output: async () => {
      const place = `${folder}/${outputs++}`;
      return { ...parquetIn(`${place}/out`), checkpoints: `${place}/checkpoints` };
    },
  };
}

async function topicOfNumbers(endpoint: KafkaEndpoint): Promise<Environment> {
  const topic = await makeTopic(endpoint, partitions);
  await from(numbers().map(String))
    .sinkTo(kafka<string>({ brokers: endpoint.plain, topic, value: "string" }))
    .run();
  return { BROKERS: endpoint.plain, INPUT: topic };
}

function parquetIn(folder: string): KilledOutput {
  const read = async (): Promise<readonly number[]> =>
    (await from(parquet<{ n: number }>(folder)).collect()).map(({ n }) => n);
  return { environment: { OUTPUT: `${folder}/` }, read };
}

function keysOf({ endpoint, accessKeyId, secretAccessKey }: S3Endpoint): Environment {
  return { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

function compared(found: readonly number[]): { lost: number; doubled: number } {
  const seen = new Set(found);
  const isRight = [...seen].every((n) => Number.isInteger(n) && n >= 0 && n < rows);
  return { lost: rows - seen.size + (isRight ? 0 : 1), doubled: found.length - seen.size };
}

const triesToAnswer = 5;

/**
 * A server on a machine that is busy may not answer whoever is new within the 5 s that it gets for that, so that a job fails before it has read
 * or written anything: it is begun again, as whoever watches over it would do. Any other failure is one.
 */
async function answered<Value>(
  call: () => Promise<Value>,
  say: (text: string) => void = () => undefined,
): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const isUnanswered = /must answer: got (?:no answer in|not a byte for) (?:[0-4](?:\.\d+)?|5(?:\.0)?) s/.test(
        String(error),
      );
      if (!isUnanswered || tries === triesToAnswer) throw error;
      say(`begun again, as a server did not answer at first: ${String(error).slice(-300).trim()}`);
    }
  }
}

/** Runs the job as a process of its own, on two threads. */
function runLife(env: Environment, checkpoints: string): Promise<"killed" | "over"> {
  const words = [
    "run",
    join(root, "test/services/killed-job.ts"),
    "--checkpoint",
    `50ms:${checkpoints}`,
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
