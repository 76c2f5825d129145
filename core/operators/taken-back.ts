import type { Batch } from "../data/batch.ts";
import { addAt } from "./kernels/touched.ts";
import type { OperatorContext } from "./operator.ts";

/** The rows of some k that take others back. */
interface GoingRows {
  readonly batch: Batch;
  /** [k]: the entry that a row belongs to. */
  readonly entries: Int32Array;
  readonly going: Int32Array;
}

/**
 * The rows among those that go which take back what is there; the others have failed.
 *
 * @param counts How many records each entry has, those that come with the batch included; undefined where nobody counts.
 */
export function takenBack(
  context: OperatorContext,
  { batch, entries, going }: GoingRows,
  counts: Float64Array | undefined,
): { there: Int32Array; missing: readonly number[] } {
  if (counts === undefined) return { there: going, missing: [] };
  const least = addAt(counts, entries, going, -1);
  addAt(counts, entries, going, 1);
  if (least >= 0) return { there: going, missing: [] };
  const taken = new Map<number, number>();
  const missing: number[] = [];
  const there = going.filter((k) => {
    const entry = entries[k]!;
    const before = taken.get(entry) ?? 0;
    const isThere = counts[entry]! > before;
    if (isThere) taken.set(entry, before + 1);
    else missing.push(k);
    return isThere;
  });
  for (const k of missing) notThere(context, batch, batch.selection === undefined ? k : batch.selection[k]!);
  return { there, missing };
}

/**
 * A changelog takes back a row that is not there: a failed record.
 *
 * @param old What has to be given to find it.
 */
export function notThere(context: OperatorContext, batch: Batch, row: number, old = "the whole old row"): void {
  const error = new RangeError(
    `Cannot take back a row in ${context.step} as it must be there: got a delete or updateBefore of a row that never came or is gone; ` +
      `give ${old}, or read the changelog by key: fromChangelog({ by: "id" })`,
  );
  context.fail({ doing: "take back a row", error, explained: true, batch, row });
}
