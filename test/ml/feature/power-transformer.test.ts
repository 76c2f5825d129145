import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { boxCox, yeoJohnson } from "../../../ml/feature/kernels/power.ts";
import { powerTransformer } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

test("powers are those of their definitions, exact near 0 and 2", () => {
  const out = new Float64Array(4);
  yeoJohnson(Float64Array.of(-3, 0, 2, Number.NaN), 3, out);
  expect([...out]).toEqual([expect.closeTo(-(1 - 1 / 4), 12), 0, expect.closeTo(26 / 3, 12), Number.NaN]);
  yeoJohnson(Float64Array.of(-3, 0, 2, 1), 2, out);
  expect([...out]).toEqual([expect.closeTo(-Math.log(4), 12), 0, expect.closeTo(4, 12), expect.closeTo(1.5, 12)]);
  boxCox(Float64Array.of(1, 2, 4, 8), 1e-12, out);
  expect([...out].map((y) => y / Math.LN2)).toEqual([0, 1, 2, 3].map((y) => expect.closeTo(y, 9)));
  boxCox(Float64Array.of(1, 2, 4, 8), 0.5, out);
  expect(out[2]).toBeCloseTo((4 ** 0.5 - 1) / 0.5, 12);
});

const skewed = Array.from({ length: 200 }, (_, at) => Math.exp(((at * 37) % 200) / 40));

/** The likelihood by its definition; NaN of none. */
function likelihood(values: readonly number[], lambda: number): number {
  const y = values.map((x) => (lambda === 0 ? Math.log(x) : (x ** lambda - 1) / lambda));
  const mean = y.reduce((sum, one) => sum + one, 0) / y.length;
  const variance = y.reduce((sum, one) => sum + (one - mean) ** 2, 0) / y.length;
  return (-y.length / 2) * Math.log(variance) + (lambda - 1) * values.reduce((sum, x) => sum + Math.log(x), 0);
}

test("the power has the greatest likelihood, and features then mean 0 and deviation 1", async () => {
  const rows = from(skewed.map((x) => ({ features: [x, 7] })));
  const model = await powerTransformer({ method: "boxCox" }).fit(rows);
  const [lambda] = model.learned.lambdas;
  for (const away of [-0.5, -0.01, 0.01, 0.5])
    expect(likelihood(skewed, lambda!)).toBeGreaterThan(likelihood(skewed, lambda! + away));
  const out = columnOf(await savedGives(model, rows), "features") as number[][];
  expect(out.reduce((sum, [x]) => sum + x!, 0)).toBeCloseTo(0, 8);
  expect(out.reduce((sum, [x]) => sum + x! ** 2, 0) / out.length).toBeCloseTo(1, 8);
  expect(out.every(([, constant]) => constant === 0)).toBe(true);
});

test("NaN teaches nothing and stays, and without standardizing only powers are taken", async () => {
  const rows = from([...skewed, Number.NaN].map((x) => ({ x: x - 50 })));
  const model = await powerTransformer({ input: "x", standardize: false }).fit(rows);
  const out = columnOf(await savedGives(model, rows), "x") as number[];
  expect(out.at(-1)).toBeNaN();
  const [lambda] = model.learned.lambdas;
  expect(out[0]).toBeCloseTo(-((50 ** (2 - lambda!) - 1) / (2 - lambda!)), 8);
});

test("Box and Cox's powers are of numbers above 0", async () => {
  await expect(powerTransformer({ method: "boxCox" }).fit(from([{ features: [1, 0] }]))).rejects.toThrow(
    'Cannot fit powerTransformer as for "boxCox" all numbers of column "features", feature 1, must be above 0: got 0; use "yeoJohnson"',
  );
});
