import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { useHdfs } from "../../connectors/hdfs/mod.ts";
import { from, mapAsync } from "../../core/mod.ts";
import { hdfsFolder } from "./hdfs.ts";
import { testBadData } from "./remote-bad-data.ts";
import { numbers, readPieces, writePieces } from "./remote-files.ts";
import { type RemotePlace, testFormats } from "./remote-formats.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";
import { failOver, hdfsHa } from "./servers/hdfs-ha.ts";
import { testSlowStep } from "./slow-step.ts";

// Servers that were killed, or stood still, are waited for: on a busy machine for long.
vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<HdfsEndpoint>;
let place: RemotePlace;

beforeAll(async () => {
  server = await startServer(hdfsHa);
  const { user, configFolder } = server.endpoints;
  const environment = { HADOOP_CONF_DIR: configFolder, HADOOP_USER_NAME: user };
  place = { ...hdfsFolder(server.endpoints), environment, secret: undefined };
}, 480_000);

afterAll(() => server?.stop(), 60_000);

testFormats("in a cluster of two NameNodes", () => place);
testBadData("in a cluster of two NameNodes", () => place);
testSlowStep("in a cluster of two NameNodes", () => place);

test("a NameNode that becomes active goes on with what the other one has begun, also when that was killed", async () => {
  const { nameNodes, user } = server.endpoints;
  const files = useHdfs({ nameNodes, user, partBytes: 1_000_000 });
  const path = `${place.folder}/large.bin`;
  const bytes = numbers(500_000);
  const writer = await files.write(path);
  await writePieces(writer, bytes.subarray(0, 2_000_000));
  const reached = writePieces(writer, bytes.subarray(2_000_000));
  await failOver(server, "nn2", "running");
  await reached;
  const temporary = await writer.finish();
  await server.processes[1]!.kill();
  const publishing = files.publish(temporary, path);
  await failOver(server, "nn1", "dead");
  await publishing;
  const reading = readPieces(files, path, bytes.length);
  await server.processes[1]!.start();
  expect(Buffer.compare(await reading, bytes)).toBe(0);
});

test("a run goes on while NameNodes change places, and its rows are there once", async () => {
  const { folder } = place;
  const length = 200_000;
  let change: Promise<void> | undefined;
  await from(Array.from({ length }, (_, n) => ({ n })))
    .map((row) => {
      if (row.n === length / 4) change = failOver(server, "nn2", "running");
      return row;
    })
    .apply(
      mapAsync(async (row) => {
        // What follows the change is written behind it.
        if (row.n === length / 2) await change;
        return row;
      }),
    )
    .sinkTo(csv(`${folder}/changed/`))
    .run({ checkpoint: { dir: `${folder}/changed checkpoints`, interval: "50ms" } });
  expect(change).toBeDefined();
  const given = (await from(csv<{ n: number }>(`${folder}/changed`)).collect()).map((row) => row.n);
  expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, n) => n));
});

test("where no NameNode is active that is told, by their names", async () => {
  const { nameNodes, user } = server.endpoints;
  const standby = useHdfs({ nameNodes: nameNodes.slice(0, 1), user, retryFor: "300ms" });
  await expect(standby.stat(place.folder)).rejects.toThrow(
    /^Cannot look at .* as one of http:\/\/127\.0\.0\.1:\d+ must be active: got StandbyException .*; make one active/,
  );
});
