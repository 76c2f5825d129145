import type { Message, Producer } from "@platformatic/kafka";
import { openCluster } from "../../connectors/kafka/client.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import { connectingOf } from "../../connectors/kafka/options.ts";
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
  { plain }: KafkaEndpoint,
  partitions: number,
  name = `topic-${uniqueName()}`,
): Promise<string> {
  const { Admin } = await import("@platformatic/kafka");
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [plain], retries: 10 });
  await admin.createTopics({ topics: [name], partitions, replicas: 1 });
  await admin.close();
  // Its partitions are led a while later.
  const cluster = await openCluster(connectingOf({ brokers: plain, topic: name }));
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }));
  await listOffsets(cluster, places, "earliest", "read committed");
  await cluster.close();
  return name;
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
