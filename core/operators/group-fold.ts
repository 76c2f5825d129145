import { type FoldRows, type FoldValue, folder } from "../expression/fold.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { type FoldingNames, foldFailureOf } from "./fold-failure.ts";
import type { OperatorContext } from "./operator.ts";

/** Folds rows into the groups of a table; gives the k of rows that were left out. */
export type GroupFolder = (
  how: "add" | "retract",
  rows: FoldRows,
  values: readonly (FoldValue | undefined)[],
  table: KeyedTable,
) => readonly number[];

/** Values of which the table keeps sets for all groups together are added by column, others by loops. */
export function groupFolder(
  context: OperatorContext,
  { names, foldings }: FoldingNames,
  { partials }: KeyedTable,
): GroupFolder {
  const isCounted = (at: number): boolean => partials[at]!.form.kind === "sizes";
  const counted = [...foldings.keys()].filter(isCounted);
  const folded = [...foldings.keys()].filter((at) => !isCounted(at));
  const own = { names: folded.map((at) => names[at]!), foldings: folded.map((at) => foldings[at]!) };
  const { fold } = folder(own.foldings, foldFailureOf(context, own));
  return (how, rows, values, table) => {
    if (counted.length > 0) {
      const { selection, rowCount } = rows.batch;
      const columns = counted.map((at) => values[at]!.column);
      table.addDistinct(columns, { selection, rowCount, length: rows.to, entries: rows.entries });
    }
    return fold(
      how,
      rows,
      folded.map((at) => values[at]),
      folded.map((at) => table.partials[at]!),
    );
  };
}
