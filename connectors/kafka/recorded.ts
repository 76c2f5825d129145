import { type BehindStored, type RecordedPlaces, type StoredRows, valueAt } from "../../core/io/mod.ts";
import type { KafkaChoices, RecordPart } from "./options.ts";
import type { KafkaSplit } from "./splits.ts";

/** How rows that have kept partition and offset, and of several topics the topic, say where in the topics they stood. */
export function recordedPlaces({ topic, columns = {}, from, until }: KafkaChoices): RecordedPlaces | undefined {
  const nameOf = (part: RecordPart): string | undefined =>
    Object.keys(columns).find((column) => columns[column] === part);
  const [topicName, partition, offset] = [nameOf("topic"), nameOf("partition"), nameOf("offset")];
  const only = topic instanceof RegExp || [topic].flat().length > 1 ? undefined : [topic].flat()[0]!;
  if (partition === undefined || offset === undefined || (topicName === undefined && only === undefined))
    return undefined;
  const names = [partition, offset, ...(topicName === undefined ? [] : [topicName])];
  return {
    columns: names,
    behind: async (splits, stored) => {
      const furthest = new Map<string, Furthest>();
      for await (const rows of stored) noteFurthest(furthest, rows, names, only);
      return new Map(
        (splits as readonly KafkaSplit[]).map(({ id, topic, partition, begin }): [string, BehindStored] => {
          const found = furthest.get(placeText(topic, partition));
          if (found === undefined && from === "latest") throw beginsLate(topic, partition);
          if (found === undefined) return [id, { position: { ...begin } }];
          const end = until === "latest" ? begin.until! : Number.POSITIVE_INFINITY;
          if (found.offset >= end) throw endsEarly({ topic, partition, stored: found.offset, end });
          return [id, { position: { ...begin, offset: found.offset + 1 }, last: found.split }];
        }),
      );
    },
  };
}

/** What came before the run, and behind what is stored of others, would be in neither of both. */
function beginsLate(topic: string, partition: number): TypeError {
  return new TypeError(
    `Cannot follow what is stored of topic ${topic} as a partition of which nothing is stored must be read from its first record: ` +
      `got partition ${partition} and from: "latest"; leave from out, or say an offset of it`,
  );
}

/** Another topic than the one that was stored: read from there on, it would have nothing to give, without a word. Who reads on for ever is told by the broker. */
function endsEarly(at: {
  readonly topic: string;
  readonly partition: number;
  readonly stored: number;
  readonly end: number;
}): RangeError {
  return new RangeError(
    `Cannot follow what is stored of topic ${at.topic} as the topic must reach as far: got offset ${at.stored} of partition ${at.partition} in the store, ` +
      `where that ends before ${at.end}; follow the topic that was stored (this one was made anew, or lost records), or another store`,
  );
}

/** The furthest stored row of a partition, and in which split of the store it is. */
interface Furthest {
  readonly offset: number;
  readonly split: string;
}

function noteFurthest(
  furthest: Map<string, Furthest>,
  { batch, split }: StoredRows,
  names: readonly string[],
  only: string | undefined,
): void {
  const columns = names.map((name) => batch.columns[batch.schema.index.get(name)!]!);
  const rows = batch.selection ?? Array.from({ length: batch.rowCount }, (_, row) => row);
  for (const row of rows) {
    const place = columns.map((column) => valueAt(column, row));
    const absent = place.indexOf(null);
    if (absent >= 0) {
      throw new TypeError(
        `Cannot tell where in Kafka the stored rows end as each must say where it stood: got one without ${names[absent]}; ` +
          "leave such rows out of what is followed",
      );
    }
    const key = placeText(String(place[2] ?? only), Number(place[0]));
    const offset = Number(place[1]);
    if (offset > (furthest.get(key)?.offset ?? -1)) furthest.set(key, { offset, split });
  }
}

function placeText(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
