import type { KeyedRows, MakeOfGroup } from "./group-calls.ts";
import type { Select } from "./join-select.ts";
import { type JoinHow, keepsLeft, keepsRight, onlyLeft } from "./join-spec.ts";

/** A join of the rows of a key on both sides, as what is made of a group: pairs, and rows that have no partner beside null. */
export function pairsOfGroup(how: JoinHow, select: Select): MakeOfGroup {
  const pair = select as (left: unknown, right: unknown) => unknown;
  return function* ({ key, left, right }: KeyedRows): Iterable<unknown> {
    // Null equals nothing, itself included.
    const meet = key !== null && left.length > 0 && right.length > 0;
    if (onlyLeft(how)) {
      if (meet === (how === "semi")) for (const row of left) yield pair(row, null);
      return;
    }
    if (meet) for (const row of left) for (const other of right) yield pair(row, other);
    if (!meet && keepsLeft(how)) for (const row of left) yield pair(row, null);
    if (!meet && keepsRight(how)) for (const row of right) yield pair(null, row);
  };
}
