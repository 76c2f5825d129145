import { afterAll, beforeAll, vi } from "vitest";
import { testCompaction } from "../connectors/files/compaction/compaction-cases.ts";
import { testFolderSinks, testRolling, type WrittenPlace } from "../connectors/files/writing/rolling-cases.ts";
import { testSlowWriting } from "./remote-slow.ts";
import { s3Folder } from "./s3.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type S3Endpoint, seaweedfs } from "./servers/seaweedfs.ts";

vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<S3Endpoint>;

beforeAll(async () => {
  server = await startServer(seaweedfs);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

testCompaction(
  "in a bucket",
  async () => {
    const { files, folder } = await s3Folder(server.endpoints);
    return { files, folder: `${folder}/table`, scheme: "s3" };
  },
  5,
);

const written = async (): Promise<WrittenPlace> => ({
  ...(await s3Folder(server.endpoints)),
  remove: async () => undefined,
});

testRolling("in a bucket", written);
testFolderSinks("in a bucket", written, [
  ["csv", "folders whose files roll, with a marker"],
  ["parquet", "files that roll at each checkpoint"],
]);
testSlowWriting("in a bucket", async () => {
  const { folder } = await s3Folder(server.endpoints);
  return { folder, taker: server.processes[0]! };
});
