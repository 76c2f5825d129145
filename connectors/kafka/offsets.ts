import type { Cluster, Topic } from "./client.ts";
import type { KafkaChoices, KafkaOffsets, KafkaOptions } from "./options.ts";

/** A partition that is read. */
export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
  /** Of the topic as it is now, where the cluster gives it one. */
  readonly topicId?: string | undefined;
}

const [latest, earliest] = [-1n, -2n];

type Isolation = NonNullable<KafkaOptions["isolation"]>;

/** The offset of each partition that is asked for: its first, the one behind its last, or the first since a time (else the one behind its last). */
export async function listOffsets(
  cluster: Cluster,
  places: readonly PartitionPlace[],
  at: "earliest" | "latest" | { readonly time: number | Date },
  isolation: Isolation,
): Promise<readonly number[]> {
  const timestamp = typeof at === "object" ? BigInt(Math.ceil(Number(at.time))) : at === "latest" ? latest : earliest;
  const level = isolation === "read committed" ? 1 : 0;
  const found = await Promise.all(
    places.map(async ({ topic, partition }) => {
      const action = `find where to read partition ${partition} of topic ${topic}`;
      const partitions = [{ partitionIndex: partition, currentLeaderEpoch: -1, timestamp }];
      const { listOffsetsV7 } = cluster.client;
      const given: Parameters<typeof listOffsetsV7.api.async> extends [unknown, ...infer Given] ? Given : never = [
        -1,
        level,
        [{ name: topic, partitions }],
      ];
      const { topics } = await cluster.send(action, { topic, partition }, listOffsetsV7.api, given);
      return Number(topics[0]!.partitions[0]!.offset);
    }),
  );
  if (typeof at === "string" || !found.includes(-1)) return found;
  const ends = await listOffsets(cluster, places, "latest", isolation);
  return found.map((offset, index) => (offset < 0 ? ends[index]! : offset));
}

/** What a group has committed; −1 where it has not. */
async function committedOffsets(
  cluster: Cluster,
  group: string,
  places: readonly PartitionPlace[],
): Promise<readonly number[]> {
  const byTopic = Map.groupBy(places, ({ topic }) => topic);
  const topics = Array.from(byTopic, ([name, all]) => ({
    name,
    partitionIndexes: all.map(({ partition }) => partition),
  }));
  const answer = await cluster.send(
    `look at what group ${group} has committed`,
    { coordinates: "group", id: group },
    cluster.client.offsetFetchV8.api,
    [[{ groupId: group, memberEpoch: -1, topics }], true],
  );
  const found = new Map<string, number>();
  for (const { name, partitions } of answer.groups[0]!.topics) {
    for (const { partitionIndex, committedOffset } of partitions)
      found.set(`${name}/${partitionIndex}`, Number(committedOffset));
  }
  return places.map(({ topic, partition }) => found.get(`${topic}/${partition}`) ?? -1);
}

/** Says under a group's name how far its partitions are read. The group has no members: what other consumers are members of is refused. */
export async function commitOffsets(
  cluster: Cluster,
  group: string,
  reached: readonly (PartitionPlace & { readonly offset: number })[],
): Promise<void> {
  if (reached.length === 0) return;
  const topics = Array.from(
    Map.groupBy(reached, ({ topic }) => topic),
    ([name, all]) => ({
      name,
      partitions: all.map(({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
        committedMetadata: null,
      })),
    }),
  );
  await cluster.send(
    `commit offsets of group ${group}`,
    { coordinates: "group", id: group },
    cluster.client.offsetCommitV8.api,
    [group, -1, "", null, topics],
  );
}

/** Where each partition is begun, by what the options say. */
export async function startOffsets(
  cluster: Cluster,
  places: readonly PartitionPlace[],
  { from = "earliest", group, isolation = "read committed" }: KafkaChoices,
): Promise<readonly number[]> {
  if (from === "committed") {
    const [committed, first] = [
      await committedOffsets(cluster, group!, places),
      await listOffsets(cluster, places, "earliest", isolation),
    ];
    return committed.map((offset, index) => (offset < 0 ? first[index]! : offset));
  }
  if (typeof from === "string" || "time" in from) return listOffsets(cluster, places, from, isolation);
  const first = await listOffsets(cluster, places, "earliest", isolation);
  return places.map((place, index) => givenOffset(from.offsets, place) ?? first[index]!);
}

/** Where each partition ends; undefined where they never do. */
export async function stopOffsets(
  cluster: Cluster,
  places: readonly PartitionPlace[],
  { until, isolation = "read committed" }: KafkaChoices,
): Promise<readonly number[] | undefined> {
  if (until === undefined) return undefined;
  if (until === "latest" || "time" in until) return listOffsets(cluster, places, until, isolation);
  const ends = await listOffsets(cluster, places, "latest", isolation);
  return places.map((place, index) => {
    const given = givenOffset(until.offsets, place);
    // What is not there yet is not waited for.
    return given === undefined ? ends[index]! : Math.min(given, ends[index]!);
  });
}

function givenOffset(offsets: KafkaOffsets, { topic, partition }: PartitionPlace): number | undefined {
  const own = offsets[topic];
  if (typeof own === "object") return own[partition];
  const given = offsets[partition];
  return typeof given === "number" ? given : undefined;
}

/** The partitions that the options ask for, in order. */
export function placesOf(
  topics: readonly Topic[],
  { partitions }: KafkaChoices,
  name: string,
): readonly PartitionPlace[] {
  return topics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name: topic, id: topicId, leaders }) => {
      const missing = partitions?.find((partition) => !(partition in leaders));
      if (missing !== undefined) {
        throw new RangeError(
          `Cannot read ${name} as topic ${topic} must have the partitions that are asked for: got ${missing}, it has 0 to ${leaders.length - 1}; use one of these`,
        );
      }
      const all = partitions ?? [...leaders.keys()];
      return all.map((partition) => ({ topic, partition, topicId }));
    });
}
