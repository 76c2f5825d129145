import { type Batch, lengthOf } from "../data/batch.ts";
import { takesBack } from "../data/change-pairs.ts";
import { take } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { type RowStore, rowStore } from "../state/row-store.ts";
import { type KeySpec, keyedInput } from "./keyed-input.ts";
import { keysAtOnce } from "./keys-at-once.ts";
import type { Operator } from "./operator.ts";
import { rowFinder } from "./row-finder.ts";
import { bringRows, putRowsAway } from "./rows-at-hand.ts";
import { notThere } from "./taken-back.ts";

/** Rows of an emitted batch. */
const batchRows = 8192;

/**
 * What is left of a bounded changelog, at its end, in the order in which the rows came (key by key, where they are on disk): on
 * stored data nobody downstream has to know that rows were ever taken back. `key` is what rows meet by.
 */
export function finalRows(key: KeySpec): Operator {
  const kept = rowStore("rows", "timed rows", "memory or disk");
  return {
    name: "final rows",
    state: [kept],
    selection: "accepts",
    changes: "accepts",
    // Rows keep their times, so that none of the input's watermarks holds before the last is out.
    watermarks: "own",
    reads: () => ["all"],
    open: (context) => {
      const store = context.state(kept);
      const finder = rowFinder(store);
      const input = keyedInput(context, key, []);
      const made = {
        learn: (_: number, places: Int32Array) => finder.addKept(places),
        forget: () => finder.clear(),
      };
      return {
        batch: (given) => {
          const keyed = input(given);
          if (keyed === undefined) return;
          bringRows([store], keyed, made);
          const { batch, keys } = keyed;
          for (let k = 0; k < lengthOf(batch); k++) {
            const row = batch.selection === undefined ? k : batch.selection[k]!;
            if (batch.kinds === undefined || !takesBack(batch.kinds[row]!)) {
              const places = new Int32Array(1);
              store.take(1, places);
              store.put(batch, Int32Array.of(row), 1, keys, places);
              finder.add(places[0]!, batch, row, keys[row]!);
              continue;
            }
            const place = finder.take(batch, row, keys[row]!);
            if (place < 0) notThere(context, batch, row);
            else store.remove(place);
          }
        },
        end: () => {
          for (const places of allPlaces(store, made)) {
            for (let from = 0; from < places.length; from += batchRows) {
              context.emit(rowsAt(store, places.subarray(from, from + batchRows)));
            }
          }
          context.emitWatermark(Number.POSITIVE_INFINITY);
        },
      };
    },
  };
}

/** The places of all rows; of those on disk some keys' at a time. */
function* allPlaces(store: RowStore, made: Parameters<typeof putRowsAway>[1]): Generator<Int32Array> {
  const { away } = store;
  if (away === undefined || away.nothingAway) return yield store.live();
  for (const keys of keysAtOnce(away.allKeys())) {
    putRowsAway([store], made);
    bringRows([store], keys, made);
    yield store.live();
  }
}

function rowsAt(store: RowStore, places: Int32Array): Batch {
  const times = gatherFloat64(store.times, places);
  return { ...take(store.rows()!, places), times: times.some(Number.isNaN) ? undefined : times };
}
