import { rowText } from "../data/explained-error.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { RecordFailure } from "./operator.ts";

/** The row of a failure as text for a message. */
export function failedRow({ batch, row }: RecordFailure): string {
  return rowText(rowReader(batch)(row));
}
