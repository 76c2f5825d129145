import { type SourceAndSink, sourceAndSink } from "../files/mod.ts";
import { checkKafkaOptions, type KafkaOptions } from "./options.ts";
import { kafkaSink } from "./sink.ts";
import { kafkaSource } from "./source.ts";

/**
 * Topics of Apache Kafka: `from(kafka({ brokers, topic }))` reads them, without an end unless `until` says one;
 * `sinkTo(kafka({ brokers, topic }))` writes.
 *
 * **Rows.** Values are JSON unless `value` says `"string"`, `"bytes"` or a codec of your own. With a `schema` the columns are
 * its, and a value that does not fit makes its record a bad one. `columns` adds others: `{ customer: "key", at: "time" }`;
 * without a schema the value is then the column `value`. A record without a value (a tombstone) has `null` there; with a
 * schema it is a bad record. So is one whose value or key must be text or JSON and is no UTF-8.
 *
 * **Headers** are an object by name, read and written alike: of texts, of bytes where a value is no UTF-8 (`headers: "bytes"`: of bytes
 * always), null, and of the list of values, in their order, where a name comes several times. The order of different names is not kept.
 *
 * **Partitions** are splits of their own: event time is kept for each, and one that is silent holds it back until
 * `idleAfter`. Those that come later, and topics of a pattern, are found while the run goes on (`discover`) and read from their
 * first record. Positions are offsets in the run's own checkpoints, never those that a group has committed.
 *
 * **Transactions.** Records of transactions that are open or were aborted are not read (`isolation`): reading waits before
 * the first that is open.
 *
 * **Writing** is at-least-once, and exactly-once with `transactions`: what was written since the last checkpoint is
 * committed with the next, in a transaction whose id begins with `idPrefix`. A run that goes on commits what its checkpoint
 * has prepared, aborts what its predecessors left open, and has brokers refuse those that still live. Readers must not read
 * uncommitted records. The key of a row is what `keyOf` gives, or the column that `columns` says; so are partition, time and headers.
 * Records of one key go to one partition, the same that Kafka's client for Java chooses; those without one to each in turn.
 *
 * Needs the package `@platformatic/kafka`. Brokers of Kafka 3.0 or newer; tested with 4.3.
 *
 * @example
 * ```ts
 * import { kafka } from "millrace/connectors/kafka";
 *
 * interface Bid { auction: number; price: number }
 *
 * const bids = kafka<Bid>({ brokers: "127.0.0.1:9092", topic: "bids", from: { time: Date.UTC(2026, 0, 1) } });
 * console.log(bids.name, bids.boundedness); // kafka(bids) unbounded
 * ```
 */
export function kafka<Row>(options: KafkaOptions<Row>): SourceAndSink<Row> {
  checkKafkaOptions(options);
  return sourceAndSink(kafkaSource(options), kafkaSink(options));
}
