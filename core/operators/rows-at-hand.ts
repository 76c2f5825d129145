import { lengthOf } from "../data/batch.ts";
import type { RowStore } from "../state/row-store.ts";
import type { KeyedInput } from "./keyed-input.ts";

/** What an operator makes of the rows of its stores. */
interface MadeOfRows {
  /** All rows were put away. */
  forget(): void;
  /** Rows of a store came back, in these places. */
  learn(store: number, places: Int32Array): void;
}

/** Brings the rows of the keys of a batch, where they may be on disk; when there is too much, all others are put away before. */
export function bringRows(
  stores: readonly RowStore[],
  { batch, keys }: Pick<KeyedInput, "batch" | "keys">,
  made: MadeOfRows,
): void {
  if (stores.some(({ away }) => away?.isFull === true)) putRowsAway(stores, made);
  stores.forEach(({ away }, at) => {
    const places = away?.bring(keys, batch.selection, lengthOf(batch));
    if (places !== undefined && places.length > 0) made.learn(at, places);
  });
}

export function putRowsAway(stores: readonly RowStore[], made: MadeOfRows): void {
  for (const { away } of stores) away?.putAway();
  made.forget();
}
