import { type BehindStored, type Column, type RecordedPlaces, type StoredRows, valueAt } from "../../core/io/mod.ts";
import type { Cluster } from "./client.ts";
import { FetchSize, fetchRecords } from "./fetch.ts";
import type { PartitionPlace } from "./offsets.ts";
import type { KafkaChoices, RecordPart } from "./options.ts";
import { recordTable } from "./record-table.ts";
import { KafkaRefusal } from "./refusal.ts";
import type { KafkaSplit } from "./splits.ts";

/** A record, by where it stands. */
export interface RecordPlace extends PartitionPlace {
  readonly offset: number;
}

/** The time of a record; undefined where there is none any more. */
export async function timeAt(cluster: Cluster, place: RecordPlace, name: string): Promise<number | undefined> {
  const request = { ...place, isolation: "read uncommitted", size: new FetchSize() } as const;
  try {
    const { bytes } = await fetchRecords(cluster, request, name, `${place.topic}-${place.partition}`);
    const span = { from: place.offset, to: place.offset + 1, aborted: undefined };
    const { table } = recordTable(cluster.client, bytes, span);
    return table.rows === 0 ? undefined : table.times[0];
  } catch (error) {
    if (error instanceof KafkaRefusal && error.has("OFFSET_OUT_OF_RANGE")) return undefined;
    throw error;
  }
}

/**
 * How rows that have kept partition and offset, and of several topics the topic, say where in the topics they stood. Where they have
 * kept the time as well, that of the furthest tells a topic that was made anew: rows know no topic's id.
 *
 * @param timesAt Of records, in order: the times that they have in the topics; undefined where they are gone.
 */
export function recordedPlaces(
  { topic, columns = {}, from, until }: KafkaChoices,
  timesAt: (records: readonly RecordPlace[]) => Promise<readonly (number | undefined)[]>,
): RecordedPlaces | undefined {
  const nameOf = (part: RecordPart): string | undefined =>
    Object.keys(columns).find((column) => columns[column] === part);
  const [topicName, partition, offset, time] = [nameOf("topic"), nameOf("partition"), nameOf("offset"), nameOf("time")];
  const only = topic instanceof RegExp || [topic].flat().length > 1 ? undefined : [topic].flat()[0]!;
  if (partition === undefined || offset === undefined || (topicName === undefined && only === undefined))
    return undefined;
  const names = { partition, offset, topic: topicName, time };
  return {
    columns: Object.values(names).filter((name) => name !== undefined),
    behind: async (splits, stored) => {
      const furthest = new Map<string, Furthest>();
      for await (const rows of stored) noteFurthest(furthest, rows, names, only);
      const followed = (splits as readonly KafkaSplit[]).flatMap(({ topic, partition, topicId }) => {
        const { offset, time } = furthest.get(placeText(topic, partition)) ?? {};
        return offset === undefined || time === undefined ? [] : [{ topic, partition, topicId, offset, time }];
      });
      const behind = new Map(
        (splits as readonly KafkaSplit[]).map(({ id, topic, partition, begin }): [string, BehindStored] => {
          const found = furthest.get(placeText(topic, partition));
          if (found === undefined && from === "latest") throw beginsLate(topic, partition);
          if (found === undefined) return [id, { position: { ...begin } }];
          const end = until === "latest" ? begin.until! : Number.POSITIVE_INFINITY;
          if (found.offset >= end) throw endsEarly({ topic, partition, stored: found.offset, end });
          return [id, { position: { ...begin, offset: found.offset + 1 }, last: found.split }];
        }),
      );
      const times = await timesAt(followed);
      followed.forEach((record, at) => {
        const now = times[at];
        if (now !== undefined && now !== record.time) throw isAnother(record, now);
      });
      return behind;
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

/** Another topic that reaches further than the stored one: what it has up to there would be in neither of both. */
function isAnother({ topic, partition, offset, time }: RecordPlace & { readonly time: number }, now: number): Error {
  const [stored, found] = [time, now].map((ms) => new Date(ms).toISOString());
  return new Error(
    `Cannot follow what is stored of topic ${topic} as the topic must be the one that was stored: got a record of ${found} at offset ${offset} of partition ${partition}, ` +
      `where the store has one of ${stored}; follow the topic that was stored (this one was made anew, or the column of the time holds another one), or another store`,
  );
}

/** The furthest stored row of a partition, and in which split of the store it is. */
interface Furthest {
  readonly offset: number;
  /** When it was written, in ms since the epoch, where the store says it. */
  readonly time: number | undefined;
  readonly split: string;
}

/** The columns that say where a row stood, and when. */
interface StandingColumns {
  readonly partition: string;
  readonly offset: string;
  readonly topic: string | undefined;
  readonly time: string | undefined;
}

function noteFurthest(
  furthest: Map<string, Furthest>,
  { batch, split }: StoredRows,
  names: StandingColumns,
  only: string | undefined,
): void {
  const columnOf = (name: string): Column => batch.columns[batch.schema.index.get(name)!]!;
  const needed = [names.partition, names.offset, ...(names.topic === undefined ? [] : [names.topic])];
  const columns = needed.map(columnOf);
  const times = names.time === undefined ? undefined : columnOf(names.time);
  const rows = batch.selection ?? Array.from({ length: batch.rowCount }, (_, row) => row);
  for (const row of rows) {
    const place = columns.map((column) => valueAt(column, row));
    const absent = place.indexOf(null);
    if (absent >= 0) {
      throw new TypeError(
        `Cannot tell where in Kafka the stored rows end as each must say where it stood: got one without ${needed[absent]}; ` +
          "leave such rows out of what is followed",
      );
    }
    const key = placeText(String(place[2] ?? only), Number(place[0]));
    const offset = Number(place[1]);
    if (offset <= (furthest.get(key)?.offset ?? -1)) continue;
    const time = times && valueAt(times, row);
    furthest.set(key, { offset, time: time === null || time === undefined ? undefined : Number(time), split });
  }
}

function placeText(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
