import type { Batch } from "../data/batch.ts";
import { readBatch } from "../data/batch-codec.ts";
import { readValue } from "../data/codec.ts";
import type { KeySpace } from "./key-space.ts";
import type { RowStore } from "./row-store.ts";
import { keyedBytes, type StateSnapshot } from "./state.ts";

// A key group's bytes: the keys of rows, their times where they are kept, and the rows as a batch, until the end.

/** Calls back with the rows that snapshots hold, and the numbers of their keys. */
export function eachKeptRows(
  parts: readonly StateSnapshot[],
  keys: KeySpace,
  visit: (batch: Batch, numbers: Float64Array) => void,
): void {
  for (const bytes of keyedBytes(parts)) {
    const reader = { bytes, at: 0 };
    while (reader.at < bytes.length) {
      const numbers = Float64Array.from((readValue(reader) as unknown[]).map((key) => keys.numberOf(key)));
      const times = readValue(reader) as Float64Array | null;
      visit({ ...readBatch(reader), times: times ?? undefined }, numbers);
    }
  }
}

/** Puts all rows of a batch into places, which it gives. */
export function putRows(store: Pick<RowStore, "take" | "put">, batch: Batch, numbers: Float64Array): Int32Array {
  const places = new Int32Array(batch.rowCount);
  store.take(batch.rowCount, places);
  store.put(batch, Int32Array.from(places.keys()), batch.rowCount, numbers, places);
  return places;
}
