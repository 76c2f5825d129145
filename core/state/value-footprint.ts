import { roughValueBytes } from "../data/size.ts";
import type { Footprint } from "./state.ts";

const sampled = 16;
const depth = 3;

/** What an entry takes beside its value: its place in a map, with its key. */
const entryBytes = 48;

/** What so many values take, by the first few of them. */
export function valuesFootprint(values: Iterable<unknown>, entries: number): Footprint {
  let bytes = 0;
  let count = 0;
  for (const value of values) {
    bytes += roughValueBytes(value, depth);
    if (++count === sampled) break;
  }
  return { entries, bytes: count === 0 ? 0 : Math.round(entries * (entryBytes + bytes / count)) };
}
