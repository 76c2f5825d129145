import { match, type PatternOf } from "../../../cep/mod.ts";
import { type Dataset, from } from "../../../core/mod.ts";
import { digester } from "../nexmark/digest.ts";
import { type CepEvent, cepEvents } from "./events.ts";
import { matchText, type PatternName, patterns } from "./patterns.ts";

type Found = Readonly<Record<string, readonly CepEvent[]>>;

/** The matches of a pattern, key by key. */
export function found(looked: PatternOf<CepEvent>, events: number): Dataset<Found> {
  return from(cepEvents(events))
    .withEventTime()
    .keyBy("key")
    .apply(match<CepEvent, Found>(looked as never));
}

/** Rows and digest of the matches of a pattern among so many events. */
export async function digestPattern(name: PatternName, events: number): Promise<unknown> {
  const digest = digester();
  await found(patterns[name], events).forEach((row) => digest.add([matchText(row)]));
  return digest.digest();
}
