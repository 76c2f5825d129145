import { rowsOf } from "../expression/row-reader.ts";
import type { RowStore } from "../state/row-store.ts";
import type { StateDeclaration } from "../state/state.ts";

/** Lets a run be asked for the rows that a step keeps of a key, by the name of the state: those of one side of a join. */
export function askedRows(rows: StateDeclaration<RowStore>): StateDeclaration<RowStore> {
  const give = (store: RowStore, key: number): unknown => {
    const all = store.rowsOf(key).flatMap((batch) => rowsOf(batch));
    return all.length === 0 ? undefined : all;
  };
  return { ...rows, asked: { by: "name", give } };
}
