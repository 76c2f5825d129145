import { concat } from "../data/concat.ts";
import type { KeptBatch } from "./row-chunks.ts";
import type { RowState } from "./row-state.ts";
import type { GroupRange } from "./state.ts";

/** The rows of some namespaces, of all key groups or, where not all are in memory, of some. */
export function rowsWithin(
  state: RowState,
  namespaces: readonly number[],
  groups: GroupRange | undefined,
): KeptBatch | undefined {
  if (groups !== undefined && state.away !== undefined) return state.away.within(namespaces, groups);
  return mergedRows(namespaces.flatMap((namespace) => state.spaces.get(namespace)?.all() ?? []));
}

/** Kept rows one after another. */
function mergedRows(parts: readonly KeptBatch[]): KeptBatch | undefined {
  if (parts.length <= 1) return parts[0];
  const keys = new Float64Array(parts.reduce((sum, part) => sum + part.keys.length, 0));
  let at = 0;
  for (const part of parts) {
    keys.set(part.keys, at);
    at += part.keys.length;
  }
  return { batch: concat(parts.map(({ batch }) => batch)), keys };
}
