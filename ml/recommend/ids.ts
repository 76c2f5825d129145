import type { Turns } from "../learner/turns.ts";

/** The place of an id in an ascending list; −1 where it has none. */
export function placeOfId(ids: Float64Array, id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < id) low = middle + 1;
    else if (ids[middle]! > id) high = middle - 1;
    else return middle;
  }
  return -1;
}

/** Ids that are looked at between two turns. */
const idsOfTurn = 2 ** 17;

/** Ids in ascending order, each once. */
export async function idsOf(all: readonly number[], turns: Turns): Promise<Float64Array> {
  const ids = new Set<number>();
  for (let at = 0; at < all.length; at++) {
    if (at % idsOfTurn === 0) await turns.give();
    ids.add(all[at]!);
  }
  return Float64Array.from(ids).sort();
}

/** Whether ids ascend, as those that a model finds by halving must. */
export function areAscending(ids: Float64Array): boolean {
  return ids.every((id, at) => at === 0 || id > ids[at - 1]!);
}
