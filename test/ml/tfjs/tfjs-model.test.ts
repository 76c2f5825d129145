import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { descriptionOf } from "../../../ml/stages/saved-stage.ts";
import { tfjsModel } from "../../../ml/tfjs/mod.ts";
import { plainTfjs, twice } from "./twice.ts";

test("rows without a value get none, all others what the model answers", async () => {
  const model = await tfjsModel(plainTfjs, twice(), { features: ["at"], predictions: ["doubled"] });
  const rows = [{ at: [1, 2] }, { at: null }, { at: [3, 4] }];
  expect((await model.transform(from(rows)).collect()).map(({ doubled }) => doubled)).toEqual([
    Float64Array.of(2, 4),
    null,
    Float64Array.of(6, 8),
  ]);
});

test("what it keeps is its weights and all else as JSON", async () => {
  const model = await tfjsModel(plainTfjs, twice());
  expect(model.learned.weights.length).toBe(4);
  expect(JSON.parse(model.learned.description)).toEqual({ format: "layers-model", modelTopology: {}, weightSpecs: [] });
  expect(descriptionOf(model)).toMatchObject({ kind: "tfjsModel", reads: ["features"], adds: ["prediction"] });
});

test("columns that are more than the ends of the model, and sizes that are not known, are refused", async () => {
  await expect(tfjsModel(plainTfjs, twice(), { predictions: ["a", "b"] })).rejects.toThrow(
    'there must be a column for each of its 1 outputs (y): got ["a","b"]; name them all in predictions',
  );
  await expect(tfjsModel(plainTfjs, twice([null, null]))).rejects.toThrow('the sizes of "x" must be known');
  await expect(tfjsModel(plainTfjs, twice(), { feature: ["a"] } as never)).rejects.toThrow("features");
});

test("an answer for other rows than those that were asked is refused", async () => {
  const one = { ...twice(), predictOnBatch: () => ({ shape: [1, 2], dataSync: () => new Float32Array(2) }) };
  const model = await tfjsModel(plainTfjs, one as never);
  await expect(model.transform(from([{ features: [1, 2] }, { features: [1, 2] }])).collect()).rejects.toThrow(
    "it must answer each of 2 rows: got [[1,2]]",
  );
});
