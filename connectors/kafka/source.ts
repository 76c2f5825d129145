import type {
  ReadContext,
  Source,
  SplitPosition,
  SplitReader,
  StoredPosition,
  WebAbortSignal,
} from "../../core/io/mod.ts";
import { type Cluster, openCluster } from "./client.ts";
import { commitOffsets, listOffsets, type PartitionPlace } from "./offsets.ts";
import { connectingOf, discoveryMs, type KafkaChoices, type KafkaOptions, topicText } from "./options.ts";
import { type KafkaPosition, kafkaPosition, partitionReader } from "./reader.ts";
import { type RecordPlace, recordedPlaces, timeAt } from "./recorded.ts";
import { comingSplits, grows, type KafkaSplit, listSplits, lookAtPlaces } from "./splits.ts";
import { upsertSchema } from "./upsert-columns.ts";
import { readSchema } from "./values.ts";

export function kafkaSource<Row>(options: KafkaOptions<Row>): Source<Row> {
  const given: KafkaChoices = options;
  const name = `kafka(${topicText(given.topic)})`;
  const connecting = connectingOf(given);
  const schema = given.by === undefined ? readSchema(given) : upsertSchema;
  const using = async <Value>(use: (cluster: Cluster) => Promise<Value>, known?: "known"): Promise<Value> => {
    const cluster = await openCluster(connecting, known);
    try {
      return await use(cluster);
    } finally {
      await cluster.close();
    }
  };
  let listed: readonly KafkaSplit[] = [];
  const { group } = given;
  const discoverMs = discoveryMs(given, name);
  const stored = (positions: ReadonlyMap<string, StoredPosition>): Promise<void> =>
    using((cluster) => commitOffsets(cluster, group!, reachedOffsets(listed, positions)), "known");
  const newSplits = async (known: ReadonlySet<string>, signal: WebAbortSignal): Promise<readonly KafkaSplit[]> => {
    const come = await using((cluster) => comingSplits(cluster, given, name, { known, signal, discoverMs }), "known");
    listed = [...listed, ...come];
    return come;
  };
  const timesAt = (records: readonly RecordPlace[]): Promise<readonly (number | undefined)[]> =>
    using((cluster) => Promise.all(records.map((record) => timeAt(cluster, record, name))), "known");
  const recorded = given.by === undefined ? recordedPlaces(given, timesAt) : undefined;
  return {
    name,
    ...(recorded === undefined ? {} : { recorded }),
    ...(group === undefined ? {} : { stored }),
    boundedness: options.until === undefined ? "unbounded" : "bounded",
    describe: async () => ({ schema }),
    reach: () => using((cluster) => lookAtPlaces(cluster, given, name).then(() => undefined)),
    splits: async () => {
      listed = await using((cluster) => listSplits(cluster, given, name));
      return listed;
    },
    ...(grows(given) ? { newSplits } : {}),
    open: async (split, position, context) => {
      const cluster = await openCluster(connecting, "known");
      return openReader(cluster, split as KafkaSplit, position, context, { name, options: given });
    },
  };
}

/** Of each partition that was begun the offset that comes next. */
function reachedOffsets(
  splits: readonly KafkaSplit[],
  positions: ReadonlyMap<string, StoredPosition>,
): readonly (PartitionPlace & { readonly offset: number })[] {
  return splits.flatMap(({ id, topic, partition, begin }) => {
    const at = positions.get(id) ?? "begin";
    if (at === "begin") return [];
    const offset = at === "end" ? begin.until! : (at.position as unknown as KafkaPosition).offset;
    return [{ topic, partition, offset }];
  });
}

async function firstOf(cluster: Cluster, place: PartitionPlace): Promise<KafkaPosition> {
  const [offset] = await listOffsets(cluster, [place], "earliest", "read committed");
  return kafkaPosition(offset!, undefined, place.topicId);
}

async function openReader(
  cluster: Cluster,
  { topic, partition, topicId, begin }: KafkaSplit,
  position: SplitPosition | undefined,
  context: ReadContext,
  rest: { readonly name: string; readonly options: KafkaChoices },
): Promise<SplitReader> {
  // What has come since the run began is read whole, wherever reading began.
  const isNew = position === undefined && context.goesOn === true && rest.options.until === undefined;
  const from = isNew
    ? await firstOf(cluster, { topic, partition, topicId })
    : ((position as KafkaPosition | undefined) ?? begin);
  // A position that is older than their ids has none: from here on it has.
  const place = { topic, partition, topicId: from.topicId ?? topicId };
  const reader = partitionReader(cluster, { ...place, ...rest }, from, context, position === undefined);
  const end = (): void => void cluster.close();
  context.signal.addEventListener("abort", end, { once: true });
  const close = async (): Promise<void> => {
    context.signal.removeEventListener("abort", end);
    await cluster.close();
  };
  return { ...reader, close };
}
