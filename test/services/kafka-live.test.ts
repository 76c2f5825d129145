import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type KafkaUpsert, kafka, kafkaUpserts } from "../../connectors/kafka/mod.ts";
import type { BadRecord } from "../../core/io/mod.ts";
import { count, deadLetter, from, fromChangelog, into, job, schema } from "../../core/mod.ts";
import { binary, repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";
import { testCases } from "./cases.ts";
import { testEtl } from "./etl-case.ts";
import { committedOf, growTopic, makeTopic, produce } from "./kafka.ts";
import { testRecipes } from "./recipes.ts";
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

interface City {
  readonly city: string;
  readonly people: number;
}

test(
  "a changelog goes to a compacted topic of upserts, exactly once over a restart, and comes back as one",
  async () => {
    const { plain: brokers } = server.endpoints;
    const people = await makeTopic(server.endpoints, 2);
    const compacted = { "cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.01" };
    const cities = await makeTopic(server.endpoints, 2, undefined, compacted);
    const folder = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const moves = kafkaUpserts<{ id: number; city: string }>({ brokers, topic: people, by: "id" });
    const counts = { brokers, topic: cities, by: "city" as const, schema: schema({ city: "string", people: "int32" }) };
    const transactions = { idPrefix: cities };
    const counting = job("count", () =>
      from(moves)
        .apply(fromChangelog({ by: "id" }))
        .keyBy("city")
        .aggregate({ people: count() })
        .sinkTo(kafkaUpserts<City>({ ...counts, transactions })),
    );
    const writtenOf = async (city: string): Promise<readonly KafkaUpsert<City>[]> =>
      (await from(kafkaUpserts<City>({ ...counts, until: "latest" })).collect()).filter(({ row }) => row.city === city);
    const left = async (): Promise<readonly City[]> =>
      from(kafkaUpserts<City>({ ...counts, until: "latest" }))
        .apply(fromChangelog({ by: "city" }))
        .collect();
    const run = (): ReturnType<typeof counting.start> =>
      counting.start({ checkpoint: { interval: "100ms", dir: folder }, parallelism: 2 });
    const move = (id: number, city: string | null): Promise<void> =>
      produce(server.endpoints, people, [
        { key: String(id), value: city === null ? null : JSON.stringify({ id, city }) },
      ]);
    const until = async (wanted: Readonly<Record<string, number>>): Promise<void> => {
      const isSo = (rows: readonly City[]): boolean =>
        rows.length === Object.keys(wanted).length && rows.every(({ city, people }) => wanted[city] === people);
      while (!isSo(await left())) await soon();
    };
    const first = run();
    for (const [id, city] of ["Kent", "Kent", "Bend", "Kent"].entries()) await move(id, city);
    await until({ Kent: 3, Bend: 1 });
    await first.stopWithSavepoint(folder);
    await first.finished;
    await move(2, "Kent");
    const second = run();
    await until({ Kent: 4 });
    await move(0, null);
    await move(1, "Lund");
    await until({ Kent: 2, Lund: 1 });
    // The cleaner takes what came before the last of each key, of closed segments: the next records of its partition close them.
    for (let id = 10; (await writtenOf("Kent")).length > 1; id++) {
      await move(id, `Oslo ${id}`);
      await new Promise((done) => setTimeout(done, 300));
    }
    expect((await writtenOf("Bend")).at(-1)).toEqual({ change: "delete", row: { city: "Bend" } });
    await second.stopWithSavepoint(folder);
    await second.finished;
    expect(
      (await left()).filter(({ city }) => !city.startsWith("Oslo")).toSorted((a, b) => a.people - b.people),
    ).toEqual([
      { city: "Lund", people: 1 },
      { city: "Kent", people: 2 },
    ]);
  },
  longMs,
);

test(
  "an update that changes what a row is known by deletes what it was known by; keys of several columns are objects",
  async () => {
    const { plain: brokers } = server.endpoints;
    const topic = await makeTopic(server.endpoints, 3);
    const options = { brokers, topic, by: ["id", "city"] } as const;
    type Person = { readonly id: number; readonly city: string; readonly name: string };
    const changes = [
      { change: "insert", row: { id: 1, city: "Kent", name: "Ann" } },
      { change: "updateBefore", row: { id: 1, city: "Kent", name: "Ann" } },
      { change: "updateAfter", row: { id: 1, city: "Kent", name: "Anna" } },
      { change: "updateBefore", row: { id: 1, city: "Kent", name: "Anna" } },
      { change: "updateAfter", row: { id: 1, city: "Bend", name: "Anna" } },
      { change: "insert", row: { id: 2, city: "Bend", name: "Bob" } },
      { change: "delete", row: { id: 2, city: "Bend", name: "Bob" } },
    ] as const;
    const stream = (async function* () {
      yield* changes;
    })();
    await from(stream, { boundedness: "unbounded" })
      .apply(fromChangelog<Person>())
      .sinkTo(kafkaUpserts<Person>(options))
      .run();
    const raw = await from(
      kafka<{ k: unknown; value: unknown; o: number; p: number }>({
        brokers,
        topic,
        key: "json",
        columns: { k: "key", o: "offset", p: "partition" },
        until: "latest",
      }),
    ).collect();
    const of = (id: number, city: string): unknown[] =>
      raw.flatMap(({ k, value }) => (JSON.stringify(k) === JSON.stringify({ id, city }) ? [value] : []));
    expect(of(1, "Kent")).toEqual([changes[0].row, changes[2].row, null]);
    expect(of(1, "Bend")).toEqual([changes[4].row]);
    expect(of(2, "Bend")).toEqual([changes[5].row, null]);
    expect(raw.length).toBe(6);
  },
  longMs,
);

test(
  "a key that says something else than its value is a bad record, as are one that is missing and a value that is none",
  async () => {
    const topic = await makeTopic(server.endpoints, 1);
    await produce(server.endpoints, topic, [
      { key: '"1"', value: '{"id":1}' },
      { value: '{"id":2}' },
      { key: "3", value: "7" },
      { key: '{"id":4}', value: '{"id":4}' },
      { key: "{}", value: null },
      { key: "5", value: null },
    ]);
    const options = { brokers: server.endpoints.plain, topic, by: "id", until: "latest" } as const;
    const letters: BadRecord[] = [];
    const good = await from(kafkaUpserts<{ id: number }>(options), { onError: deadLetter(into(letters)) }).collect();
    expect(good).toEqual([
      { change: "upsert", row: { id: 4 } },
      { change: "delete", row: { id: 5 } },
    ]);
    expect(letters.map(({ message }) => / as (.*?); mend/.exec(message)?.[1])).toEqual([
      'its key must be what "id" of its value is: got "1" and 1 (see how keys are written: key)',
      "it must have a key: got none",
      "it must have a value that is an object: got number",
      'its key must hold "id": got none',
    ]);
  },
  longMs,
);

const runtimes = [
  ["deno", ["run", "--allow-all", "--no-check", "--no-lock"]],
  ["bun", ["run", "--conditions=millrace:source"]],
] as const;

for (const [runtime, words] of runtimes) {
  test(`on ${runtime} rows are written and read, by TLS and SCRAM, packed by any codec, and by transactions`, async () => {
    const { code, output } = await runCommand(binary(runtime), [...words, "test/services/kafka-runtime.ts"], {
      cwd: repositoryFolder,
      env: { ENDPOINT: JSON.stringify(server.endpoints), NO_COLOR: "1" },
      output: "keep",
      timeoutMs: 120_000,
    });
    expect([code, JSON.parse(output.trim().split("\n").at(-1) ?? "")]).toEqual([
      0,
      {
        none: true,
        gzip: true,
        snappy: true,
        lz4: true,
        zstd: true,
        "before commit": [],
        "behind it": ["kept"],
        "a bad password": true,
        "a bad host": expect.stringMatching(/127\.0\.0\.1:11998 must answer: got .*; check brokers/),
      },
    ]);
  }, 150_000);
}

testCases(() => server.endpoints.plain);
testEtl(() => server.endpoints.plain);
testRecipes("docs/cookbook/topics.md", async () => {
  for (const topic of ["site-clicks", "site-counts", "site-copy"]) await makeTopic(server.endpoints, 2, topic);
  return { KAFKA_BROKERS: server.endpoints.plain };
});
