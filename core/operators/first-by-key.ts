import { type Batch, lengthOf } from "../data/batch.ts";
import { groupState } from "../state/group-state.ts";
import { columnsReadBy, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Columns, Operator } from "./operator.ts";

/** Lets the first record of each key through, in order of arrival. State: the keys seen. */
export function firstByKey(key: KeySpec): Operator {
  const seen = groupState("seen", []);
  return {
    name: "distinct",
    details: { key: key?.names.join(", ") ?? "none" },
    state: [seen],
    selection: "accepts",
    keepsSchema: true,
    reads: (wanted): readonly Columns[] => {
      const read = columnsReadBy(key, [], false);
      return [wanted === "all" || read === "all" ? "all" : new Set([...wanted, ...read])];
    },
    open: (context) => {
      const groups = context.state(seen);
      const { table } = groups;
      const input = keyedInput(context, key, []);
      let entries = new Int32Array(0);
      return {
        batch: (given) => {
          const keyed = input(given);
          if (keyed === undefined) return;
          const { batch, keys } = keyed;
          const length = lengthOf(batch);
          if (entries.length < length) entries = new Int32Array(length);
          groups.readAhead(keys, batch.selection, length);
          const before = table.size;
          table.locate(keys, batch.selection, 0, length, entries);
          if (table.size > before) context.emit({ ...batch, selection: firsts(batch, entries, length, before) });
        },
      };
    },
  };
}

/** New keys get entries in the order they come, so a row is a first one when its entry is the next new one. */
function firsts(batch: Batch, entries: Int32Array, length: number, before: number): Int32Array {
  const rows: number[] = [];
  let next = before;
  for (let k = 0; k < length; k++) {
    if (entries[k] !== next) continue;
    rows.push(batch.selection === undefined ? k : batch.selection[k]!);
    next++;
  }
  return Int32Array.from(rows);
}
