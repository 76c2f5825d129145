// What takes a minute, because HDFS does: beside the other tests of HDFS, not behind them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { useHdfs } from "../../connectors/hdfs/mod.ts";
import { hdfsFolder } from "./hdfs.ts";
import { numbers, readPieces, writePieces } from "./remote-files.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";
import { hdfs } from "./servers/hdfs.ts";

let server: RunningServer<HdfsEndpoint>;

beforeAll(async () => {
  server = await startServer(hdfs);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

test("a DataNode that stands still for 20 s, and one that is killed while a part is appended, lose and double nothing", async () => {
  const { nameNodes, user } = server.endpoints;
  const { folder } = hdfsFolder(server.endpoints);
  const files = useHdfs({ nameNodes, user, partBytes: 2_000_000 });
  const [, dataNode] = server.processes;
  const bytes = numbers(4_000_000);
  const path = `${folder}/large.bin`;
  const writer = await files.write(path);
  await writePieces(writer, bytes.subarray(0, 6_000_000));
  await dataNode!.pause();
  const still = writePieces(writer, bytes.subarray(6_000_000, 12_000_000));
  await new Promise((done) => setTimeout(done, 20_000));
  dataNode!.resume();
  await still;
  // Two parts and a half: one is under way, and the next one begins.
  const cut = writePieces(writer, bytes.subarray(12_000_000, 17_000_000));
  await dataNode!.kill();
  await dataNode!.start();
  await cut;
  await writePieces(writer, bytes.subarray(17_000_000));
  await files.publish(await writer.finish(), path);
  expect(Buffer.compare(await readPieces(files, path, bytes.length), bytes)).toBe(0);
}, 240_000);
