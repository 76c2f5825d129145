import { makeBatch } from "../data/batch.ts";
import { rowSchema } from "../data/schema.ts";
import type { KeyedInput } from "./keyed-input.ts";

/** Keys that are looked at together. */
const mostKeys = 8192;

/** A batch that has nothing but keys: to bring what they have from disk. */
export function batchOfKeys(keys: Float64Array): Pick<KeyedInput, "batch" | "keys"> {
  return { batch: makeBatch(rowSchema([]), keys.length, []), keys };
}

/** Keys some at a time: what all of them have may not fit into memory. */
export function* keysAtOnce(keys: Float64Array): Generator<Pick<KeyedInput, "batch" | "keys">> {
  for (let from = 0; from < keys.length; from += mostKeys) yield batchOfKeys(keys.subarray(from, from + mostKeys));
}
