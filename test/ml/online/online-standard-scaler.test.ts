import { expect, test } from "vitest";
import { from, globalWindow, tumbling } from "../../../core/mod.ts";
import { onlineStandardScaler, standardScaler } from "../../../ml/mod.ts";
import { randomRows } from "../learner/random-rows.ts";
import { onlineSuite } from "./online-suite.ts";

const many = randomRows(100, (signal) => Number(signal > 0));

onlineSuite("onlineStandardScaler", { make: ({ every }) => onlineStandardScaler({ every }), rows: many });

const rows = [
  [0, [-2.5, 9, 1]],
  [1000, [1.4, -5, 1]],
  [2000, [2, -1, -2]],
  [6000, [0.7, 3, 1]],
  [7000, [0, 1, 1]],
] as const;
const dataset = from(rows.map(([at, features]) => ({ at, features }))).withEventTime((row) => row.at);

test("each window gives a model of all rows up to then, whose time is the window's last ms", async () => {
  const models = onlineStandardScaler({ every: tumbling("3s"), convention: "flink" }).fit(dataset);
  const versions = await models.versions.collect();
  expect(versions.map(({ version, time }) => [version, time])).toEqual([
    [0, 2999],
    [1, 8999],
  ]);
  expect(versions[0]!.learned.mean[0]).toBeCloseTo(0.3, 12);
  expect(versions[1]!.learned.mean[0]).toBeCloseTo(0.32, 12);
  expect([...versions[1]!.learned.counts]).toEqual([5, 5, 5]);
});

test("over all rows it is what standardScaler learns in one pass", async () => {
  const [last] = await onlineStandardScaler({ every: globalWindow() }).fit(from(many)).versions.collect();
  const { learned } = await standardScaler().fit(from(many));
  last!.learned.mean.forEach((mean, at) => expect(mean).toBeCloseTo(learned.mean[at]!, 12));
  last!.learned.std.forEach((std, at) => expect(std).toBeCloseTo(learned.std[at]!, 12));
});

test("NaN counts nowhere, and goes on from a model with the counts that it has", async () => {
  const scaler = onlineStandardScaler({ every: 2 });
  const first = from(
    [
      [1, Number.NaN],
      [3, 5],
    ].map((features) => ({ features })),
  );
  const [before] = await scaler.fit(first).versions.collect();
  expect([...before!.learned.mean]).toEqual([2, 5]);
  expect([...before!.learned.counts]).toEqual([2, 1]);
  const [after] = await scaler
    .fit(from([{ features: [5, 5] }, { features: [Number.NaN, 8] }]), { initial: before!.learned })
    .versions.collect();
  expect([...after!.learned.mean]).toEqual([3, 6]);
  expect(after!.learned.std[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(after!.version).toBe(1);
});
