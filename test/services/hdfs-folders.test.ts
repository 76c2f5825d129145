import { afterAll, beforeAll, vi } from "vitest";
import { testCompaction } from "../connectors/files/compaction/compaction-cases.ts";
import { testFolderSinks, testRolling, type WrittenPlace } from "../connectors/files/writing/rolling-cases.ts";
import { hdfsFolder } from "./hdfs.ts";
import { testSlowWriting } from "./remote-slow.ts";
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

const written = async (): Promise<WrittenPlace> => ({
  ...hdfsFolder(server.endpoints),
  remove: async () => undefined,
});

testRolling("in HDFS", written);
testFolderSinks("in HDFS", written, [
  ["csv", "folders whose files roll, with a marker"],
  ["parquet", "files that roll at each checkpoint"],
]);
testSlowWriting("in HDFS", async () => {
  const { folder } = hdfsFolder(server.endpoints);
  return { folder, taker: server.processes[1]! };
});
