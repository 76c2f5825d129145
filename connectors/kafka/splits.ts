import type { Split, WebAbortSignal } from "../../core/io/mod.ts";
import { systemClock } from "../../core/platform/mod.ts";
import { pause } from "../files/mod.ts";
import type { Cluster, Topic } from "./client.ts";
import { listOffsets, type PartitionPlace, placesOf, startOffsets, stopOffsets } from "./offsets.ts";
import type { KafkaChoices } from "./options.ts";
import { type KafkaPosition, kafkaPosition } from "./reader.ts";

/** A partition, with where it is begun and where it ends. */
export interface KafkaSplit extends Split, PartitionPlace {
  readonly begin: KafkaPosition;
}

export async function listSplits(
  cluster: Cluster,
  options: KafkaChoices,
  name: string,
): Promise<readonly KafkaSplit[]> {
  const places = await lookAtPlaces(cluster, options, name);
  const starts = await startOffsets(cluster, places, options);
  const stops = await stopOffsets(cluster, places, options);
  return places.map((place, index) => {
    const until = stops?.[index];
    const begin = kafkaPosition(starts[index]!, until, place.topicId);
    return { id: idOf(place), ...place, begin };
  });
}

/** The partitions that are read, as far as they are there. */
export async function lookAtPlaces(
  cluster: Cluster,
  options: KafkaChoices,
  name: string,
): Promise<readonly PartitionPlace[]> {
  const places = placesOf(await topicsOf(cluster, options.topic, name), options, name);
  requireRead(options.from, "from", places, name);
  requireRead(options.until, "until", places, name);
  return places;
}

/** Offsets of what is not read are refused: a slip in a name would have the whole topic read from its first record. */
function requireRead(
  at: KafkaChoices["from"] | KafkaChoices["until"],
  option: "from" | "until",
  places: readonly PartitionPlace[],
  name: string,
): void {
  if (typeof at !== "object" || !("offsets" in at)) return;
  const topics = [...new Set(places.map(({ topic }) => topic))];
  const refuse = (what: string, got: string, all: readonly (string | number)[]): never => {
    throw new RangeError(
      `Cannot read ${name} as offsets of ${option} must be of ${what} that are read: got ${got}; use ${all.slice(0, 20).join(", ")}`,
    );
  };
  for (const [key, given] of Object.entries(at.offsets)) {
    const isTopic = typeof given === "object";
    if (isTopic && !topics.includes(key)) refuse("topics", JSON.stringify(key), topics);
    const own = isTopic ? places.filter(({ topic }) => topic === key) : places;
    const known = [...new Set(own.map(({ partition }) => partition))].sort((a, b) => a - b);
    for (const partition of isTopic ? Object.keys(given) : [key])
      if (!known.includes(Number(partition))) refuse("partitions", partition, known);
  }
}

async function topicsOf(cluster: Cluster, topic: KafkaChoices["topic"], name: string): Promise<readonly Topic[]> {
  if (!(topic instanceof RegExp)) return cluster.topics([topic].flat());
  // A pattern with the flag g remembers where it was.
  const whole = new RegExp(`^(?:${topic.source})$`, topic.flags.replace(/[gy]/g, ""));
  const matching = (await cluster.topics(undefined)).filter((one) => whole.test(one.name));
  if (matching.length > 0) return matching;
  throw new Error(
    `Cannot read ${name} as a topic must match it as a whole: got none on ${cluster.name}; check the pattern, or create a topic`,
  );
}

/** Whether partitions may come that are read as well. */
export function grows({ topic, partitions, until }: KafkaChoices): boolean {
  return until === undefined && (partitions === undefined || topic instanceof RegExp);
}

/** Waits for partitions that are not known; none when the signal is aborted. They are begun at their first record, wherever others were begun. */
export async function comingSplits(
  cluster: Cluster,
  options: KafkaChoices,
  name: string,
  {
    known,
    signal,
    discoverMs,
  }: { readonly known: ReadonlySet<string>; readonly signal: WebAbortSignal; readonly discoverMs: number },
): Promise<readonly KafkaSplit[]> {
  const end = (): void => void cluster.close();
  signal.addEventListener("abort", end, { once: true });
  try {
    for (;;) {
      await pause(systemClock, discoverMs, [signal]);
      if (signal.aborted) return [];
      const all = placesOf(await topicsOf(cluster, options.topic, name), options, name);
      const come = all.filter((place) => !known.has(idOf(place)));
      if (come.length === 0) continue;
      const starts = await listOffsets(cluster, come, "earliest", "read committed");
      return come.map((place, index) => {
        const begin = kafkaPosition(starts[index]!, undefined, place.topicId);
        return { id: idOf(place), ...place, begin };
      });
    }
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function idOf({ topic, partition }: PartitionPlace): string {
  return `${topic}-${partition}`;
}
