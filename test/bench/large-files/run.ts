// `npm run bench:large -- [--gigabytes N] [--format csv|jsonl|parquet] [--on local|s3|hdfs]`: files far larger than the heap pass through a pipeline.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArguments } from "../../../cli/arguments.ts";
import { UsageError } from "../../../cli/usage-error.ts";
import { fileSystemOf } from "../../../core/io/mod.ts";
import { hdfsFolder } from "../../services/hdfs.ts";
import { s3Folder } from "../../services/s3.ts";
import { startServer } from "../../services/server.ts";
import { hdfs } from "../../services/servers/hdfs.ts";
import { seaweedfs } from "../../services/servers/seaweedfs.ts";
import { tellUsage } from "../../tools/usage.ts";
import { childResult } from "../child.ts";

tellUsage(import.meta);

interface Took {
  readonly rows: number;
  readonly ids: number;
  readonly heapMb: number;
  readonly wallNs: number;
  readonly cpuNs: number;
  readonly rssBytes: number;
}

interface Place {
  readonly folder: string;
  stop(): Promise<void>;
}

/** Of a row, about, as it is written. */
const rowBytes: Readonly<Record<string, number>> = { csv: 1034, jsonl: 1062, parquet: 1028 };
const heapMb = 256;

const { options } = parseArguments(process.argv.slice(2), { gigabytes: "value", format: "value", on: "value" });
const gigabytes = Number(options.get("gigabytes") ?? 4);
const formats = options.get("format")?.split(",") ?? Object.keys(rowBytes);
const on = options.get("on") ?? "local";
if (!(gigabytes > 0) || formats.some((format) => !(format in rowBytes)) || !["local", "s3", "hdfs"].includes(on)) {
  throw new UsageError(
    "Cannot let large files pass as it must be said how many gigabytes, of csv, jsonl or parquet, on local, s3 or hdfs: " +
      `got ${process.argv.slice(2).join(" ")}; write for instance --gigabytes 4 --format csv --on s3`,
  );
}

const { folder, stop } = await placed();
try {
  for (const format of formats) await passThrough(format);
} finally {
  await stop();
}

async function passThrough(format: string): Promise<void> {
  const rows = Math.ceil((gigabytes * 2 ** 30) / rowBytes[format]!);
  const [input, output] = [`${folder}/in.${format}`, `${folder}/out.${format}`];
  const files = await fileSystemOf(input);
  tell(format, "written", await ran("make", format, input, String(rows)), await sizeOf(input));
  tell(format, "read, filtered and written", await ran("pass", format, input, output), await sizeOf(output));
  await files.delete(input);
  const took = await ran("check", format, output);
  tell(format, "read and added up", took, await sizeOf(output));
  await files.delete(output);
  // Whole numbers from 0 on without those that 50 divides.
  const left = Math.ceil(rows / 50);
  const ids = (rows * (rows - 1)) / 2 - (50 * left * (left - 1)) / 2;
  if (took.rows !== rows - left || took.ids !== ids)
    throw new Error(
      `${format} must have ${rows - left} rows whose ids add up to ${ids}: got ${took.rows}, ${took.ids}`,
    );
}

async function ran(...args: readonly string[]): Promise<Took> {
  const took = await childResult<Took>("large-files/pass.ts", args, [`--max-old-space-size=${heapMb}`]);
  if (took.heapMb !== heapMb) throw new Error(`The process must be held to ${heapMb} MB: got ${took.heapMb}`);
  return took;
}

async function sizeOf(path: string): Promise<number> {
  return (await (await fileSystemOf(path)).stat(path))!.sizeBytes;
}

function tell(format: string, what: string, { wallNs, cpuNs, rssBytes }: Took, sizeBytes: number): void {
  const gb = (sizeBytes / 2 ** 30).toFixed(2);
  const [wall, cpu] = [wallNs, cpuNs].map((ns) => (ns / 1e9).toFixed(0));
  console.log(
    `${on} ${format}, ${what}: ${gb} GB, ${wall} s (${cpu} s of CPU), at most ${(rssBytes / 2 ** 20).toFixed(0)} MB resident`,
  );
}

/** Its child processes find servers by their environment. */
async function placed(): Promise<Place> {
  if (on === "local") {
    const local = mkdtempSync(join(tmpdir(), "millrace-large-"));
    return { folder: local, stop: async () => rmSync(local, { recursive: true }) };
  }
  if (on === "s3") {
    const server = await startServer(seaweedfs);
    const { endpoint, accessKeyId, secretAccessKey } = server.endpoints;
    process.env.AWS_ENDPOINT_URL = endpoint;
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
    return { folder: (await s3Folder(server.endpoints)).folder, stop: server.stop };
  }
  const server = await startServer(hdfs);
  process.env.HADOOP_CONF_DIR = server.endpoints.configFolder;
  process.env.HADOOP_USER_NAME = server.endpoints.user;
  return { folder: hdfsFolder(server.endpoints).folder, stop: server.stop };
}
