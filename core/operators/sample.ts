import { type Batch, lengthOf } from "../data/batch.ts";
import { mendedKinds } from "../data/change-pairs.ts";
import { encodeKey } from "../data/key-group.ts";
import { finalise, murmur3 } from "../data/murmur3.ts";
import { rowReader } from "../expression/row-reader.ts";
import { operatorState } from "../state/keyed-state.ts";
import type { Operator } from "./operator.ts";

/**
 * Lets each record through with a probability, by a hash of its number and the seed: the same rows in every run. Of a
 * changelog by a hash of its content, so that what takes a row back goes the way of the row.
 */
export function sample(fraction: number, seed: number, by: "number" | "content" = "number"): Operator {
  const seen = operatorState<number>("seen", () => 0, Math.max);
  const threshold = fraction * 2 ** 32;
  return {
    name: `sample(${fraction})`,
    state: [seen],
    selection: "accepts",
    changes: "keeps",
    reads: (wanted) => [by === "content" ? "all" : wanted],
    open: (context) => {
      const state = context.state(seen);
      const start = finalise(seed ^ Math.imul(context.subtask + 1, 0x9e3779b1));
      const hashOfNext = (): number => finalise(start + Math.imul(state.value++, 0x85ebca77));
      return {
        batch: (batch) => {
          const hashOf = by === "content" ? contentHash(batch, seed) : hashOfNext;
          const rows: number[] = [];
          for (let k = 0; k < lengthOf(batch); k++) {
            const row = batch.selection === undefined ? k : batch.selection[k]!;
            if (hashOf(row) < threshold) rows.push(row);
          }
          if (rows.length > 0) context.emit(chosen(batch, Int32Array.from(rows)));
        },
      };
    },
  };
}

function contentHash(batch: Batch, seed: number): (row: number) => number {
  const read = rowReader(batch);
  return (row) => {
    const bytes = encodeKey(read(row));
    return finalise(murmur3(bytes, 0, bytes.length) ^ seed);
  };
}

function chosen(batch: Batch, selection: Int32Array): Batch {
  const kinds = batch.kinds && mendedKinds(batch.kinds, batch.selection, selection);
  return { ...batch, selection, kinds };
}
