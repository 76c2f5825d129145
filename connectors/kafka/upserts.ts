import type { Sink, Source } from "../../core/io/mod.ts";
import type { ChangeWord } from "../../core/mod.ts";
import { sourceAndSink } from "../files/mod.ts";
import { checkKafkaOptions, checkUpserts, type KafkaChoices, type KafkaUpsertOptions } from "./options.ts";
import { kafkaSink } from "./sink.ts";
import { kafkaSource } from "./source.ts";

/** What a record of an upsert topic does; of a delete the row has only what it is known by. */
export interface KafkaUpsert<Row> {
  readonly change: ChangeWord & ("upsert" | "delete");
  readonly row: Row;
}

/**
 * A topic that holds the last row of each key (an upsert topic, mostly compacted): `sinkTo(kafkaUpserts({ …, by: "id" }))`
 * writes a changelog, `from(kafkaUpserts({ …, by: "id" })).apply(fromChangelog({ by: "id" }))` reads it as one.
 *
 * **Writing.** What an insert or an update gives is a record of its key; what is deleted, a record without a value (a
 * tombstone). What an update takes back is not written, unless it had another key: that gets a tombstone. The changes of a
 * key must come from one subtask to be written in their order, as they do behind a step that is keyed by it, or by a part of it.
 * Exactly-once and the rest are as for `kafka`.
 *
 * **Reading.** Values are whole rows, also what they are known by; a record whose key is another than its value says is a bad
 * record. With a `schema` both are of its types.
 *
 * @example
 * ```ts
 * import { from, fromChangelog } from "millrace";
 * import { kafkaUpserts } from "millrace/connectors/kafka";
 *
 * interface Person { id: number; city: string }
 *
 * const people = kafkaUpserts<Person>({ brokers: "127.0.0.1:9092", topic: "people", by: "id" });
 * console.log(from(people).apply(fromChangelog({ by: "id" })).boundedness); // unbounded
 * ```
 */
export function kafkaUpserts<Row>(
  options: KafkaUpsertOptions<Row>,
): Source<KafkaUpsert<Row>> & Omit<Sink<Row>, "given"> {
  const { by, ...rest } = options;
  checkKafkaOptions(rest as KafkaChoices);
  const given = { ...rest, by: checkUpserts(options as KafkaUpsertOptions) };
  type Both = Source<KafkaUpsert<Row>> & Omit<Sink<Row>, "given">;
  return sourceAndSink(kafkaSource(given as never), kafkaSink(given as never)) as unknown as Both;
}
