// Topics of Apache Kafka as unbounded and bounded data.
export { kafka } from "./kafka.ts";
export { type KafkaUpsert, kafkaUpserts } from "./upserts.ts";
export type {
  KafkaCodec,
  KafkaFormat,
  KafkaLogin,
  KafkaOffsets,
  KafkaOptions,
  KafkaTls,
  KafkaTransactions,
  KafkaUpsertOptions,
  RecordPart,
} from "./options.ts";
