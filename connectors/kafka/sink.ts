import type { Sink, SinkContext, SinkWriter, Transaction } from "../../core/io/mod.ts";
import { durationMs } from "../../core/mod.ts";
import { systemClock } from "../../core/platform/mod.ts";
import { type Cluster, openCluster } from "./client.ts";
import { writtenFormats } from "./formats.ts";
import { connectingOf, type KafkaChoices, type KafkaOptions, topicText } from "./options.ts";
import { bufferOf } from "./produce.ts";
import { Producer } from "./producer.ts";
import { eachRecord, eachUpsert, type RowRecord, requireNamedColumns, rowChoices } from "./rows.ts";
import { type Sessions, transactionSessions } from "./sessions.ts";
import { abortTransaction, beginIdempotent, commitTransaction, type KafkaTransaction } from "./transactions.ts";

export function kafkaSink<Row>(options: KafkaOptions<Row>): Sink<Row> {
  const given: KafkaChoices = options;
  const name = `kafka(${topicText(given.topic)})`;
  const connecting = connectingOf(given);
  const timeoutMs = durationMs(given.transactions?.timeout ?? "15m", "timeout of transactions of Kafka");
  const each = async (
    transactions: readonly Transaction[],
    call: (cluster: Cluster, transaction: KafkaTransaction) => Promise<void>,
  ): Promise<void> => {
    const cluster = await openCluster(connecting, "known");
    try {
      await Promise.all((transactions as readonly KafkaTransaction[]).map((one) => call(cluster, one)));
    } finally {
      await cluster.close();
    }
  };
  return {
    name,
    guarantee: given.transactions === undefined ? "at-least-once" : "exactly-once",
    takes: "views",
    ...(given.by === undefined ? {} : { changes: "accepts" }),
    reach: async () => {
      const topic = topicOf(given.topic, name);
      const cluster = await openCluster(connecting);
      await cluster.topics([topic]).finally(() => cluster.close());
    },
    open: async (context) => {
      const topic = topicOf(given.topic, name);
      requireNamedColumns(given, context.schema, name);
      const cluster = await openCluster(connecting);
      try {
        return await openWriter(cluster, { options: given, topic, name, timeoutMs }, context);
      } catch (error) {
        await cluster.close();
        throw error;
      }
    },
    commit: (transactions) => each(transactions, (cluster, one) => commitTransaction(cluster, one, name)),
    abort: (transactions) => each(transactions, (cluster, one) => abortTransaction(cluster, one, timeoutMs)),
  };
}

function topicOf(topic: KafkaChoices["topic"], name: string): string {
  const [first, ...rest] = topic instanceof RegExp ? [] : [topic].flat();
  if (first !== undefined && rest.length === 0) return first;
  throw new TypeError(
    `Cannot write to ${name} as topic must be one name: got ${topicText(topic)}; use a sink for each`,
  );
}

interface Writing {
  readonly options: KafkaChoices;
  readonly topic: string;
  readonly name: string;
  readonly timeoutMs: number;
}

async function openWriter(cluster: Cluster, writing: Writing, context: SinkContext): Promise<SinkWriter> {
  const { options, topic, name, timeoutMs } = writing;
  const [found] = await cluster.topics([topic]);
  const producer = new Producer(cluster, topic, found!.leaders.length, name, options.compression);
  const choices = rowChoices(await writtenFormats(options, topic, context.signal, context.schema), topic, name);
  const partitionOf = partitioner(cluster, producer.partitions, name);
  const sessions: Sessions | undefined =
    options.transactions === undefined
      ? undefined
      : await transactionSessions(cluster, { idPrefix: options.transactions.idPrefix, timeoutMs }, context);
  if (sessions === undefined) producer.begin(await beginIdempotent(cluster, name));
  const add = (record: RowRecord): void => {
    const { key, value, headers, timeMs = systemClock.nowMs() } = record;
    producer.add(partitionOf(record), timeMs, key, value, headers);
  };
  return {
    write: (batch) => {
      if ((batch.selection?.length ?? batch.rowCount) === 0) return undefined;
      // Before anything is waited for: the batch is only valid during the call.
      (options.by === undefined ? eachRecord : eachUpsert)(batch, choices, add);
      if (sessions === undefined || sessions.current !== undefined) return producer.push();
      return sessions.begin().then((identity) => {
        producer.begin(identity);
        return producer.push();
      });
    },
    prepare: async () => {
      await producer.flush();
      return sessions?.prepared();
    },
    close: async () => {
      try {
        await sessions?.close();
      } finally {
        await cluster.close();
      }
    },
  };
}

/** By the key, as all clients of Kafka for Java do; without one each partition in turn. */
function partitioner({ client }: Cluster, partitions: number, name: string): (record: RowRecord) => number {
  let turn = 0;
  return ({ partition, key }) => {
    if (partition !== undefined && partition !== null) {
      if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return partition;
      throw new RangeError(
        `Cannot write to ${name} as a row must name one of its partitions: got ${partition}, there are ${partitions}; use 0 to ${partitions - 1}`,
      );
    }
    if (key === undefined) return turn++ % partitions;
    return (client.murmur2(bufferOf(key)) & 0x7fffffff) % partitions;
  };
}
