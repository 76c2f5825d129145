import { expect, test } from "vitest";
import { largestDistance, sameDistribution } from "../../../ml/drift/kswin.ts";
import { kswin } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";
import { detectorSuite, numbers, placesOf, recorded } from "./detectors.ts";

detectorSuite("kswin", () => kswin({ alpha: 0.0001 }), numbers);

test.each(recorded.tests)(
  "distances and probabilities are those of scipy: $distance of $one.length",
  ({ one, other, distance, p }) => {
    expect(largestDistance(one, other)).toBeCloseTo(distance, 12);
    expect(sameDistribution(distance, one.length)).toBeCloseTo(p, 10);
  },
);

test("a change of three quarters of the range is told within the newest values, and nothing where nothing changes", () => {
  for (let seed = 0; seed < 10; seed++) {
    const task = kswin({ alpha: 0.000001, seed }).open();
    const drifts = placesOf(
      numbers(seed + 20).map((value) => task.add(value)),
      "drift",
    );
    expect(drifts.every((at) => at >= 1500)).toBe(true);
    const [told, ...others] = drifts.filter((at) => at >= 3000);
    expect(told).toBeLessThan(3035);
    expect(others).toEqual([]);
  }
});

test("it sees a spread that changes while the mean stays", () => {
  const random = uniform(4);
  const task = kswin({ alpha: 0.0001, window: 400, newest: 200 }).open();
  const signals = Array.from({ length: 2000 }, (_, at) => task.add(random() * (at < 1000 ? 1 : 5)));
  expect(placesOf(signals, "drift").find((at) => at >= 1000)).toBeLessThan(1200);
});

test("options that do not fit are refused", () => {
  expect(() => kswin({ window: 50, newest: 26 })).toThrow("at most half of the window: got 26 of 50");
  expect(() => kswin({ alpha: 0 })).toThrow("alpha");
});
