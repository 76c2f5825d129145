import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  assemble,
  evaluateClasses,
  gaussianNaiveBayes,
  permutationImportance,
  pipeline,
  ridge,
  standardScaler,
  stringIndexer,
} from "../../../ml/mod.ts";
import { diabetes, facts, r2 } from "./diabetes.ts";

const model = (alpha: number) => pipeline([standardScaler(), ridge({ alpha })]);

test("importances of rows that were held back are those of scikit-learn, but for what is drawn", async () => {
  const fitted = await model(10).fit(from(diabetes.slice(0, 300)));
  const found = await permutationImportance(fitted, from(diabetes.slice(300)), r2, { repeats: 60 });
  expect(found.map(({ column, entry }) => [column, entry])).toEqual(
    facts.importance.map((_: number, at: number) => ["features", at]),
  );
  found.forEach(({ mean, deviation }, at) => {
    expect(Math.abs(mean - facts.importance[at])).toBeLessThan(4 * (deviation / Math.sqrt(60)) + 0.002);
  });
});

test("columns of texts and numbers are mixed up before a pipeline, batch by batch", async () => {
  const rows = Array.from({ length: 3000 }, (_, at) => ({
    colour: ["red", "blue"][at % 2]!,
    size: at % 3,
    noise: (at * 7919) % 100,
    label: at % 2,
  }));
  const stages = pipeline([stringIndexer("colour"), assemble(["colourIndex", "size", "noise"]), gaussianNaiveBayes()]);
  const fitted = await stages.fit(from(rows));
  const score = async (answers: Parameters<typeof evaluateClasses>[0]) => (await evaluateClasses(answers)).accuracy;
  const how = { columns: ["colour", "size", "noise"], repeats: 2 };
  const found = await permutationImportance(fitted, from(rows), score, how);
  const [colour, size, noise] = found;
  expect(colour!.mean).toBeCloseTo(0.5, 1);
  expect(Math.abs(size!.mean)).toBeLessThan(0.01);
  expect([noise!.entry, Math.abs(noise!.mean)]).toEqual([undefined, expect.closeTo(0, 2)]);
  expect(await permutationImportance(fitted, from(rows), score, how)).toEqual(found);
  expect(await permutationImportance(fitted, from(rows), score, { ...how, seed: 9 })).not.toEqual(found);
});

test("a signal stops it; repeats below 1 and columns that there are not are refused", async () => {
  const fitted = await model(10).fit(from(diabetes.slice(0, 30)));
  const rows = from(diabetes.slice(0, 30));
  await expect(
    permutationImportance(fitted, rows, r2, { signal: AbortSignal.abort(new Error("enough")) }),
  ).rejects.toThrow("enough");
  await expect(permutationImportance(fitted, rows, r2, { repeats: 0 })).rejects.toThrow(
    "Cannot find importances as repeats must be a whole number ≥ 1: got 0; leave it out for 5",
  );
  await expect(permutationImportance(fitted, rows, r2, { columns: ["feature"] })).rejects.toThrow('"feature"');
});
