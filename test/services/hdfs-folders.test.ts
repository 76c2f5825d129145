import { afterAll, beforeAll, vi } from "vitest";
import { testCompaction } from "../connectors/files/compaction-cases.ts";
import { hdfsFolder } from "./hdfs.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";
import { hdfs } from "./servers/hdfs.ts";

vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<HdfsEndpoint>;

beforeAll(async () => {
  server = await startServer(hdfs);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

testCompaction(
  "in HDFS",
  async () => {
    const { files, folder } = hdfsFolder(server.endpoints);
    return { files, folder: `${folder}/table`, scheme: "hdfs" };
  },
  5,
);
