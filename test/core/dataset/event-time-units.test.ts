import { describe, expect, test } from "vitest";
import { count, from, tumbling } from "../../../core/mod.ts";

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
});
