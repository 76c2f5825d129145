import { oneLine } from "../data/explained-error.ts";
import type { BadRecord } from "../io/source.ts";
import { failedRow } from "../operators/failed-row.ts";
import type { RecordFailure } from "../operators/operator.ts";

/** A record could not be read or processed, and the step's `onError` says that this fails the job. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly record: BadRecord;

  constructor(record: BadRecord, options: ErrorOptions = {}) {
    super(record.message, options);
    this.record = record;
  }
}

/** A source may say what is wrong in its own words: where that was, and what to do, is said around them. */
export function inSentence(record: BadRecord): BadRecord {
  const { message, position, source, text } = record;
  if (message.startsWith("Cannot ")) return record;
  const got = `${oneLine(text, 300)} (${oneLine(message, 500)})`;
  const sentence =
    `Cannot read ${position} of ${source} as it must be a record that can be read: got ${got}; ` +
    'mend it there, or say onError: "skip"';
  return { ...record, message: sentence };
}

/** What is known of a failed record; `position` counts the rows that the step was given before its batch. */
export function badRecord(step: string, failure: RecordFailure, position: number): BadRecord {
  const text = failedRow(failure);
  const row = failure.place ?? `row ${(failure.position ?? position + failure.row).toLocaleString("en-US")}`;
  const where = `${row} of ${step}${failure.result === undefined ? "" : `, result ${JSON.stringify(failure.result)}`}`;
  const cause = failure.error instanceof Error ? failure.error : new Error(String(failure.error));
  const message =
    failure.explained === true
      ? `${cause.message} — ${failure.within === undefined ? "" : `in ${failure.within} `}at ${where}: ${text}`
      : `Cannot ${failure.doing} at ${row} of ${step} as it threw ${cause.name}: ${oneLine(cause.message, 500)}; the row is ${text}; ` +
        'mend the lambda, filter such rows out before, or say onError: "skip"';
  const record: BadRecord = { source: step, position: row, text, message };
  return failure.result === undefined ? record : { ...record, column: failure.result };
}
