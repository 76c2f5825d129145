// Topics of Apache Kafka as unbounded and bounded data.
export { kafka } from "./kafka.ts";
export type {
  KafkaCodec,
  KafkaFormat,
  KafkaLogin,
  KafkaOffsets,
  KafkaOptions,
  KafkaTls,
  KafkaTransactions,
  RecordPart,
} from "./options.ts";
