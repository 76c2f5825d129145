import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as runtime from "onnxruntime-node";
import { afterAll, expect, test } from "vitest";
import { from, generate } from "../../core/mod.ts";
import { assemble, loadModel, logisticRegression, pipeline, standardScaler, stringIndexer } from "../../ml/mod.ts";
import { OnnxGraph } from "../../ml/onnx/file/graph.ts";
import { type OnnxRuntime, onnxModel, saveOnnx, toOnnx } from "../../ml/onnx/mod.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-onnx-model-"));
afterAll(() => rmSync(folder, { recursive: true }));
const onnx = { runtime: runtime as unknown as OnnxRuntime };

const rows = Array.from({ length: 3000 }, (_, at) => ({
  id: at,
  features: [Math.sin(at), at % 7],
  label: at % 7 > 3 ? 1 : 0,
}));
const model = await pipeline([standardScaler(), logisticRegression()]).fit(from(rows));

test("a file answers the rows of a dataset as the model does that it was written of, in their order", async () => {
  const path = join(folder, "late.onnx");
  await saveOnnx(model, path);
  const stage = await onnxModel(path, onnx);
  const answers = await stage.transform(from(rows)).collect();
  const wanted = await model.transform(from(rows)).collect();
  expect(answers.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  answers.forEach((row, at) => {
    expect(row.prediction).toBe(wanted[at]!.prediction);
    expect(row.probability[1]).toBeCloseTo(wanted[at]!.probability[1]!, 12);
    expect(row.features).toEqual(rows[at]!.features);
  });
});

test("ends of the graph are columns by the names that are asked for, of 32 bits too", async () => {
  const file = toOnnx(model, { numbers: "float32" });
  const stage = await onnxModel(file, { ...onnx, inputs: { features: "at" }, outputs: { probability: "shares" } });
  const [row] = await stage.transform(from([{ at: Float64Array.of(0.5, 6) }])).collect();
  expect(Object.keys(row!)).toEqual(["at", "shares"]);
  const [wanted] = await model.transform(from([{ features: [0.5, 6] }])).collect();
  expect(row!.shares[1]).toBeCloseTo(wanted!.probability[1]!, 6);
  await expect(onnxModel(file, { ...onnx, outputs: { label: "a" } })).rejects.toThrow(
    'its output must be one of "prediction", "probability": got "label"',
  );
});

test("texts go in, and rows without a value have no answers", async () => {
  const flights = from(["UA", "AA", "AA"].map((carrier, at) => ({ carrier, miles: at, label: at % 2 })));
  const own = await pipeline([stringIndexer("carrier"), assemble(["carrierIndex", "miles"]), logisticRegression()]).fit(
    flights,
  );
  const stage = await onnxModel(toOnnx(own), onnx);
  const answers = await stage
    .transform(
      from([
        { carrier: "AA", miles: 1 },
        { carrier: null, miles: 1 },
      ]),
    )
    .collect();
  expect(answers[0]!.probability).toBeInstanceOf(Float64Array);
  expect(answers[1]).toEqual({ carrier: null, miles: 1, prediction: null, probability: null });
});

test("a stream without an end is answered as it comes, and as part of a saved pipeline", async () => {
  const stage = await onnxModel(toOnnx(model), onnx);
  const endless = from(generate({ make: (at) => ({ features: [at, at % 7] }), perSecond: 10_000 }));
  expect((await stage.transform(endless).limit(100).collect()).length).toBe(100);
  await stage.save(join(folder, "saved"));
  // The runtime is looked for beside this package, where it is not.
  await expect(loadModel(join(folder, "saved"))).rejects.toThrow("run npm install onnxruntime-node");
});

test("a row that does not fit fails by itself; a column that is not there is told", async () => {
  const stage = await onnxModel(toOnnx(model), onnx);
  const asked = from([{ features: [1, 2] }, { features: [1, 2, 3] }, { features: [3, 4] }]);
  expect((await stage.transform(asked, { onError: "skip" }).collect()).length).toBe(2);
  await expect(stage.transform(asked).collect()).rejects.toThrow(
    'column "features" must have 2 values for its input "features": got 3',
  );
  await expect(stage.transform(from([{ feature: [1, 2] }])).collect()).rejects.toThrow('did you mean "feature"?');
});

test("what is no file of ONNX, and inputs of other kinds, are refused", async () => {
  const path = join(folder, "text.onnx");
  writeFileSync(path, "hello");
  await expect(onnxModel(path, onnx)).rejects.toThrow(
    `Cannot use the file of ONNX in ${JSON.stringify(path)} as the runtime must take it`,
  );
  const graph = new OnnxGraph();
  const x = graph.input({ name: "x", type: "int64", size: 2 });
  graph.output({ name: "twice", type: "int64", size: 2 }, graph.add("Add", [x, x]));
  const whole = await onnxModel(graph.finish("whole numbers"), onnx);
  expect((await whole.transform(from([{ x: [3, 4] }])).collect())[0]!.twice).toEqual(Float64Array.of(6, 8));
});

/** The same file for so many rows at a time: the size "rows" is replaced by a number, and a note as long as what is left. */
function forRows(file: Uint8Array, count: number): Uint8Array {
  const bytes = Buffer.from(file);
  for (let at = bytes.indexOf("rows"); at >= 0; at = bytes.indexOf("rows", at + 4)) {
    Buffer.from([8, count, 26, 2, 97, 97]).copy(bytes, at - 2);
  }
  return new Uint8Array(bytes);
}

test("a file that was made for one row at a time answers all, one of several is refused", async () => {
  const stage = await onnxModel(forRows(toOnnx(model), 1), onnx);
  const some = rows.slice(0, 20);
  const answers = await stage.transform(from(some)).collect();
  const wanted = await model.transform(from(some)).collect();
  answers.forEach((row, at) => expect(row.probability[1]).toBeCloseTo(wanted[at]!.probability[1]!, 12));
  await expect(onnxModel(forRows(toOnnx(model), 4), onnx)).rejects.toThrow(
    'its input "features" must take any number of rows, or one: got 4',
  );
});
