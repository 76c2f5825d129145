import { randomFillSync } from "node:crypto";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { hdfsFolder } from "../services/hdfs.ts";
import { s3Folder } from "../services/s3.ts";
import { startServer } from "../services/server.ts";
import { hdfs } from "../services/servers/hdfs.ts";
import { kafka } from "../services/servers/kafka.ts";
import { seaweedfs } from "../services/servers/seaweedfs.ts";
import type { BenchCase, BenchSuite, Sample } from "./case.ts";
import { type CurlRequest, curl } from "./connectors/curl.ts";
import { kafkaCases } from "./connectors/kafka.ts";
import { stopwatch } from "./measure.ts";

const inFlight = 8;
const rangeBytes = 8 * 2 ** 20;
/** A row is a kilobyte, so that 1,000 divided by ns a row are MB/ms. */
const rowBytes = 1000;

const suite: BenchSuite = async ({ events: ranges = 32 }) => {
  const servers = { s3: await startServer(seaweedfs), hdfs: await startServer(hdfs) };
  const { endpoint, region, accessKeyId, secretAccessKey } = servers.s3.endpoints;
  const places = { s3: await s3Folder(servers.s3.endpoints), hdfs: hdfsFolder(servers.hdfs.endpoints) };
  const bytes = randomFillSync(new Uint8Array(rangeBytes));
  for (const { files, folder } of Object.values(places)) await fill(files, `${folder}/large`, bytes, ranges);
  const { nameNodes, user } = servers.hdfs.endpoints;
  const asked: Record<"s3" | "hdfs", (at: number) => CurlRequest> = {
    s3: (at) => ({
      url: new URL(`${endpoint}/${encodeURI(places.s3.folder.slice("s3://".length))}/large`).href,
      range: `${at}-${at + rangeBytes - 1}`,
      signed: { region, user: `${accessKeyId}:${secretAccessKey}` },
    }),
    hdfs: (at) => {
      const path = encodeURI(places.hdfs.folder.slice("hdfs://".length));
      const query = `op=OPEN&user.name=${user}&offset=${at}&length=${rangeBytes}`;
      return { url: `${nameNodes[0]}/webhdfs/v1${path}/large?${query}` };
    },
  };
  // Made, and told to the system, before anything is measured.
  const memory = Array.from({ length: inFlight }, () => new Uint8Array(rangeBytes).fill(1));
  const starts = Array.from({ length: ranges }, (_, at) => at * rangeBytes);
  const remote = (["s3", "hdfs"] as const).map((name): BenchCase => {
    const { files, folder } = places[name];
    return {
      name: `${name === "s3" ? "S3 (SeaweedFS)" : "HDFS"}, ${inFlight} ranges of 8 MiB in flight`,
      rows: (ranges * rangeBytes) / rowBytes,
      run: () => onTheWall(() => readAll(files, `${folder}/large`, starts, memory)),
      rival: { name: "curl", run: () => onTheWall(() => curl(starts.map(asked[name]), inFlight, ranges * rangeBytes)) },
      note: "times on the wall, 1,000,000 divided by them are MB/s; bar: ratio 1.25, 80 % of curl",
    };
  });
  return [...remote, ...(await kafkaCases((await startServer(kafka)).endpoints))];
};

export default suite;

async function fill(files: FileSystem & Publishing, path: string, bytes: Uint8Array, times: number): Promise<void> {
  const writer = await files.write(path);
  for (let time = 0; time < times; time++) await writer.write(bytes);
  await files.publish(await writer.finish(), path);
}

/** What waits for a server costs time, whoever's processor is busy meanwhile. */
async function onTheWall(doing: () => Promise<void>): Promise<Sample> {
  const watch = stopwatch();
  await doing();
  const { wallNs } = watch();
  return { cpuNs: wallNs, wallNs };
}

async function readAll(
  files: FileSystem,
  path: string,
  starts: readonly number[],
  memory: readonly Uint8Array[],
): Promise<void> {
  let next = 0;
  const lane = async (into: Uint8Array): Promise<void> => {
    while (next < starts.length) {
      const start = starts[next++]!;
      const { length } = await files.read(path, { start, end: start + rangeBytes, into });
      if (length !== rangeBytes) throw new Error(`Cannot compare as all bytes must come: got ${length} of a range`);
    }
  };
  await Promise.all(memory.map(lane));
}
