import { type Dataset, from } from "../../../core/mod.ts";
import type { Digest } from "./digest.ts";
import { digester } from "./digest.ts";
import type { NexmarkEvent } from "./generator.ts";
import { queries } from "./queries.ts";
import { digestColumns, type QueryName, type Results } from "./results.ts";
import { nexmark } from "./source.ts";

/** The digest of what a query gives for the events 0 … `events` − 1. */
export async function digestQuery<Name extends QueryName>(name: Name, events: number): Promise<Digest> {
  const result = digester();
  const columns = digestColumns[name];
  await queryOf(name)(from(nexmark({ events }))).forEach((row: Results[Name]) => result.add(columns(row)));
  return result.digest();
}

export function queryOf<Name extends QueryName>(name: Name): (events: Dataset<NexmarkEvent>) => Dataset<Results[Name]> {
  return queries[name];
}
