import type { Cluster } from "./client.ts";
import { RecordOutput } from "./kernels/record-output.ts";
import type { KafkaChoices } from "./options.ts";
import { type ProducerIdentity, produceBatch, recordBatch } from "./produce.ts";
import { addPartitions } from "./transactions.ts";

/** A batch of a topic may have 1,048,588 bytes, unless it is told otherwise. */
const fullBytes = 900_000;
/** What waits beyond this holds whoever writes. */
const heldBytes = 4 * 2 ** 20;

/** Records on their way to one topic: of each partition one batch at a time, in order; what comes meanwhile gathers. */
export class Producer {
  readonly #cluster: Cluster;
  readonly #topic: string;
  readonly #name: string;
  readonly #compression: NonNullable<KafkaChoices["compression"]>;
  readonly #lanes: Lane[];
  #identity: ProducerIdentity | undefined;
  #waiting = 0;
  #failure: { readonly error: unknown } | undefined;
  #settled = Promise.withResolvers<void>();

  constructor(
    cluster: Cluster,
    topic: string,
    partitions: number,
    name: string,
    compression: KafkaChoices["compression"],
  ) {
    this.#cluster = cluster;
    this.#topic = topic;
    this.#name = name;
    this.#compression = compression ?? "none";
    this.#lanes = Array.from({ length: partitions }, () => ({
      filling: new RecordOutput(),
      full: [],
      isSending: false,
      sequence: 0,
      isAdded: false,
    }));
  }

  get partitions(): number {
    return this.#lanes.length;
  }

  /** Who writes from here on; nothing is on its way. */
  begin(identity: ProducerIdentity): void {
    this.#identity = identity;
    for (const lane of this.#lanes) {
      lane.sequence = 0;
      lane.isAdded = false;
    }
  }

  /** Takes a record; it is on its way once `push` is called. */
  add(
    partition: number,
    timeMs: number,
    key: Uint8Array | undefined,
    value: Uint8Array | undefined,
    headers: readonly (Uint8Array | undefined)[],
  ): void {
    const lane = this.#lanes[partition]!;
    const size = (key?.length ?? 0) + (value?.length ?? 0);
    if (lane.filling.count > 0 && lane.filling.length + size > fullBytes) {
      lane.full.push(lane.filling);
      lane.filling = new RecordOutput();
    }
    const before = lane.filling.length;
    lane.filling.add(timeMs, key, value, headers);
    this.#waiting += lane.filling.length - before;
  }

  /** Sends what can be sent. A promise holds whoever writes, as too much waits. */
  push(): void | Promise<void> {
    this.#throwFailure();
    this.#lanes.forEach((lane, partition) => void this.#send(lane, partition));
    return this.#waiting > heldBytes ? this.#until(heldBytes / 2) : undefined;
  }

  /** Settles when brokers have all that was added. */
  async flush(): Promise<void> {
    await this.push();
    await this.#until(0);
  }

  async #until(bytes: number): Promise<void> {
    while (this.#waiting > bytes && this.#failure === undefined) await this.#settled.promise;
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #send(lane: Lane, partition: number): Promise<void> {
    if (lane.isSending) return;
    lane.isSending = true;
    try {
      for (let records = nextOf(lane); records !== undefined && this.#failure === undefined; records = nextOf(lane)) {
        await this.#sendOne(lane, partition, records);
        this.#waiting -= records.length;
        this.#wake();
      }
    } catch (error) {
      this.#failure ??= { error };
      this.#wake();
    } finally {
      lane.isSending = false;
    }
  }

  async #sendOne(lane: Lane, partition: number, records: RecordOutput): Promise<void> {
    const identity = this.#identity!;
    const { transactionalId } = identity;
    const [cluster, topic] = [this.#cluster, this.#topic];
    const batch = recordBatch(cluster.client, records, identity, lane.sequence, this.#compression);
    lane.sequence = (lane.sequence + records.count) % 2 ** 31;
    if (transactionalId !== undefined && !lane.isAdded) {
      await addPartitions(cluster, identity, topic, [partition]);
      lane.isAdded = true;
    }
    await produceBatch(cluster, this.#name, { topic, partition, transactionalId, batch });
  }

  #wake(): void {
    this.#settled.resolve();
    this.#settled = Promise.withResolvers();
  }
}

interface Lane {
  filling: RecordOutput;
  readonly full: RecordOutput[];
  isSending: boolean;
  /** Of the next record; brokers count along. */
  sequence: number;
  /** Whether the transaction has it. */
  isAdded: boolean;
}

function nextOf(lane: Lane): RecordOutput | undefined {
  const full = lane.full.shift();
  if (full !== undefined || lane.filling.count === 0) return full;
  const records = lane.filling;
  lane.filling = new RecordOutput();
  return records;
}
