import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testBadData } from "./remote-bad-data.ts";
import { type RemotePlace, testFormats } from "./remote-formats.ts";
import { s3Folder } from "./s3.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type S3Endpoint, seaweedfs } from "./servers/seaweedfs.ts";

// Servers that were killed, or stood still, are waited for: on a busy machine for long.
vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<S3Endpoint>;
let place: RemotePlace;

beforeAll(async () => {
  server = await startServer(seaweedfs);
  const { accessKeyId, secretAccessKey, endpoint } = server.endpoints;
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  place = { ...(await s3Folder(server.endpoints)), environment, secret: secretAccessKey };
}, 480_000);

afterAll(() => server?.stop(), 60_000);

testFormats("in a bucket", () => place);
testBadData("in a bucket", () => place);

test("no secret is in what runs have left in a bucket: their checkpoints, savepoints and files", async () => {
  const { files, folder, secret } = place;
  const paths = await Array.fromAsync(files.list(folder), ({ path }) => path);
  expect(paths.filter((path) => path.endsWith(".manifest")).length).toBeGreaterThan(1);
  for (const path of paths) {
    expect(path).not.toContain(secret);
    const bytes = await files.read(path, { start: 0, end: 10_000_000 });
    expect(Buffer.from(bytes).includes(secret!), path).toBe(false);
  }
});
