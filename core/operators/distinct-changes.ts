import { type Batch, changeKind, lengthOf } from "../data/batch.ts";
import { takesBack } from "../data/change-pairs.ts";
import { groupState } from "../state/group-state.ts";
import { rowCount } from "./aggregation-spec.ts";
import { columnsReadBy, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Columns, Operator } from "./operator.ts";
import { notThere } from "./taken-back.ts";

/**
 * Each row of a changelog once, as long as it is there at least once. `key` tells equal rows: they are the same in all.
 *
 * Morally: `count[row] += change; if (count[row] became 1) insert(row); if (count[row] became 0) remove(row)`.
 */
export function distinctChanges(key: KeySpec): Operator {
  const counts = groupState("counts", [rowCount]);
  return {
    name: "distinct",
    details: { key: key?.names.join(", ") ?? "none" },
    state: [counts],
    selection: "accepts",
    changes: "accepts",
    gives: "changes",
    reads: (wanted): readonly Columns[] => {
      const read = columnsReadBy(key, [], false);
      return [wanted === "all" || read === "all" ? "all" : new Set([...wanted, ...read])];
    },
    open: (context) => {
      const groups = context.state(counts);
      const { table } = groups;
      const input = keyedInput(context, key, []);
      return {
        batch: (given) => {
          const keyed = input(given);
          if (keyed === undefined) return;
          const { batch, keys } = keyed;
          const kinds = new Uint8Array(batch.rowCount);
          const rows: number[] = [];
          groups.readAhead(keys, batch.selection, lengthOf(batch));
          for (let k = 0; k < lengthOf(batch); k++) {
            const row = batch.selection === undefined ? k : batch.selection[k]!;
            const isBack = batch.kinds !== undefined && takesBack(batch.kinds[row]!);
            const entry = isBack ? table.find(keys[row]!) : table.add(keys[row]!);
            if (entry < 0) {
              notThere(context, batch, row);
              continue;
            }
            const { numbers } = table.partials[0]!;
            numbers[entry]! += isBack ? -1 : 1;
            if (numbers[entry] !== (isBack ? 0 : 1)) continue;
            if (isBack) table.remove(entry);
            kinds[row] = isBack ? changeKind.delete : changeKind.insert;
            rows.push(row);
          }
          if (rows.length > 0) context.emit(changed(batch, Int32Array.from(rows), kinds));
        },
      };
    },
  };
}

function changed(batch: Batch, selection: Int32Array, kinds: Uint8Array): Batch {
  return { ...batch, selection, kinds };
}
