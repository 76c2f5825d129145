import {
  type Batch,
  makeBatch,
  type ReadContext,
  rowSchema,
  type SplitPosition,
  type SplitReader,
} from "../../core/io/mod.ts";
import type { Cluster } from "./client.ts";
import { type Fetched, FetchSize, fetchRecords } from "./fetch.ts";
import { readFormats } from "./formats.ts";
import type { PartitionPlace } from "./offsets.ts";
import type { KafkaChoices } from "./options.ts";
import { type FetchedRecords, recordTable } from "./record-table.ts";
import { upsertColumns } from "./upsert-columns.ts";
import { recordColumns } from "./values.ts";

/** Where reading a partition goes on; `until` is where it ends, as that was when it was begun. */
export interface KafkaPosition {
  readonly offset: number;
  readonly until?: number;
  /** Of the topic that was read: offsets of another one of the same name say nothing. */
  readonly topicId?: string;
}

export function kafkaPosition(
  offset: number,
  until: number | undefined,
  topicId: string | undefined,
): KafkaPosition & SplitPosition {
  return { offset, ...(until === undefined ? {} : { until }), ...(topicId === undefined ? {} : { topicId }) };
}

/** A partition as it is read. */
export interface PartitionReading extends PartitionPlace {
  /** Of the source, for errors. */
  readonly name: string;
  readonly options: KafkaChoices;
}

/**
 * Reads one partition, one fetch ahead of what is given.
 *
 * @param isFresh Whether no checkpoint knows yet where it was begun.
 */
export function partitionReader(
  cluster: Cluster,
  reading: PartitionReading,
  begin: KafkaPosition,
  context: ReadContext,
  isFresh: boolean,
): SplitReader {
  const { topic, partition, topicId, name } = reading;
  const { options, ready } = readFormats(reading.options, topic, context.signal);
  const until = begin.until ?? Number.POSITIVE_INFINITY;
  const columns =
    options.by === undefined
      ? recordColumns(options, context.request.columns, name, context.onBadRecord)
      : upsertColumns(options, name, context.onBadRecord);
  const ahead = new FetchAhead(cluster, reading, until);
  let offset = begin.offset;
  let held: (FetchedRecords & { readonly row: number }) | undefined;

  const give = (): Batch | undefined => {
    if (held === undefined) return undefined;
    const { table, next, row } = held;
    const to = Math.min(table.rows, row + context.batchRows);
    const batch = columns.batch({ table, from: row, to, topic, partition });
    held = to < table.rows ? { ...held, row: to } : undefined;
    offset = held === undefined ? next : table.offsets[to]!;
    return batch;
  };

  // Where a silent partition was begun must be in the next checkpoint: later its end is another.
  let isNoted = !isFresh || begin.until !== undefined;
  const noted = (): Batch | undefined => {
    if (isNoted) return undefined;
    isNoted = true;
    return makeBatch(rowSchema([]), 0, []);
  };

  const read = async (): Promise<Batch | undefined> => {
    while (offset < until) {
      context.signal.throwIfAborted();
      const fetched = await ahead.take(offset);
      if (fetched.table.rows === 0) offset = fetched.next;
      else {
        await ready(fetched);
        held = { ...fetched, row: 0 };
        return give();
      }
    }
    return undefined;
  };

  return {
    read: () => noted() ?? give() ?? read(),
    position: () => kafkaPosition(offset, begin.until, topicId),
    bytesRead: () => ahead.bytes,
    pending: () => ({ records: Math.max(0, Math.min(ahead.end, until) - offset) }),
    close: async () => undefined,
  };
}

/** Fetches a partition, and asks for what comes next as soon as something has come. */
class FetchAhead {
  readonly #cluster: Cluster;
  readonly #reading: PartitionReading;
  readonly #until: number;
  readonly #isolation: "read committed" | "read uncommitted";
  readonly #size = new FetchSize();
  #next: Promise<Fetched> | undefined;
  bytes = 0;
  /** Behind the last record that may be read, as far as it is known. */
  end = 0;

  constructor(cluster: Cluster, reading: PartitionReading, until: number) {
    this.#cluster = cluster;
    this.#reading = reading;
    this.#until = until;
    this.#isolation = reading.options.isolation ?? "read committed";
  }

  async take(from: number): Promise<FetchedRecords> {
    const fetching = this.#next ?? this.#fetch(from);
    this.#next = undefined;
    const { bytes, aborted, end } = await fetching;
    this.bytes += bytes.length;
    this.end = end;
    const shown = this.#isolation === "read committed" ? aborted : undefined;
    const records = recordTable(this.#cluster.client, bytes, { from, to: this.#until, aborted: shown });
    if (records.next < this.#until) this.#next = this.#fetch(records.next);
    return records;
  }

  #fetch(offset: number): Promise<Fetched> {
    const { topic, partition, topicId, name } = this.#reading;
    const request = { topic, partition, topicId, offset, isolation: this.#isolation, size: this.#size };
    const fetching = fetchRecords(this.#cluster, request, name, `${topic}-${partition}`);
    // Who reads on learns why it failed; nobody else has to.
    fetching.catch(() => undefined);
    return fetching;
  }
}
