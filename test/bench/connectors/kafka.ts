import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafka } from "../../../connectors/kafka/mod.ts";
import type { Sink } from "../../../core/io/mod.ts";
import { from, job } from "../../../core/mod.ts";
import { makeTopic } from "../../services/kafka.ts";
import type { KafkaEndpoint } from "../../services/servers/kafka.ts";
import type { BenchCase } from "../case.ts";
import { consumer } from "../consume.ts";

const rows = 500_000;
const partitions = 4;

/** 100 bytes. */
const record = `{"auction":1234567,"bidder":7654321,"price":4711,"channel":"somewhere","at":1700000000000}`.padEnd(
  100,
  " ",
);

/** Packages that users bring along: installed by `npm ci` in test/interop. */
const packages = createRequire(new URL("../../interop/package.json", import.meta.url));

/** Records of 100 bytes from and to a broker; its own processor time is not counted. */
export async function kafkaCases(endpoint: KafkaEndpoint): Promise<readonly BenchCase[]> {
  const topic = await makeTopic(endpoint, partitions);
  const { plain: brokers } = endpoint;
  const values = Array.from({ length: rows }, () => record);
  const written = async (options: object): Promise<void> => {
    const target = await makeTopic(endpoint, partitions);
    const sink = kafka<string>({ brokers, topic: target, value: "string", ...options }) as Sink<string>;
    const dir = mkdtempSync(join(tmpdir(), "millrace-bench-"));
    await job("write", () => from(values).sinkTo(sink)).run({ checkpoint: { interval: "1s", dir } });
    rmSync(dir, { recursive: true });
  };
  await from(values)
    .sinkTo(kafka<string>({ brokers, topic, value: "string" }))
    .run();
  const columns = { key: "key", at: "time", partition: "partition", offset: "offset" } as const;
  const read = async (): Promise<void> => {
    const sink = consumer();
    await from(kafka({ brokers, topic, value: "string", columns, until: "latest" }))
      .sinkTo(sink)
      .run();
    requireAll(sink.rows);
  };
  const note = "CPU of this process; the broker's is not counted";
  return [
    {
      name: "Kafka: records of 100 bytes read into columns",
      rows,
      run: read,
      rival: { name: "kafkajs, eachBatch", run: () => readByKafkajs(brokers, topic) },
      note: `${note}; bar: 1.8 µs a record`,
    },
    {
      name: "Kafka: records of 100 bytes read into columns, beside the bare client",
      rows,
      run: read,
      rival: { name: "fetch() of @platformatic/kafka", run: () => readByClient(brokers, topic) },
      note,
    },
    {
      name: "Kafka: written exactly once, checkpoints each second",
      rows,
      run: () => written({ transactions: { idPrefix: `bench-${Math.random()}` } }),
      rival: { name: "the same at least once", run: () => written({}) },
      note: `${note}; bar: ratio 1.43, 70 % of plain`,
    },
  ];
}

function requireAll(seen: number): void {
  if (seen !== rows) throw new Error(`Cannot compare as all ${rows} records must come: got ${seen}`);
}

/** What of it is used. */
interface KafkaJs {
  readonly Kafka: new (options: {
    readonly brokers: readonly string[];
    readonly logLevel: number;
  }) => {
    consumer(options: { readonly groupId: string }): {
      connect(): Promise<void>;
      subscribe(options: { readonly topic: string; readonly fromBeginning: boolean }): Promise<void>;
      run(options: {
        eachBatch(given: { readonly batch: { readonly messages: readonly unknown[] } }): Promise<void>;
      }): Promise<void>;
      disconnect(): Promise<void>;
    };
  };
}

async function readByKafkajs(broker: string, topic: string): Promise<void> {
  const { Kafka } = packages("kafkajs") as KafkaJs;
  const consumer = new Kafka({ brokers: [broker], logLevel: 0 }).consumer({ groupId: `g-${Math.random()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  await new Promise<void>((done, failed) => {
    consumer
      .run({
        eachBatch: async ({ batch }) => {
          seen += batch.messages.length;
          if (seen >= rows) done();
        },
      })
      .catch(failed);
  });
  await consumer.disconnect();
}

async function readByClient(broker: string, topic: string): Promise<void> {
  const { Consumer } = await import("@platformatic/kafka");
  const consumer = new Consumer({ groupId: `g-${Math.random()}`, clientId: "bench", bootstrapBrokers: [broker] });
  const metadata = await consumer.metadata({ topics: [topic] });
  const { id, partitions: found } = metadata.topics.get(topic)!;
  const offsets = found.map(() => 0n);
  let seen = 0;
  while (seen < rows) {
    for (const [partition, { leader, leaderEpoch }] of found.entries()) {
      const { responses } = await consumer.fetch({
        node: leader,
        topics: [
          {
            topicId: id,
            partitions: [
              {
                partition,
                currentLeaderEpoch: leaderEpoch,
                fetchOffset: offsets[partition]!,
                lastFetchedEpoch: -1,
                partitionMaxBytes: 2 ** 20,
              },
            ],
          },
        ],
      });
      for (const batch of responses[0]?.partitions[0]?.records ?? []) {
        seen += batch.records.length;
        offsets[partition] = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
      }
    }
  }
  await consumer.close();
}
