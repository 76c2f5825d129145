import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { kafka } from "../../connectors/kafka/mod.ts";
import { from, into, job } from "../../core/mod.ts";
import { committedOf, growTopic, makeTopic, produce } from "./kafka.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type KafkaEndpoint, kafka as recipe } from "./servers/kafka.ts";

let server: RunningServer<KafkaEndpoint>;

beforeAll(async () => {
  server = await startServer(recipe);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

const longMs = 60_000;

function soon(): Promise<void> {
  return new Promise((done) => setTimeout(done, 20));
}

test(
  "partitions and topics of a pattern that come while a run goes on are read from their first record, once, also behind a restart",
  async () => {
    const stem = `${await makeTopic(server.endpoints, 1)}-come`;
    const folder = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const topicAt = (name: string): string => `${stem}-${name}`;
    await makeTopic(server.endpoints, 1, topicAt("a"));
    await produce(server.endpoints, topicAt("a"), [{ value: "before" }]);
    const seen: string[] = [];
    const group = `${stem}-group`;
    const source = kafka<string>({
      brokers: server.endpoints.plain,
      topic: new RegExp(`${stem}-.`),
      value: "string",
      from: "latest",
      discover: "100ms",
      group,
    });
    const reading = job("come", () => from(source).sinkTo(into(seen)));
    const checkpoint = { interval: "100ms", dir: folder } as const;
    const run = (): ReturnType<typeof reading.start> => reading.start({ checkpoint, parallelism: 2 });
    const untilSeen = async (count: number): Promise<void> => {
      while (seen.length < count) await soon();
    };
    const add = (name: string, value: string, partition = 0): Promise<void> =>
      produce(server.endpoints, topicAt(name), [{ value, partition }]);
    const first = run();
    // What is there as the run begins is begun at its end.
    while (first.checkpoints().length === 0) await soon();
    await add("a", "a");
    await untilSeen(1);
    await growTopic(server.endpoints, topicAt("a"), 2);
    await add("a", "a1", 1);
    await makeTopic(server.endpoints, 1, topicAt("b"));
    await add("b", "b");
    await untilSeen(3);
    await first.stopWithSavepoint(folder);
    await first.finished;
    await growTopic(server.endpoints, topicAt("b"), 2);
    await add("b", "b1", 1);
    await add("a", "again", 1);
    const second = run();
    await untilSeen(5);
    await growTopic(server.endpoints, topicAt("b"), 3);
    await add("b", "b2", 2);
    await untilSeen(6);
    await second.stopWithSavepoint(folder);
    await second.finished;
    expect(seen.slice(0, 3).toSorted()).toEqual(["a", "a1", "b"]);
    expect(seen.slice(3).toSorted()).toEqual(["again", "b1", "b2"]);
    expect(await committedOf(server.endpoints, group)).toEqual([
      [topicAt("a"), 0, 2n],
      [topicAt("a"), 1, 2n],
      [topicAt("b"), 0, 1n],
      [topicAt("b"), 1, 1n],
      [topicAt("b"), 2, 1n],
    ]);
  },
  longMs,
);
