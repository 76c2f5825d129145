import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { kafka } from "../../connectors/kafka/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import { from } from "../../core/mod.ts";
import { messages } from "../../notebooks/cases/data/orders.ts";
import type { OrderLine } from "../../notebooks/cases/etl/job.ts";
import { makeTopics } from "../../notebooks/cases/feeds.ts";
import { expectedLines, kept } from "../notebooks/cases/etl-lines.ts";
import { repositoryFolder } from "../tools/repository.ts";
import { s3Folder } from "./s3.ts";
import { startServer } from "./server.ts";
import { type S3Endpoint, seaweedfs } from "./servers/seaweedfs.ts";

const pollMs = { timeout: 40_000, interval: 50 };

/** notebooks/cases/etl by its command, from a broker that runs already into a bucket: killed by `kill -9` on the way, and begun again. */
export function testEtl(brokers: () => string): void {
  test("the case etl, killed on its way from a topic to a bucket and begun again, doubles and loses nothing", async () => {
    const bucket = await startServer(seaweedfs);
    onTestFinished(() => bucket.stop());
    const { files, folder: out } = await s3Folder(bucket.endpoints);
    const state = mkdtempSync(join(tmpdir(), "millrace-cases-"));
    onTestFinished(() => rmSync(state, { recursive: true }));
    const lines = async (): Promise<string[]> => {
      for await (const _ of files.list(`${out}/lines`)) {
        return kept(await from(parquet<OrderLine>(`${out}/lines`)).collect());
      }
      return [];
    };
    const sent = messages();
    const send = (some: readonly string[]): Promise<unknown> =>
      from(some)
        .sinkTo(kafka<string>({ brokers: brokers(), topic: "orders", value: "string" }))
        .run();
    const run = (): ChildProcess => runEtl(brokers(), out, state, bucket.endpoints);
    const { lines: expected, refused } = expectedLines(sent);

    await makeTopics(brokers(), ["orders"]);
    const first = run();
    await send(sent.slice(0, 2000));
    await expect.poll(async () => (await lines()).length, pollMs).toBeGreaterThan(0);
    await send(sent.slice(2000));
    first.kill("SIGKILL");
    await once(first, "exit");
    expect((await lines()).length).toBeLessThan(expected.length);

    const second = run();
    await expect.poll(async () => (await lines()).length, pollMs).toBeGreaterThanOrEqual(expected.length);
    second.kill("SIGTERM");
    await once(second, "exit");
    expect(await lines()).toEqual(kept(expected));
    expect(await from(jsonLines(`${out}/refused`)).collect()).toHaveLength(refused);
  }, 120_000);
}

function runEtl(brokers: string, out: string, state: string, { endpoint, ...keys }: S3Endpoint): ChildProcess {
  const words = ["run", "notebooks/cases/etl/job.ts", "--checkpoint", `200ms:${state}`];
  const given = ["--param", `brokers=${brokers}`, "--param", `out=${out}`];
  const child = spawn(process.execPath, ["--conditions=millrace:source", "cli/main.ts", ...words, ...given], {
    cwd: repositoryFolder,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: keys.region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
