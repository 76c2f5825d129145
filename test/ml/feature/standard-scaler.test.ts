import fc from "fast-check";
import { expect, test } from "vitest";
import { from, schema, vector } from "../../../core/mod.ts";
import { standardScaler } from "../../../ml/mod.ts";

const rows = [{ features: [-2.5, 9, 1] }, { features: [1.4, -5, 1] }, { features: [2, -1, -2] }];

test("by default features get mean 0 and the deviation of scikit-learn, that of the rows", async () => {
  const model = await standardScaler().fit(from(rows));
  const { mean, std } = model.learned;
  expect([...mean]).toEqual([expect.closeTo(0.3, 14), 1, 0]);
  expect([...std]).toEqual([
    expect.closeTo(Math.sqrt((2.8 ** 2 + 1.1 ** 2 + 1.7 ** 2) / 3), 13),
    expect.closeTo(Math.sqrt((64 + 36 + 4) / 3), 13),
    expect.closeTo(Math.sqrt(2), 13),
  ]);
  const [first] = await model.transform(from(rows)).collect();
  expect([...first!.features]).toEqual([
    expect.closeTo(-2.8 / std[0]!, 13),
    expect.closeTo(8 / std[1]!, 13),
    expect.closeTo(1 / std[2]!, 13),
  ]);
});

test("by Flink's convention squares are divided by the count less one, and a constant feature becomes 0", async () => {
  const model = await standardScaler({ convention: "flink", withMean: false }).fit(from(rows));
  expect([...model.learned.std]).toEqual([
    expect.closeTo(2.4433583, 7),
    expect.closeTo(7.2111026, 7),
    expect.closeTo(1.7320508, 7),
  ]);
  const constant = from([{ features: [3] }, { features: [3] }]);
  const one = async (convention: "flink" | "sklearn"): Promise<unknown> => {
    const constantModel = await standardScaler({ convention, withMean: false }).fit(constant);
    return (await constantModel.transform(constant).collect())[0];
  };
  expect(await one("flink")).toEqual({ features: Float64Array.of(0) });
  expect(await one("sklearn")).toEqual({ features: Float64Array.of(3) });
});

test("NaN and absent vectors teach nothing, and stay what they are", async () => {
  const given = from([{ v: [1, Number.NaN] }, { v: null }, { v: [3, 5] }, { v: [Number.NaN, 7] }]);
  const model = await standardScaler({ input: "v", output: "w" }).fit(given);
  expect([...model.learned.mean]).toEqual([2, 6]);
  const out = await model.transform(given).collect();
  expect(out.map(({ w }) => (w === null ? null : [...w]))).toEqual([[-1, Number.NaN], null, [1, -1], [Number.NaN, 1]]);
});

test("sparse vectors stay sparse without the mean, and are refused with it", async () => {
  const sparse = from([
    { features: { size: 3, indices: [0], values: [2] } },
    { features: { size: 3, indices: [0, 2], values: [4, 6] } },
  ]);
  const model = await standardScaler({ withMean: false }).fit(sparse);
  expect([...model.learned.std]).toEqual([1, 0, 3]);
  const out = await model.transform(sparse).collect();
  expect(out[1]!.features).toEqual({ size: 3, indices: Int32Array.of(0, 2), values: Float64Array.of(4, 2) });
  const withMean = await standardScaler().fit(sparse);
  await expect(withMean.transform(sparse).collect()).rejects.toThrow(
    'Cannot transform column "features" by standardScaler as taking the mean away',
  );
});

test("vectors of another size than those that were learned from are refused", async () => {
  const model = await standardScaler().fit(from(rows));
  await expect(model.transform(from([{ features: [1, 2] }])).collect()).rejects.toThrow(
    'Cannot read column "features" in standardScaler #1 as all its vectors must have 3 numbers: got 2',
  );
  await expect(standardScaler().fit(from([{ features: [1, 2] }, { features: [1] }]))).rejects.toThrow(
    "must have 2 numbers: got 1",
  );
});

test("values near a large number have the deviation that they have", async () => {
  const far = Array.from({ length: 3000 }, (_, at) => ({ features: [1e9 + (at % 2)] }));
  const model = await standardScaler().fit(from(far));
  expect(model.learned.std[0]).toBeCloseTo(0.5, 9);
});

test("moments do not depend on the size of batches, and are those of a plain sum", async () => {
  const points = schema({ at: vector(2) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -9, max: 9 })), {
        minLength: 1,
        maxLength: 60,
      }),
      fc.integer({ min: 1, max: 9 }),
      async (pairs, batchRows) => {
        const dataset = from(
          pairs.flatMap((pair) => Array.from({ length: 40 }, () => ({ at: [...pair] }))),
          { schema: points },
        );
        const scaler = standardScaler({ input: "at" });
        const [whole, parts] = await Promise.all([scaler.fit(dataset), scaler.fit(dataset, { run: { batchRows } })]);
        expect(parts.learned).toEqual(whole.learned);
        for (const column of [0, 1] as const) {
          const values = pairs.map((pair) => pair[column]);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
          expect(Math.abs(whole.learned.mean[column]! - mean)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(mean)));
          expect(Math.abs(whole.learned.std[column]! - Math.sqrt(variance))).toBeLessThanOrEqual(
            1e-9 * (1 + Math.sqrt(variance)) + 1e-12 * Math.abs(mean),
          );
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("numbers whose squares are none are refused, with the feature and what to do", async () => {
  const rows = from(
    [
      [1, 1e200],
      [2, -1e200],
    ].map((features) => ({ features })),
  );
  await expect(standardScaler().fit(rows)).rejects.toThrow(
    'Cannot fit standardScaler as squares of numbers of column "features" must be finite: got larger ones than 1e150 in feature 1; put maxAbsScaler before it',
  );
});
