import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  imputer,
  kBinsDiscretizer,
  maxAbsScaler,
  minMaxScaler,
  onlineStandardScaler,
  powerTransformer,
  robustScaler,
  standardScaler,
  varianceThresholdSelector,
} from "../../../ml/mod.ts";

// One infinite value would be all that is learned of its feature, and all rows NaN or 0 then.
// biome-ignore lint/suspicious/noExplicitAny: estimators of all kinds in one table
const makers: Readonly<Record<string, () => any>> = {
  standardScaler: () => standardScaler(),
  minMaxScaler: () => minMaxScaler(),
  maxAbsScaler: () => maxAbsScaler(),
  robustScaler: () => robustScaler(),
  powerTransformer: () => powerTransformer(),
  kBinsDiscretizer: () => kBinsDiscretizer(),
  varianceThresholdSelector: () => varianceThresholdSelector(),
  imputer: () => imputer("features", { strategy: "mean" }),
};

test.each(Object.entries(makers))(
  "%s does not learn from infinite values, and says of which feature",
  async (kind, make) => {
    for (const infinite of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const rows = [1, 2, infinite, infinite].map((x, at) => ({ features: [at, x] }));
      await expect(make().fit(from(rows))).rejects.toThrow(
        `Cannot fit ${kind} as numbers of column "features" must be finite, or NaN where they are missing: got infinite ones in feature 1; leave such rows out`,
      );
    }
    await make().fit(from([1, 2, Number.NaN, 4].map((x, at) => ({ features: [at, x] }))));
  },
);

test("a scaler that learns on leaves infinite values to onError as other learners do, and takes NaN", async () => {
  const rows = from([1, Number.NaN, 3].map((x) => ({ features: [x] })));
  const [version] = await onlineStandardScaler().fit(rows).versions.collect();
  expect([...version!.learned.mean]).toEqual([2]);
  const wrong = from([1, Number.NaN, Number.NEGATIVE_INFINITY].map((x) => ({ features: [x] })));
  await expect(onlineStandardScaler().fit(wrong).versions.collect()).rejects.toThrow(
    "features must be finite: got -Infinity in features",
  );
});

test("a constant feature stays in the middle behind a power, whatever its sum rounds to", async () => {
  for (const constant of [7, 0.1, -3.3, 1e6 + 0.1]) {
    const rows = from(Array.from({ length: 90 }, (_, at) => ({ features: [constant, at] })));
    const answers = await (await powerTransformer().fit(rows)).transform(rows).collect();
    for (const { features } of answers) expect(features[0]).toBe(0);
  }
});
