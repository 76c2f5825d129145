import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  assemble,
  gaussianMixture,
  gradientBoostingRegressor,
  linearRegression,
  loadModel,
  logisticRegression,
  normalizer,
  pipeline,
  standardScaler,
  stringIndexer,
} from "../../../ml/mod.ts";
import { saveOnnx, toOnnx } from "../../../ml/onnx/mod.ts";
import { readOnnx } from "./read-message.ts";

const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x, x * x], label: x > 5 ? 1 : 0 })));
const [float32, float64, text] = [1, 11, 8];

test("columns that are read are inputs, those that no later stage reads are outputs", async () => {
  const model = await pipeline([standardScaler(), logisticRegression()]).fit(rows);
  const { inputs, outputs, operators, imports } = readOnnx(toOnnx(model));
  expect(inputs).toEqual([{ name: "features", type: float64, dims: ["rows", 2] }]);
  expect(outputs).toEqual([
    { name: "prediction", type: float64, dims: ["rows"] },
    { name: "probability", type: float64, dims: ["rows", 2] },
  ]);
  expect(operators.slice(0, 4)).toEqual(["Sub", "Mul", "MatMul", "Add"]);
  expect(imports).toEqual([["", 18]]);
});

test("trees are of version 5 of ai.onnx.ml", async () => {
  const model = await gradientBoostingRegressor({ minLeafRows: 1 }).fit(rows);
  const { operators, imports } = readOnnx(toOnnx(model));
  expect(operators).toContain("TreeEnsemble");
  expect(imports).toEqual([
    ["", 18],
    ["ai.onnx.ml", 5],
  ]);
});

test("texts and numbers are columns of their own; other outputs can be asked for", async () => {
  const flights = from([
    { carrier: "AA", miles: 100, label: 1 },
    { carrier: "UA", miles: 300, label: 2 },
    { carrier: "AA", miles: 200, label: 3 },
  ]);
  const stages = pipeline([stringIndexer("carrier"), assemble(["carrierIndex", "miles"]), linearRegression()]);
  const model = await stages.fit(flights);
  const { inputs, outputs } = readOnnx(toOnnx(model, { outputs: ["carrierIndex", "features", "prediction"] }));
  expect(inputs).toEqual([
    { name: "carrier", type: text, dims: ["rows", 1] },
    { name: "miles", type: float64, dims: ["rows", 1] },
  ]);
  expect(outputs.map(({ name, dims }) => [name, ...dims])).toEqual([
    ["carrierIndex", "rows"],
    ["features", "rows", 2],
    ["prediction", "rows"],
  ]);
  expect(() => toOnnx(model, { outputs: ["carrier"] })).toThrow(
    'Cannot write a model as ONNX as its outputs must be columns of numbers that it reads or adds: got "carrier"',
  );
});

test("an output in the place of an input has another name, and numbers may be of 32 bits", async () => {
  const { inputs, outputs } = readOnnx(toOnnx(await standardScaler().fit(rows), { numbers: "float32" }));
  expect(inputs).toEqual([{ name: "features", type: float32, dims: ["rows", 2] }]);
  expect(outputs).toEqual([{ name: "features_out", type: float32, dims: ["rows", 2] }]);
});

test("what no stage says of vectors is told by sizes, and sizes that do not fit are refused", async () => {
  expect(readOnnx(toOnnx(normalizer(), { sizes: { features: 3 } })).inputs[0]!.dims).toEqual(["rows", 3]);
  const wide = from([1, 2, 4].map((x) => ({ a: [x, -x], b: x, label: x })));
  const model = await pipeline([assemble(["a", "b"]), linearRegression()]).fit(wide);
  expect(() => toOnnx(model)).toThrow(
    'Cannot write linearRegression as ONNX as vectors of column "features" must have 3 numbers: got 2; say how many each input has',
  );
  expect(readOnnx(toOnnx(model, { sizes: { a: 2 } })).inputs.map(({ dims }) => dims[1])).toEqual([2, 1]);
});

test("stages without a form in ONNX, and options that there are not, are refused", async () => {
  const model = await gaussianMixture({ k: 2 }).fit(rows);
  expect(() => toOnnx(model)).toThrow(
    "Cannot write gaussianMixture as ONNX as there must be nodes for it: got none, known are assemble,",
  );
  expect(() => toOnnx(normalizer(), { size: 3 } as never)).toThrow("sizes");
});

test("a model that was saved and loaded is written as it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-onnx-"));
  const model = await pipeline([standardScaler(), gradientBoostingRegressor({ minLeafRows: 1 })]).fit(rows);
  await model.save(join(folder, "model"));
  expect(toOnnx(await loadModel(join(folder, "model")))).toEqual(toOnnx(model));
  rmSync(folder, { recursive: true });
});

test("a file is written to where its path says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-onnx-"));
  const path = join(folder, "line.onnx");
  const model = await linearRegression().fit(rows);
  await saveOnnx(model, path);
  expect(new Uint8Array(readFileSync(path))).toEqual(toOnnx(model));
  rmSync(folder, { recursive: true });
});
