import { expect, test } from "vitest";
import { AdaptiveWindow } from "../../../ml/drift/adaptive-window.ts";
import { adwin } from "../../../ml/mod.ts";
import { detectorSuite, errors, numbers } from "./detectors.ts";

const fromRiver = ({ grace_period, ...options }: Readonly<Record<string, never>>) =>
  adwin({ ...options, ...(grace_period === undefined ? {} : { grace: grace_period }) });

detectorSuite("adwin", fromRiver, numbers);
detectorSuite("adwin", fromRiver, errors, "adwin of errors");

test("a window that gives nothing up has the mean of all values", () => {
  const window = new AdaptiveWindow({ delta: 0.002, clock: 32, grace: 10 });
  const values = numbers(9).slice(0, 1400);
  for (const value of values) expect(window.add(value)).toBe(false);
  expect(window.width).toBe(1400);
  expect(window.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 1400, 12);
  expect(window.save().sums.length).toBeLessThan(100);
});

test("options out of range are refused", () => {
  expect(() => adwin({ delta: 0 })).toThrow("delta");
  expect(() => adwin({ clock: 0 })).toThrow("clock");
  expect(() => adwin({ grace: -1 })).toThrow("grace");
});
