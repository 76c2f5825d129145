import fc from "fast-check";
import { collect, count, from, range, session } from "millrace";
import { expect, test } from "vitest";

// Event time lags, or its bound is wide: a key has very many sessions at once, and records come in any order.

const gapMs = 10;

interface Naive {
  readonly start: number;
  readonly end: number;
  readonly rows: readonly number[];
}

/** Sessions of all times at once; rows of those that become one in order of their starts, then the record that joins them. */
function naiveSessions(times: readonly number[]): Naive[] {
  let open: Naive[] = [];
  for (const [n, time] of times.entries()) {
    const touched = open
      .filter(({ start, end }) => start <= time + gapMs && time <= end)
      .sort((one, other) => one.start - other.start);
    const joined = {
      start: Math.min(time, ...touched.map(({ start }) => start)),
      end: Math.max(time + gapMs, ...touched.map(({ end }) => end)),
      rows: [...touched.flatMap(({ rows }) => rows), n],
    };
    open = [...open.filter((each) => !touched.includes(each)), joined];
  }
  return open.sort((one, other) => one.start - other.start);
}

const wide = { outOfOrder: "3650d" } as const;

test("sessions of rows and of aggregates are the same however many are open, in whatever order records come", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 60, maxLength: 300, size: "max" }),
      async (times) => {
        const timed = from(times.map((time, n) => ({ time, n }))).withEventTime((row) => row.time, wide);
        const expected = naiveSessions(times);
        for (const window of [session(gapMs), session(() => gapMs)]) {
          const rows = await timed
            .windowAll(window)
            .process(({ windowStart, windowEnd, rows }) => [
              { start: windowStart, end: windowEnd, rows: rows.map(({ n }) => n) },
            ])
            .collect();
          expect(rows.sort((one, other) => one.start - other.start)).toEqual(expected);
          const counted = await timed
            .windowAll(window)
            .aggregate({ rows: collect((row) => row.n) })
            .collect();
          expect(counted.map((row) => [row.windowStart, row.windowEnd, row.rows.length])).toEqual(
            expected.map(({ start, end, rows: kept }) => [start, end, kept.length]),
          );
        }
      },
    ),
    { numRuns: 30 },
  ));

const sessions = 40_000;

/** Each comes once, far from the one before. */
const scattered = (n: number): number => (n * 24_721) % sessions;

/** Every other one first; then those between, which join what is there from either end. */
const bridged = (n: number): number => (n < sessions / 2 ? 2 * n : 2 * (n - sessions / 2) + 1);
const bridgedBack = (n: number): number => (n < sessions / 2 ? 2 * n : 2 * (sessions - 1 - n) + 1);

const open = (placeOf: (n: number) => number): ReturnType<ReturnType<typeof range>["withEventTime"]> =>
  range(sessions).withEventTime((n) => placeOf(n) * 60_000, wide);

test.each([
  [
    "rows",
    (gap: number) =>
      open(scattered)
        .windowAll(session(gap))
        .process(({ rows }) => [{ rows: rows.length }]),
  ],
  ["aggregates", (gap: number) => open(scattered).windowAll(session(gap)).aggregate({ rows: count() })],
  [
    "a gap of each",
    (gap: number) =>
      open(scattered)
        .windowAll(session(() => gap))
        .aggregate({ rows: count() }),
  ],
])("a record costs the same however many sessions of its key are open: %s", { timeout: 10_000 }, async (_, counted) => {
  expect(await totalOf(counted(30_000))).toEqual([sessions, sessions]);
});

test.each([
  ["after another", bridged],
  ["before another", bridgedBack],
])("rows of sessions that are joined by one %s move a few times each", { timeout: 10_000 }, async (_, placeOf) => {
  const joined = open(placeOf)
    .windowAll(session(60_000))
    .process(({ rows }) => [{ rows: rows.length }]);
  expect(await totalOf(joined)).toEqual([1, sessions]);
});

async function totalOf(counted: {
  forEach(each: (row: { rows: number }) => void): Promise<unknown>;
}): Promise<number[]> {
  let [results, total] = [0, 0];
  await counted.forEach(({ rows }) => {
    results++;
    total += rows;
  });
  return [results, total];
}
