import type { Admin, Message, Producer } from "@platformatic/kafka";
import { openCluster } from "../../connectors/kafka/client.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import { connectingOf } from "../../connectors/kafka/options.ts";
import { refusedCodes } from "../../connectors/kafka/refusal.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import type { KafkaEndpoint } from "./servers/kafka.ts";

/** What a record is written as; the partition by the key where none is said. */
export interface Written {
  readonly key?: string | Uint8Array | null;
  readonly value: string | Uint8Array | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition?: number;
  readonly time?: number;
}

/** Makes a topic of a name of its own. */
export async function makeTopic(
  endpoint: KafkaEndpoint,
  partitions: number,
  name = `topic-${uniqueName()}`,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const configs = Object.entries(settings).map(([setting, value]) => ({ name: setting, value }));
  await administrate(endpoint, (admin) => admin.createTopics({ topics: [name], partitions, replicas: 1, configs }));
  await untilLed(endpoint, name, partitions);
  return name;
}

/** Deletes a topic, and makes another one of its name. */
export async function makeAnew(endpoint: KafkaEndpoint, name: string, partitions: number): Promise<void> {
  await administrate(endpoint, (admin) => admin.deleteTopics({ topics: [name] }));
  // What is deleted may be there for a while.
  for (;;) {
    try {
      await makeTopic(endpoint, partitions, name);
      return;
    } catch (error) {
      if (refusedCodes(error)?.includes("TOPIC_ALREADY_EXISTS") !== true) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Gives a topic one more partition: so many in all. */
export async function growTopic(endpoint: KafkaEndpoint, name: string, partitions: number): Promise<void> {
  const topics = [{ name, count: partitions, assignments: [{ brokerIds: [1] }] }];
  await administrate(endpoint, (admin) => admin.createPartitions({ topics }));
  await untilLed(endpoint, name, partitions);
}

/** What other tools see that a group has committed. */
export async function committedOf(
  endpoint: KafkaEndpoint,
  group: string,
): Promise<readonly (readonly [topic: string, partition: number, offset: bigint])[]> {
  const [told] = await administrate(endpoint, (admin) => admin.listConsumerGroupOffsets({ groups: [group] }));
  const found = told!.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, committedOffset }) => [name, partitionIndex, committedOffset] as const),
  );
  return found.sort(([a, p], [b, q]) => (a === b ? p - q : a < b ? -1 : 1));
}

/** A broker that stood still is known to its controller again only a while later: until then it is asked again. */
async function administrate<Value>({ plain }: KafkaEndpoint, call: (admin: Admin) => Promise<Value>): Promise<Value> {
  const { Admin } = await import("@platformatic/kafka");
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [plain], retries: 10 });
  const endMs = performance.now() + 20_000;
  try {
    for (;;) {
      try {
        return await call(admin);
      } catch (error) {
        const isFenced = refusedCodes(error)?.includes("INVALID_REPLICATION_FACTOR") === true;
        if (!isFenced || performance.now() > endMs) throw error;
        await new Promise((done) => setTimeout(done, 200));
      }
    }
  } finally {
    await admin.close();
  }
}

/** Partitions are led a while after they were made. */
async function untilLed({ plain }: KafkaEndpoint, name: string, partitions: number): Promise<void> {
  const cluster = await openCluster(connectingOf({ brokers: plain, topic: name }), "known");
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }));
  await listOffsets(cluster, places, "earliest", "read committed");
  await cluster.close();
}

/** A producer of the client's own: what ours is tested against. */
export async function openProducer(
  { plain }: KafkaEndpoint,
  options: { readonly transactionalId?: string } = {},
): Promise<Producer<Uint8Array, Uint8Array, string, string>> {
  const { Producer } = await import("@platformatic/kafka");
  return new Producer<Uint8Array, Uint8Array, string, string>({
    clientId: "test",
    bootstrapBrokers: [plain],
    retries: 10,
    idempotent: true,
    ...options,
    serializers: { headerKey: bytesOf, headerValue: bytesOf },
  } as never);
}

function bytesOf(text: string | undefined): Buffer {
  return Buffer.from(text ?? "");
}

export function messages(topic: string, records: readonly Written[]): Message<never, never, string, string>[] {
  return records.map(({ key, value, headers, partition, time }) => ({
    topic,
    key: key === undefined || key === null ? undefined : Buffer.from(key as string),
    value: value === null ? null : Buffer.from(value as string),
    ...(headers === undefined ? {} : { headers: new Map(Object.entries(headers)) }),
    ...(partition === undefined ? {} : { partition }),
    ...(time === undefined ? {} : { timestamp: BigInt(time) }),
  })) as never;
}

export async function produce(
  endpoint: KafkaEndpoint,
  topic: string,
  records: readonly Written[],
  compression?: string,
): Promise<void> {
  const producer = await openProducer(endpoint);
  await producer.send({
    messages: messages(topic, records),
    acks: -1,
    ...(compression === undefined ? {} : { compression }),
  } as never);
  await producer.close();
}
