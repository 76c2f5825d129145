import { afterAll, beforeAll, vi } from "vitest";
import { testCompaction } from "../connectors/files/compaction-cases.ts";
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
