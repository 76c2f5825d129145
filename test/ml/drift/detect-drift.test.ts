import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { at, end, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { driftOperator } from "../../../ml/drift/detect-drift.ts";
import { detectDrift, pageHinkley } from "../../../ml/mod.ts";

const detector = pageHinkley({ minValues: 5, threshold: 3 });

test("each row has what the detector says of it, through crashes and in batches of any size", () => {
  const loads = [0, 0, 1, 0, 0, 0, 9, 9, 9, 9, 9, 9];
  const task = detector.open();
  const signals = loads.map((load) => task.add(load));
  expect(signals.filter((signal) => signal === "drift")).toHaveLength(1);
  verifyOperator(driftOperator("load", detector, "drift"), {
    input: [...loads.map((load, time) => at(time, { load, time })), watermark(20), end],
    output: [...loads.map((load, time) => at(time, { load, time, drift: signals[time] })), watermark(20), end],
    order: "kept",
    counts: { numDriftsDetected: 1 },
  });
});

test("a row without a number cannot be processed, and is left out where the step says so", async () => {
  const rows = from([{ load: 1 }, { load: null }, { load: 2 }]);
  await expect(rows.apply(detectDrift("load", detector)).collect()).rejects.toThrow("must be a finite number: got NaN");
  const kept = await rows.apply(detectDrift("load", detector, { signal: "said", onError: "skip" })).collect();
  expect(kept).toEqual([
    { load: 1, said: "none" },
    { load: 2, said: "none" },
  ]);
  expect(() => detectDrift("load", {} as never)).toThrow("takes the name of a column and a detector");
});
