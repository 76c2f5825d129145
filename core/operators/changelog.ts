import { type Batch, changeKind, makeBatch } from "../data/batch.ts";
import { any, string } from "../data/data-type.ts";
import { dictionaryOf } from "../data/dictionary.ts";
import { rowSchema } from "../data/schema.ts";
import { rowsOf } from "../expression/row-reader.ts";
import type { Operator } from "./operator.ts";

/** What a change does, in the order of `changeKind`. */
export const changeNames = ["insert", "updateBefore", "updateAfter", "delete"] as const;

const names = dictionaryOf(changeNames);
const schema = rowSchema([
  { name: "change", type: string },
  { name: "row", type: any },
]);

/** Turns a changelog into plain rows `{ change, row }`, which any step and sink takes. */
export function changelog(): Operator {
  return {
    name: "changelog",
    selection: "accepts",
    changes: "accepts",
    open: (context) => ({ batch: (batch) => context.emit(describedChanges(batch)) }),
  };
}

export function describedChanges(batch: Batch): Batch {
  const { kinds, selection } = batch;
  const rows = rowsOf(batch);
  const rowOf = (k: number): number => (selection === undefined ? k : selection[k]!);
  const codes = Int32Array.from(rows, (_, k) => kinds?.[rowOf(k)] ?? changeKind.insert);
  const times = batch.times && Float64Array.from(rows, (_, k) => batch.times![rowOf(k)]!);
  const changes = { type: string, layout: "dictionary", codes, dictionary: names, validity: undefined } as const;
  return makeBatch(schema, rows.length, [changes, { type: any, layout: "values", values: rows, validity: undefined }], {
    times,
  });
}
