import { type Batch, lengthOf } from "../data/batch.ts";
import type { Pairs } from "./join-output.ts";
import type { Matches } from "./join-pairs.ts";
import { placeFound } from "./kernels/join.ts";

/**
 * The pairs of left rows that find one right row at most: left columns are not copied, right ones are laid beside them at
 * the same row numbers, and a selection leaves out what found nothing.
 */
export function uniquePairs(): (
  matches: Matches,
  left: Batch,
  right: Batch | undefined,
  keepsLeft: boolean,
) => Pairs | undefined {
  let scratch = new Int32Array(0);
  const placed = ({ found }: Matches, left: Batch, keepsLeft: boolean, fill: number): Int32Array => {
    if (scratch.length < left.rowCount) scratch = new Int32Array(left.rowCount);
    const rightRows = scratch.subarray(0, left.rowCount).fill(fill);
    placeFound(found, left.selection ?? noRows, lengthOf(left), keepsLeft ? 1 : 0, rightRows);
    return rightRows;
  };
  return (matches, left, right, keepsLeft) => {
    const count = matches.count();
    if (count === 0 && !keepsLeft) return undefined;
    const all = keepsLeft || count === lengthOf(left);
    // Rows that do not come out point anywhere: at a row if there is one, so that nothing looks like a null.
    const fill = right === undefined || right.rowCount === 0 ? -1 : 0;
    const rightRows = all && left.selection === undefined ? matches.found : placed(matches, left, keepsLeft, fill);
    const selection = all ? left.selection : matches.rows("matched");
    return { left, leftRows: undefined, selection, right, rightRows, keysFrom: "left", times: left.times };
  };
}

const noRows = new Int32Array(0);
