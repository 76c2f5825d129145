import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openCluster } from "../../connectors/kafka/client.ts";
import { type KafkaOptions, kafka } from "../../connectors/kafka/mod.ts";
import { connectingOf } from "../../connectors/kafka/options.ts";
import { beginProducer, lingeringIds } from "../../connectors/kafka/transactions.ts";
import type { Sink, SinkWriter } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";
import { sinkContract } from "../../core/testing/contracts/sink.ts";
import { row } from "../../core/testing/event.ts";
import { batchOf } from "../../core/testing/event-batch.ts";
import { makeTopic } from "./kafka.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type KafkaEndpoint, kafka as recipe } from "./servers/kafka.ts";
import { seaweedfs } from "./servers/seaweedfs.ts";
import { killWriters, topicToBucket, topicToTopic } from "./writer-kills.ts";

let server: RunningServer<KafkaEndpoint>;

beforeAll(async () => {
  server = await startServer(recipe);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

const longMs = 60_000;

async function topicOf(partitions = 1): Promise<{ brokers: string; topic: string }> {
  return { brokers: server.endpoints.plain, topic: await makeTopic(server.endpoints, partitions) };
}

function read<Row>(options: KafkaOptions<Row>): Promise<Row[]> {
  return from(kafka<Row>({ ...options, until: "latest" })).collect();
}

interface Row {
  readonly id: number;
  readonly name: string;
}

const rows: readonly Row[] = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

for (const guarantee of ["exactly-once", "at-least-once"] as const) {
  const cases = sinkContract(async () => {
    const place = await topicOf(3);
    const options = guarantee === "exactly-once" ? { ...place, transactions: { idPrefix: place.topic } } : place;
    return {
      rows,
      sink: kafka<Row>(options) as Sink<Row>,
      reopened: () => kafka<Row>(options) as Sink<Row>,
      visible: () => read<Row>(place),
      remove: async () => undefined,
    };
  }, guarantee);
  for (const { name, run } of cases) test(`${guarantee}: ${name}`, run, longMs);
}

test(
  "what is written is read again with its key, headers, time and partition",
  async () => {
    const place = await topicOf(3);
    const columns = { k: "key", h: "headers", at: "time", p: "partition" } as const;
    const given = [
      { value: { a: 1 }, k: "x", h: { trace: "1" }, at: 1_000, p: 2 },
      { value: null, k: "x", h: {}, at: 1_700_000_000_000, p: 2 },
      {
        value: { a: 3 },
        k: null,
        h: { none: null, tags: ["a", "b", "a"], raw: Uint8Array.of(0, 200) },
        at: 1_600_000_000_000,
        p: 0,
      },
    ];
    for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
      const target = await topicOf(3);
      await from(given)
        .sinkTo(kafka({ ...target, columns, compression }))
        .run();
      expect(await read({ ...target, columns })).toEqual([given[2], given[0], given[1]]);
    }
    await expect(
      from([{ ...given[0]!, p: 3 }])
        .sinkTo(kafka({ ...place, columns }))
        .run(),
    ).rejects.toThrow(/a row must name one of its partitions: got 3, there are 3; use 0 to 2/);
  },
  longMs,
);

test(
  "integers past 2^53 within a value or a key are read as they were written",
  async () => {
    const place = { ...(await topicOf()), columns: { k: "key" } as const, key: "json" as const };
    const given = [{ value: { id: 9007199254740993n, n: 7 }, k: { of: -9007199254740995n } }];
    await from(given).sinkTo(kafka(place)).run();
    expect(await read(place)).toEqual(given);
  },
  longMs,
);

/** What Kafka's own tests of murmur2 have. */
const hashes = {
  "21": -973_932_308,
  foobar: -790_332_482,
  "a-little-bit-long-string": -985_981_536,
  "a-little-bit-longer-string": -1_486_304_829,
  lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58_897_971,
  abc: 479_470_107,
};

test(
  "records of one key go to one partition, that which Kafka's client for Java chooses",
  async () => {
    const place = await topicOf(5);
    const keys = Object.keys(hashes);
    const records = [...keys, ...keys].map((id) => ({ id }));
    await from(records)
      .sinkTo(kafka<{ id: string }>({ ...place, keyOf: ({ id }) => id }))
      .run();
    const columns = { key: "key", partition: "partition" } as const;
    const found = await read<{ key: string; partition: number }>({ ...place, columns });
    const expected = keys.map((key) => [key, (hashes[key as keyof typeof hashes] & 0x7fff_ffff) % 5] as const);
    const sorted = found.map(({ key, partition }) => `${key} ${partition}`).sort();
    expect(sorted).toEqual([...expected, ...expected].map(([key, partition]) => `${key} ${partition}`).sort());
  },
  longMs,
);

const signal = new AbortController().signal;

function open(sink: Sink<string>, subtask = 0, parallelism = 1): Promise<SinkWriter> {
  return sink.open({ subtask, parallelism, runId: "run", signal });
}

function batch(...values: readonly string[]) {
  return batchOf(values.map(row), { layout: "values" });
}

test(
  "a writer that goes on aborts what its predecessors left open, and has brokers refuse those that still live",
  async () => {
    const place = await topicOf();
    const sink = kafka<string>({
      ...place,
      value: "string",
      transactions: { idPrefix: `${place.topic}-job` },
    }) as Sink<string>;
    // Of four subtasks, of which two are left after a rescale; one is asleep, the others were killed.
    const before = await Promise.all([0, 1, 2, 3].map((subtask) => open(sink, subtask, 4)));
    for (const [at, writer] of before.entries()) {
      await writer.write(batch(`lost ${at}`));
      await writer.prepare();
      await writer.write(batch(`lost as well ${at}`));
    }
    const cluster = await openCluster(connectingOf(place));
    const left = (): Promise<readonly string[]> => lingeringIds(cluster, (id) => id.startsWith(`${place.topic}-job`));
    // What is written last is sent a moment later.
    await expect.poll(async () => (await left()).length, { timeout: 10_000, interval: 50 }).toBe(8);
    const fresh = [await open(sink, 0, 2), await open(sink, 1, 2)];
    expect(await left()).toEqual([]);
    await cluster.close();
    await fresh[0]!.write(batch("kept"));
    const transaction = await fresh[0]!.prepare();
    await before[1]!.write(batch("of a zombie"));
    await expect(before[1]!.prepare()).rejects.toThrow(
      /no other run may write with the same idPrefix: got (PRODUCER_FENCED|INVALID_PRODUCER_EPOCH); see whether this job runs twice/,
    );
    await sink.commit([transaction]);
    expect(await read({ ...place, value: "string" })).toEqual(["kept"]);
    for (const writer of [...fresh, ...before]) await writer.close();
  },
  longMs,
);

test(
  "ids of transactions are used again once committed, and committing an old one again does not commit a new one",
  async () => {
    const place = await topicOf();
    const sink = kafka<string>({ ...place, value: "string", transactions: { idPrefix: place.topic } }) as Sink<string>;
    const writer = await open(sink);
    const prepared: unknown[] = [];
    for (let at = 0; at < 4; at++) {
      await writer.write(batch(`${at}`));
      prepared.push(await writer.prepare());
      await sink.commit([prepared.at(-1)]);
    }
    const ids = prepared.map((one) => (one as { transactionalId: string }).transactionalId);
    expect(ids).toEqual(Array.from({ length: 4 }, () => `${place.topic}-0-0`));
    await writer.write(batch("not prepared"));
    await sink.commit(prepared);
    expect(await read({ ...place, value: "string" })).toEqual(["0", "1", "2", "3"]);
    await writer.close();
  },
  longMs,
);

test(
  "a transaction that brokers gave up before it was committed is an error, and so each time it is committed",
  async () => {
    const place = await topicOf();
    const transactions = { idPrefix: place.topic, timeout: "300ms" } as const;
    const sink = kafka<string>({ ...place, value: "string", transactions }) as Sink<string>;
    const writer = await open(sink);
    await writer.write(batch("late"));
    const transaction = await writer.prepare();
    const cluster = await openCluster(connectingOf(place));
    while ((await lingeringIds(cluster, (id) => id.startsWith(place.topic))).length > 0);
    await cluster.close();
    const told = /must have kept what was prepared: got transaction \S+ aborted, or forgotten; its records are lost/;
    await expect(sink.commit([transaction])).rejects.toThrow(told);
    await expect(sink.commit([transaction])).rejects.toThrow(told);
    await writer.close();
  },
  longMs,
);

test(
  "a producer takes over an id whose transaction is open, again and again",
  async () => {
    const place = await topicOf();
    const cluster = await openCluster(connectingOf(place));
    const sink = kafka<string>({ ...place, value: "string", transactions: { idPrefix: place.topic } }) as Sink<string>;
    const epochs: number[] = [];
    for (let at = 0; at < 5; at++) {
      const writer = await open(sink);
      await writer.write(batch("lost"));
      await writer.prepare();
      epochs.push((await beginProducer(cluster, `${place.topic}-0-0`, 60_000)).epoch);
      await writer.close();
    }
    await cluster.close();
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect(await read({ ...place, value: "string" })).toEqual([]);
  },
  longMs,
);

const badOptions: readonly (readonly [what: string, options: object, error: RegExp])[] = [
  [
    "topic that there is not",
    { topic: "no-such-topic" },
    /the topic must exist: got UNKNOWN_TOPIC_OR_PARTITION; check its name/,
  ],
  ["pattern", { topic: /x/ }, /topic must be one name: got \/x\/; use a sink for each/],
  [
    "timeout that brokers do not allow",
    { transactions: { idPrefix: "too-long", timeout: "1h" } },
    /brokers must allow the timeout of transactions: got INVALID_TRANSACTION_TIMEOUT; set transactions\.timeout/,
  ],
];

for (const [what, options, error] of badOptions) {
  test(
    `a ${what} is refused`,
    async () => {
      await expect(
        from([1])
          .sinkTo(kafka<number>({ ...(await topicOf()), ...options }))
          .run(),
      ).rejects.toThrow(error);
    },
    longMs,
  );
}

test("a broker that is killed and comes back loses and doubles nothing of who writes", async () => {
  const place = await topicOf(2);
  const [one] = server.processes;
  const sink = kafka<string>({ ...place, value: "string", transactions: { idPrefix: place.topic } }) as Sink<string>;
  const writer = await open(sink);
  const values = Array.from({ length: 40 }, (_, at) => `${at} ${".".repeat(20_000)}`);
  for (const [at, value] of values.entries()) {
    await writer.write(batch(value));
    if (at === 10) await one!.kill();
    if (at === 12) await one!.start();
  }
  const transaction = await writer.prepare();
  await one!.kill();
  await Promise.all([one!.start(), sink.commit([transaction])]);
  await writer.close();
  expect((await read<string>({ ...place, value: "string" })).sort()).toEqual(values.toSorted());
}, 120_000);

test("a job from topic to topic that is killed before, between and behind prepare and commit loses and doubles nothing", async () => {
  const report = await killWriters(await topicToTopic(server.endpoints), { kills: 3, seed: 1 });
  expect(report).toEqual({ kills: 3, lost: 0, doubled: 0 });
}, 400_000);

test("a job from a topic to Parquet in a bucket that is killed around its commits loses and doubles nothing", async () => {
  const bucket = await startServer(seaweedfs);
  onTestFinished(() => bucket.stop(), 60_000);
  const report = await killWriters(await topicToBucket(server.endpoints, bucket.endpoints), { kills: 3, seed: 1 });
  expect(report).toEqual({ kills: 3, lost: 0, doubled: 0 });
}, 400_000);
