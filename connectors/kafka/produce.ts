import type { Api, Cluster, KafkaClient } from "./client.ts";
import type { RecordOutput } from "./kernels/record-output.ts";
import type { PartitionPlace } from "./offsets.ts";
import type { KafkaChoices } from "./options.ts";
import { KafkaRefusal } from "./refusal.ts";

/** Who writes, as brokers know it: what comes twice from one is written once. */
export interface ProducerIdentity {
  readonly transactionalId: string | undefined;
  readonly producerId: bigint;
  readonly epoch: number;
}

interface ProduceRequest extends PartitionPlace {
  readonly transactionalId: string | undefined;
  readonly batch: Uint8Array;
}

/** Writes a batch and waits until all replicas that are in step have it. */
export async function produceBatch(cluster: Cluster, name: string, request: ProduceRequest): Promise<void> {
  const { topic, partition } = request;
  try {
    await cluster.send(`write to partition ${partition} of ${name}`, { topic, partition }, produceApi(cluster.client), [
      request,
    ]);
  } catch (error) {
    // Its answer was lost, not the batch.
    if (!(error instanceof KafkaRefusal) || !error.has("DUPLICATE_SEQUENCE_NUMBER")) throw error;
  }
}

/**
 * ```
 * batch => baseOffset:INT64 length:INT32 leaderEpoch:INT32 magic:INT8 crc:UINT32 attributes:INT16 lastOffsetDelta:INT32
 *   baseTimestamp:INT64 maxTimestamp:INT64 producerId:INT64 producerEpoch:INT16 baseSequence:INT32 records:[record]
 * ```
 */
export function recordBatch(
  { crc32c, compressionsAlgorithms }: KafkaClient,
  records: RecordOutput,
  { producerId, epoch, transactionalId }: ProducerIdentity,
  sequence: number,
  compression: NonNullable<KafkaChoices["compression"]>,
): Uint8Array {
  const packer = compressionsAlgorithms[compression];
  const body = compression === "none" ? records.bytes() : packer.compressSync(bufferOf(records.bytes()));
  const batch = new Uint8Array(headBytes + body.length);
  const view = new DataView(batch.buffer);
  view.setInt32(8, batch.length - outerBytes);
  view.setInt32(12, -1);
  view.setInt8(16, 2);
  view.setInt16(21, packer.bitmask | (transactionalId === undefined ? 0 : transactionalBit));
  view.setInt32(23, records.count - 1);
  view.setBigInt64(27, BigInt(records.firstTime));
  view.setBigInt64(35, BigInt(records.lastTime));
  view.setBigInt64(43, producerId);
  view.setInt16(51, epoch);
  view.setInt32(53, sequence);
  view.setInt32(57, records.count);
  batch.set(body, headBytes);
  view.setUint32(17, crc32c(bufferOf(batch.subarray(summedFrom))));
  return batch;
}

/** Base offset and length, which are not counted in the length. */
const outerBytes = 12;
const headBytes = 61;
const summedFrom = 21;
const transactionalBit = 16;

/** The same bytes, as the client takes them. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const apis = new WeakMap<KafkaClient, Api<[ProduceRequest], unknown>>();

/** The client's own packs objects; here a batch is packed already. */
function produceApi(client: KafkaClient): Api<[ProduceRequest], unknown> {
  let api = apis.get(client);
  if (api === undefined) {
    const { parseResponse } = client.produceV9;
    api = client.createAPI<[ProduceRequest], unknown>(
      0,
      9,
      (request: ProduceRequest) => written(client, request),
      parseResponse,
    );
    apis.set(client, api);
  }
  return api;
}

const waitMs = 30_000;

/**
 * ```
 * Produce Request (9) => transactional_id acks timeout_ms [topic_data]
 *   topic_data => name [partition_data]     partition_data => index records
 * ```
 */
function written({ Writer }: KafkaClient, { transactionalId, topic, partition, batch }: ProduceRequest) {
  return Writer.create()
    .appendString(transactionalId)
    .appendInt16(-1)
    .appendInt32(waitMs)
    .appendArray([topic], (topics, name) => {
      topics.appendString(name).appendArray([partition], (partitions, number) => {
        partitions
          .appendInt32(number)
          .appendUnsignedVarInt(batch.length + 1)
          .append(bufferOf(batch));
      });
    })
    .appendTaggedFields();
}
