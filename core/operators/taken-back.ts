import type { Batch } from "../data/batch.ts";
import type { OperatorContext } from "./operator.ts";

/** A changelog takes back a row that is not there: a failed record. */
export function notThere(context: OperatorContext, batch: Batch, row: number): void {
  context.fail({ doing: "take back a row", error: new RangeError(text(context.step)), explained: true, batch, row });
}

function text(step: string): string {
  return (
    `Cannot take back a row in ${step} as it must be there: got a delete or updateBefore of a row that never came or is gone; ` +
    'give the whole old row, or read the changelog by key: fromChangelog({ by: "id" })'
  );
}
