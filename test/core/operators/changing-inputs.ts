import fc from "fast-check";
import {
  finalContents,
  type InputEvent,
  insert,
  type OutputEvent,
  on,
  type RowEvent,
  remove,
  updateAfter,
  updateBefore,
} from "../../../core/testing/mod.ts";

/** A change to one of several inputs: a row that comes, or which of those there are goes or becomes another. */
export interface Change<Row> {
  readonly input: number;
  readonly row: Row;
  /** Modulo the number of rows there are, the one that goes; undefined for a row that comes. */
  readonly gone?: number | undefined;
  /** Whether a row that goes becomes `row`. */
  readonly becomes: boolean;
}

export function changesOf<Row>(row: fc.Arbitrary<Row>, inputs: number): fc.Arbitrary<Change<Row>[]> {
  return fc.array(
    fc.record({
      input: fc.nat(inputs - 1),
      row,
      gone: fc.option(fc.nat(50), { nil: undefined, freq: 2 }),
      becomes: fc.boolean(),
    }),
    { maxLength: 14 },
  );
}

/** The changes as events: each takes back only what is there. One event, or the two halves of an update, a step. */
export function stepsOf<Row>(changes: readonly Change<Row>[], inputs: number): RowEvent[][] {
  const rows = Array.from({ length: inputs }, (): Row[] => []);
  return changes.map(({ input, row, gone, becomes }): RowEvent[] => {
    const there = rows[input]!;
    const mark = (event: RowEvent): RowEvent => (inputs === 1 ? event : on(input, event));
    if (gone === undefined || there.length === 0) {
      there.push(row);
      return [mark(insert(row))];
    }
    const [old] = there.splice(gone % there.length, 1);
    if (!becomes) return [mark(remove(old))];
    there.push(row);
    return [mark(updateBefore(old)), mark(updateAfter(row))];
  });
}

/**
 * What an operator has to give whose output is at any time `result` of the rows of its inputs: the difference that each
 * event makes, rows that go first. Inserts and deletes alone.
 */
export function differences(
  events: readonly InputEvent[],
  inputs: number,
  result: (rows: unknown[][]) => unknown[],
  /** Whether both halves of an update are one step. */
  updates: "halves" | "whole" = "halves",
): OutputEvent[] {
  const out: OutputEvent[] = [];
  let before: unknown[] = [];
  for (let end = 1; end <= events.length; end++) {
    const event = events[end - 1]!;
    if (event.event !== "row") {
      if (event.event !== "crash" && event.event !== "processingTime") out.push(event);
      continue;
    }
    if (updates === "whole" && event.change === "updateBefore") continue;
    const after = result(
      Array.from({ length: inputs }, (_, input) =>
        finalContents(events.slice(0, end).filter((one) => one.event === "row" && (one.input ?? 0) === input)),
      ),
    );
    out.push(...without(before, after).map((row) => remove(row)), ...without(after, before).map((row) => insert(row)));
    before = after;
  }
  return out;
}

/** The rows of one list that the other has not, as often as it has not. */
function without(rows: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = others.map(text);
  return rows.filter((row) => {
    const at = left.indexOf(text(row));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function text(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === "number" && Number.isNaN(value) ? "NaN" : value));
}
