import type { Reader } from "@platformatic/kafka";
import type { Api, Cluster, KafkaClient } from "./client.ts";
import type { AbortedTransaction } from "./record-table.ts";
import { refusedCodes } from "./refusal.ts";

export interface FetchRequest {
  readonly topic: string;
  readonly partition: number;
  /** Another topic of that name is refused. */
  readonly topicId?: string | undefined;
  readonly offset: number;
  readonly isolation: "read committed" | "read uncommitted";
  readonly size: FetchSize;
}

export interface Fetched {
  /** Batches as they are stored, the last one maybe cut. */
  readonly bytes: Uint8Array;
  readonly aborted: readonly AbortedTransaction[];
  /** Behind the last record that may be read. */
  readonly end: number;
}

/** The broker answers once there is a byte, or after so long. */
const waitMs = 500;
const mostBytes = 2 ** 20;
/** A broker gives one batch whole, however large it is. */
const leastBytes = 2 ** 12;

/**
 * How much is asked for at once: half as much once it did not come, as connections may be cut before it is whole, or pass it too
 * slowly; twice as much, up to a mebibyte, whenever all did.
 */
export class FetchSize {
  #bytes = mostBytes;

  get bytes(): number {
    return this.#bytes;
  }

  came(): void {
    this.#bytes = Math.min(mostBytes, 2 * this.#bytes);
  }

  failed(): void {
    this.#bytes = Math.max(leastBytes, this.#bytes / 2);
  }
}

/** What comes next in a partition. */
export async function fetchRecords(
  cluster: Cluster,
  request: FetchRequest,
  name: string,
  lane: string,
): Promise<Fetched> {
  const { topic, partition, topicId, offset } = request;
  const action = `read ${name} partition ${partition} from offset ${offset.toLocaleString("en-US")} on`;
  return cluster.send(action, { topic, partition, topicId }, fetchApi(cluster.client), [request], lane);
}

const apis = new WeakMap<KafkaClient, Api<[FetchRequest], Fetched>>();

/** The client's own makes an object of each record, and does not tell aborted ones apart: here bytes stay bytes. */
function fetchApi(client: KafkaClient): Api<[FetchRequest], Fetched> {
  let api = apis.get(client);
  if (api === undefined) {
    const plain = client.createAPI<[FetchRequest], Fetched>(
      1,
      12,
      (request: FetchRequest) => written(client, request),
      (_id, key, version, reader) => answerOf(client, key, version, reader),
    );
    api = { async: (connection, request) => sized(request.size, plain.async(connection, request)) };
    apis.set(client, api);
  }
  return api;
}

async function sized(size: FetchSize, answer: Promise<Fetched>): Promise<Fetched> {
  try {
    const fetched = await answer;
    size.came();
    return fetched;
  } catch (error) {
    if (refusedCodes(error) === undefined) size.failed();
    throw error;
  }
}

/**
 * ```
 * Fetch Request (12) => replica_id max_wait_ms min_bytes max_bytes isolation_level session_id session_epoch [topics] [forgotten] rack_id
 *   topics => topic [partitions]
 *     partitions => partition current_leader_epoch fetch_offset last_fetched_epoch log_start_offset partition_max_bytes
 * ```
 */
function written({ Writer }: KafkaClient, { topic, partition, offset, isolation, size }: FetchRequest) {
  return Writer.create()
    .appendInt32(-1)
    .appendInt32(waitMs)
    .appendInt32(1)
    .appendInt32(size.bytes)
    .appendInt8(isolation === "read committed" ? 1 : 0)
    .appendInt32(0)
    .appendInt32(-1)
    .appendArray([topic], (topics, name) => {
      topics.appendString(name).appendArray([partition], (partitions, number) => {
        partitions
          .appendInt32(number)
          .appendInt32(-1)
          .appendInt64(BigInt(offset))
          .appendInt32(-1)
          .appendInt64(-1n)
          .appendInt32(size.bytes);
      });
    })
    .appendArray([], () => undefined)
    .appendString("")
    .appendTaggedFields();
}

/**
 * ```
 * Fetch Response (12) => throttle_time_ms error_code session_id [responses]
 *   responses => topic [partitions]
 *     partitions => partition_index error_code high_watermark last_stable_offset log_start_offset [aborted_transactions]
 *       preferred_read_replica records
 * ```
 */
function answerOf(client: KafkaClient, key: number, version: number, reader: Reader): Fetched {
  reader.readInt32();
  const failed = (code: number): Error => new client.ResponseError(key, version, { "/": [code, null] }, undefined);
  const code = reader.readInt16();
  if (code !== 0) throw failed(code);
  reader.readInt32();
  // One topic, one partition: each count is one more than it is.
  reader.readUnsignedVarInt();
  reader.readString();
  reader.readUnsignedVarInt();
  reader.readInt32();
  const partitionCode = reader.readInt16();
  if (partitionCode !== 0) throw failed(partitionCode);
  const highWatermark = Number(reader.readInt64());
  const stable = Number(reader.readInt64());
  reader.readInt64();
  const aborted = reader.readNullableArray((one) => ({ producerId: one.readInt64(), firstOffset: one.readInt64() }));
  reader.readInt32();
  const length = Math.max(0, reader.readUnsignedVarInt() - 1);
  // A Buffer gives parts of itself where arrays give copies.
  const { buffer, byteOffset } = reader.buffer.slice(reader.position, reader.position + length);
  const bytes = new Uint8Array(buffer, byteOffset, length);
  return { bytes, aborted: aborted ?? [], end: stable >= 0 ? Math.min(stable, highWatermark) : highWatermark };
}
