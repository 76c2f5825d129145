import { describe, expect, test } from "vitest";
import { count, from, tumbling } from "../../../core/mod.ts";
import { likelyUnit } from "../../../core/operators/time-unit.ts";

/** What a run of rows at these times warns of. */
async function warnings(times: readonly (number | Date)[], parallelism = 1): Promise<string[]> {
  const told: string[] = [];
  await from(times.map((at, n) => ({ at, n })))
    .withEventTime((row) => row.at)
    .keyBy("n")
    .window(tumbling("1h"))
    .aggregate({ rows: count() })
    .discard()
    .run({ parallelism, onWarning: (text) => told.push(text) });
  return told;
}

describe("event times of another unit", () => {
  test("seconds of today are told once, with what to write", async () => {
    const seconds = Array.from({ length: 5000 }, (_, n) => 1_767_258_123 + n);
    const told = [
      "Cannot be sure of the event times of withEventTime #1 as they must be ms since 1970: got times of early 1970, " +
        "as those of today are in seconds; if so, give ms, as in withEventTime((row) => row.at * 1000)",
    ];
    expect(await warnings(seconds)).toEqual(told);
    expect(await warnings(seconds, 3)).toEqual(told);
    expect(await warnings([new Date(1_767_258_123)])).toEqual(told);
  });

  test("microseconds of today are told", async () => {
    const [told, ...more] = await warnings([1_767_258_123_456_789]);
    expect(more).toEqual([]);
    expect(told).toMatch(/times past the year 5138, .* microseconds; if so, .*row\.at \/ 1000\)$/);
  });

  test("milliseconds of today, of made-up days and of small numbers are not", async () => {
    const days = Array.from({ length: 40 }, (_, day) => day * 86_400_000);
    for (const times of [[Date.UTC(2026, 0, 1, 9, 2, 3)], [0, 1, 2], days, days.slice(20), [-1_767_258_123]]) {
      expect(await warnings(times)).toEqual([]);
    }
  });

  test("midnights in seconds are told, also the one of 25 that is a whole minute in ms", async () => {
    for (const day of [20_454, 20_450, 20_475]) expect(await warnings([day * 86_400])).toHaveLength(1);
    const [first, ...days] = Array.from({ length: 1000 }, (_, n) => (20_000 + n) * 86_400);
    expect(days.every((at) => likelyUnit(Float64Array.of(at), undefined, 1) !== "ms")).toBe(true);
    expect(days.filter((at) => likelyUnit(Float64Array.of(at), undefined, 1) === undefined)).toEqual([]);
    expect(likelyUnit(Float64Array.of(first!), undefined, 1)).toBeUndefined();
    // The one of 1000 that could be a midnight in ms: the next day tells.
    expect(await warnings([first!, days[0]!])).toHaveLength(1);
  });

  test("times that stand for none decide nothing: neither do they bring a warning nor keep one away", async () => {
    const never = Date.UTC(9999, 11, 31);
    const today = Date.UTC(2026, 0, 1, 9, 2, 3);
    for (const none of [never, never + 86_399_999, never + 86_400_000 + 12 * 3_600_000, 8.64e15, 0]) {
      expect(await warnings([none])).toEqual([]);
      expect(await warnings([today, none])).toEqual([]);
      expect(await warnings([1_767_258_123, none])).toHaveLength(1);
      expect(await warnings([1_767_258_123_456_789, none])).toHaveLength(1);
    }
  });

  test("most rows decide: a few times of another age among those of today are no reason to warn", async () => {
    const today = Array.from({ length: 9 }, (_, n) => Date.UTC(2026, 0, 1) + n);
    expect(await warnings([...today, 1_767_258_123, 5e14])).toEqual([]);
  });

  test("rows that come one by one are looked at until one tells", async () => {
    const told: string[] = [];
    const rows = {
      async *[Symbol.asyncIterator]() {
        for (const at of [0, 20_000 * 86_400, 20_001 * 86_400]) yield { at };
      },
    };
    await from(rows)
      .withEventTime((row) => row.at)
      .discard()
      .run({ batchRows: 1, onWarning: (text) => told.push(text) });
    expect(told).toHaveLength(1);
  });
});
