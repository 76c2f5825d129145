import fc from "fast-check";
import {
  at,
  end,
  type InputEvent,
  insert,
  type OutputEvent,
  type RowEvent,
  remove,
  updateAfter,
  updateBefore,
  watermark,
} from "../../../core/testing/mod.ts";
import { changesOf, stepsOf } from "./changing-inputs.ts";

/** A row of the cases: when it happened, its key and a value. */
export interface Timed {
  readonly t: number;
  readonly k: string;
  readonly v: number;
}

export const put = (t: number, k: string, v: number): RowEvent => at(t, { t, k, v });
export const gone = (t: number, k: string, v: number): RowEvent => remove({ t, k, v }, t);
export const was = (t: number, k: string, v: number): RowEvent => updateBefore({ t, k, v }, t);
export const is = (t: number, k: string, v: number): RowEvent => updateAfter({ t, k, v }, t);

/** A change that came too late, as it leaves by the side output. */
export const tooLate = (change: "insert" | "delete", row: Timed): RowEvent => at(row.t, { change, row });

/** What all windows of the cases say of the values of their rows. */
export const windowOf = (
  key: string,
  windowStart: number,
  windowEnd: number,
  values: readonly number[],
): Readonly<Record<"key" | "windowStart" | "windowEnd" | "rows" | "total", string | number>> => ({
  key,
  windowStart,
  windowEnd,
  rows: values.length,
  total: values.reduce((a, b) => a + b, 0),
});

export interface Bounds {
  readonly start: number;
  readonly end: number;
}

/** A result: of a window, or of a key in one. */
export interface Result extends Bounds {
  readonly row: Readonly<Record<string, unknown>>;
}

const timed: fc.Arbitrary<Timed> = fc.record({
  t: fc.integer({ min: -10, max: 40 }),
  k: fc.constantFrom("a", "b"),
  v: fc.integer({ min: 1, max: 3 }),
});

/** Changes of rows with watermarks between them, in the order they come; each change has the time of its row. */
export const timedChanges: fc.Arbitrary<InputEvent[]> = fc
  .tuple(changesOf(timed, 1), fc.array(fc.option(fc.integer({ min: -5, max: 60 })), { maxLength: 14 }))
  .map(([changes, watermarks]) => {
    let reached = Number.NEGATIVE_INFINITY;
    const events: InputEvent[] = stepsOf(changes, 1).flatMap((step, n): InputEvent[] => {
      const passed = watermarks[n] ?? null;
      const events = step.map((event): RowEvent => ({ ...event, timeMs: (event.value as Timed).t }));
      if (passed === null || passed <= reached) return events;
      reached = passed;
      return [...events, watermark(passed)];
    });
    return [...events, end];
  });

/**
 * What windows of a changelog have to give, found anew from all rows at each event. `results` are those of the rows that
 * are there, in windows that are not closed; those that have ended have been given.
 */
export function resultsOfChanges(
  events: readonly InputEvent[],
  latenessMs: number,
  windowsOf: (timeMs: number) => readonly Bounds[],
  results: (rows: readonly Timed[]) => readonly Result[],
): { readonly output: OutputEvent[]; readonly late: RowEvent[] } {
  const rows: Timed[] = [];
  const output: OutputEvent[] = [];
  const late: RowEvent[] = [];
  let given: readonly Result[] = [];
  let reached = Number.NEGATIVE_INFINITY;
  const give = (before: number): void => {
    const isOpen = (bounds: Bounds): boolean => bounds.end - 1 + latenessMs > before;
    const due = results(rows).filter((one) => one.end - 1 <= reached && isOpen(one));
    given = given.filter(isOpen);
    output.push(...differences(given, due));
    given = due;
  };
  for (const event of events) {
    if (event.event === "row") {
      const value = event.value as Timed;
      const isBack = event.change === "updateBefore" || event.change === "delete";
      if (windowsOf(value.t).every((own) => own.end - 1 + latenessMs <= reached)) {
        late.push(at(value.t, { change: isBack ? "delete" : "insert", row: value }));
      } else if (isBack) {
        const place = rows.findLastIndex(({ t, k, v }) => t === value.t && k === value.k && v === value.v);
        rows.splice(place, 1);
      } else rows.push(value);
      // Both halves of an update come together.
      if (event.change !== "updateBefore") give(reached);
    } else if (event.event === "watermark" || event.event === "end") {
      const before = reached;
      reached = event.event === "end" ? Number.POSITIVE_INFINITY : event.timeMs;
      give(before);
      output.push(event);
    }
  }
  return { output, late };
}

function differences(before: readonly Result[], after: readonly Result[]): OutputEvent[] {
  const rowsBefore = new Map(before.map((one) => [identityOf(one), one]));
  const rowsAfter = new Map(after.map((one) => [identityOf(one), one]));
  const gone = before.filter((one) => !rowsAfter.has(identityOf(one))).map((one) => remove(one.row, one.end - 1));
  const come = after.flatMap((one): OutputEvent[] => {
    const old = rowsBefore.get(identityOf(one));
    if (old === undefined) return [insert(one.row, one.end - 1)];
    if (JSON.stringify(old.row) === JSON.stringify(one.row)) return [];
    return [updateBefore(old.row, one.end - 1), updateAfter(one.row, one.end - 1)];
  });
  return [...gone, ...come];
}

function identityOf({ start, end, row }: Result): string {
  return JSON.stringify([start, end, row.key ?? null]);
}
