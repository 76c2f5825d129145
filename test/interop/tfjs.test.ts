import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { from, generate } from "../../core/mod.ts";
import { type FitOptions, loadModel, pipeline, standardScaler } from "../../ml/mod.ts";
import { type Tfjs, type TfjsBackend, tfjsFiles, tfjsModel, tfjsNetwork, useTfjs } from "../../ml/tfjs/mod.ts";

// Beside other suites each of them may take half a minute.
vi.setConfig({ testTimeout: 120_000 });

const repository = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
// Built by test/tools/tfjs-node.ts where the wheel of TensorFlow and a compiler are at hand.
const binding = join(require.resolve("@tensorflow/tfjs-node/package.json"), "../lib/napi-v8/tfjs_binding.node");
const backends: TfjsBackend[] = existsSync(binding) ? ["node", "wasm", "cpu"] : ["wasm", "cpu"];

const folder = mkdtempSync(join(tmpdir(), "millrace-tfjs-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  if (!existsSync(binding)) return;
  const util = require("node:util");
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  require("@tensorflow/tfjs-node");
});

const rows = Array.from({ length: 64 }, (_, at) => {
  const features = [Math.sin(at), Math.cos(at * 1.7), (at % 5) / 5];
  return { id: at, features, label: 2 * features[0]! - features[1]! + 0.5 };
});

/** The same first weights each time. */
function build(): tf.Sequential {
  const random = (seed: number) => tf.initializers.glorotUniform({ seed });
  const layers = [
    tf.layers.dense({ units: 8, activation: "tanh", inputShape: [3], kernelInitializer: random(1) }),
    tf.layers.dense({ units: 1, kernelInitializer: random(2) }),
  ];
  const model = tf.sequential({ layers });
  model.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
  return model;
}

/** y = x · (3, −2) + 1, as a graph of TensorFlow's operations. */
const graphFiles = async (name: string) => {
  const tensor = { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "2" }, { size: "1" }] } };
  const float = { type: "DT_FLOAT" };
  const files = tfjsFiles(join(folder, name));
  await files.save({
    format: "graph-model",
    modelTopology: {
      node: [
        {
          name: "x",
          op: "Placeholder",
          attr: { dtype: float, shape: { shape: { dim: [{ size: "-1" }, { size: "2" }] } } },
        },
        { name: "w", op: "Const", attr: { dtype: float, value: { tensor } } },
        {
          name: "one",
          op: "Const",
          attr: { dtype: float, value: { tensor: { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "1" }] } } } },
        },
        {
          name: "xw",
          op: "MatMul",
          input: ["x", "w"],
          attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
        },
        { name: "y", op: "AddV2", input: ["xw", "one"], attr: { T: float } },
      ],
      library: {},
      versions: { producer: 1 },
    },
    weightSpecs: [
      { name: "w", shape: [2, 1], dtype: "float32" },
      { name: "one", shape: [1], dtype: "float32" },
    ],
    weightData: Float32Array.of(3, -2, 1).buffer,
  });
  return files;
};

describe.each(backends)("with the back end %s", (backend) => {
  let tfjs: Tfjs;
  beforeAll(async () => {
    tfjs = await useTfjs({ backends: [backend], library: tf });
  });

  test("the back end in use is the one that was asked for", () => {
    expect(tfjs.backend).toBe(backend);
    expect(tf.getBackend()).toBe(backend === "node" ? "tensorflow" : backend);
  });

  test("a model of layers answers rows as it answers tensors, and leaves no tensor behind", async () => {
    const model = build();
    const wanted = (model.predict(tf.tensor2d(rows.map(({ features }) => features))) as tf.Tensor).dataSync();
    const stage = await tfjsModel(tfjs, model);
    const before = tf.memory().numTensors;
    const answers = await stage.transform(from(rows)).collect();
    expect(answers.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    answers.forEach(({ prediction }, at) => expect(prediction).toBeCloseTo(wanted[at]!, 6));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("several inputs and outputs are columns by name, those of several numbers vectors", async () => {
    const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [1] })];
    const both = tf.layers.concatenate().apply([a, b]) as tf.SymbolicTensor;
    const total = tf.layers.dense({ units: 1, kernelInitializer: "ones" }).apply(both) as tf.SymbolicTensor;
    const model = tf.model({ inputs: [a, b], outputs: [total, both] });
    const stage = await tfjsModel(tfjs, model, { features: ["at", "weight"], predictions: ["total", "all"] });
    const asked = from([
      { at: [1, 2], weight: 3 },
      { at: [4, 5], weight: 6 },
    ]);
    expect(await stage.transform(asked).collect()).toEqual([
      { at: [1, 2], weight: 3, total: 6, all: Float64Array.of(1, 2, 3) },
      { at: [4, 5], weight: 6, total: 15, all: Float64Array.of(4, 5, 6) },
    ]);
    await expect(tfjsModel(tfjs, model)).rejects.toThrow("there must be a column for each of its 2 inputs");
  });

  test("a model of a graph is a stage, on a stream without an end, too", async () => {
    const graph = await tf.loadGraphModel((await graphFiles(`graph-${backend}`)) as never);
    const stage = await tfjsModel(tfjs, graph as never, { features: ["at"], predictions: ["y"] });
    const endless = from(generate({ make: (at) => ({ at: [at, 1] }), perSecond: 5000 }));
    expect((await stage.transform(endless).limit(50).collect()).map(({ y }) => y)).toEqual(
      Array.from({ length: 50 }, (_, at) => 3 * at - 1),
    );
    const answers = await stage
      .transform(
        from(
          [
            [1, 1],
            [0, 2],
            [5, 0],
          ].map((at) => ({ at })),
        ),
      )
      .collect();
    expect(answers.map(({ y }) => y)).toEqual([2, -3, 16]);
    await stage.save(join(folder, `graph-stage-${backend}`));
    const again = await loadModel(join(folder, `graph-stage-${backend}`));
    expect((await again.transform(from([{ at: [1, 1] }])).collect())[0]!.y).toBe(2);
  });

  test("a network learns as tfjs's own fit does where steps are of all rows", async () => {
    const own = build();
    const [x, y] = [tf.tensor2d(rows.map(({ features }) => features)), tf.tensor2d(rows.map(({ label }) => [label]))];
    const history = await own.fit(x, y, { epochs: 5, batchSize: rows.length, shuffle: false, verbose: 0 });
    const losses: number[] = [];
    const network = tfjsNetwork(tfjs, build, { epochs: 5, batchRows: rows.length });
    const model = await network.fit(from(rows), { onProgress: ({ loss }) => loss !== undefined && losses.push(loss) });
    losses.forEach((loss, epoch) => expect(loss).toBeCloseTo(history.history.loss![epoch] as number, 5));
    expect(losses.length).toBe(5);
    const wanted = (own.predict(x) as tf.Tensor).dataSync();
    const answers = await model.transform(from(rows)).collect();
    answers.forEach(({ prediction }, at) => expect(prediction).toBeCloseTo(wanted[at]!, 4));
  });

  test("behind a scaler it learns what is to be learned, the same with the same seed, and is saved and loaded", async () => {
    const network = pipeline([standardScaler(), tfjsNetwork(tfjs, build, { epochs: 15, batchRows: 16, seed: 3 })]);
    const model = await network.fit(from(rows));
    const answers = await model.transform(from(rows)).collect();
    const error = answers.reduce((sum, { prediction, label }) => sum + ((prediction as number) - label) ** 2, 0) / 64;
    expect(error).toBeLessThan(0.1);
    const again = await (await network.fit(from(rows))).transform(from(rows)).collect();
    again.forEach(({ prediction }, at) => expect(prediction).toBeCloseTo(answers[at]!.prediction as number, 5));
    const place = join(folder, `network-${backend}`);
    await model.save(place);
    for (const loaded of [await network.load(place), await loadModel(place)]) {
      const rest = (await loaded.transform(from(rows)).collect()) as { prediction: number }[];
      rest.forEach(({ prediction }, at) => expect(prediction).toBeCloseTo(answers[at]!.prediction as number, 6));
    }
  });

  test("broken off behind an epoch, goes on from what it had kept to the same weights", async () => {
    const momentum = (): tf.Sequential => {
      const model = build();
      model.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.02) });
      return model;
    };
    const network = () => tfjsNetwork(tfjs, momentum, { epochs: 6, batchRows: 16, seed: 5 });
    const answersOf = async (options: FitOptions): Promise<number[]> => {
      const answers = await (await network().fit(from(rows), options)).transform(from(rows)).collect();
      return answers.map(({ prediction }) => prediction as number);
    };
    const wanted = await answersOf({});
    for (const after of [1, 4]) {
      const checkpoint = { dir: join(folder, `kept-${backend}-${after}`), interval: 0 };
      const stop = new AbortController();
      let epochs = 0;
      const onProgress = ({ loss }: { readonly loss?: number }): void => {
        if (loss !== undefined && ++epochs === after) stop.abort(new Error("broken off"));
      };
      await expect(answersOf({ checkpoint, signal: stop.signal, onProgress })).rejects.toThrow("broken off");
      const losses: number[] = [];
      const answers = await answersOf({
        checkpoint,
        onProgress: ({ loss }) => loss !== undefined && losses.push(loss),
      });
      expect(losses.length).toBe(6 - after);
      answers.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 6));
    }
    const dir = join(folder, `kept-${backend}-4`);
    const other = tfjsNetwork(tfjs, build, { epochs: 6, batchRows: 16, seed: 5 }).fit(from(rows), {
      checkpoint: { dir },
    });
    await expect(other).rejects.toThrow(
      "the network must be the one whose weights were kept: got other optimizer; name",
    );
  });

  test("a signal stops it between two steps", async () => {
    const stop = new AbortController();
    const network = tfjsNetwork(tfjs, build, { epochs: 100_000 });
    const fit = network.fit(from(rows), {
      signal: stop.signal,
      onProgress: ({ loss }) => loss !== undefined && stop.abort(new Error("enough")),
    });
    await expect(fit).rejects.toThrow("enough");
  });
});

describe("whatever computes", () => {
  let tfjs: Tfjs;
  beforeAll(async () => {
    tfjs = await useTfjs({ backends: ["cpu"], library: tf });
  });

  test("the first back end that starts is taken, and why others are not is told", async () => {
    const used = await useTfjs({ library: tf });
    expect(used.backend).toBe(backends[0]);
    expect(used.passedOver.length).toBe(3 - backends.length);
  });

  test("where they are installed beside this package back ends are found by their names", () => {
    // Links that are not followed: as if this package lay where its user's packages are.
    const beside = mkdtempSync(join(folder, "beside-"));
    for (const name of ["core", "ml", "connectors"]) symlinkSync(join(repository, name), join(beside, name));
    symlinkSync(join(repository, "test/interop/node_modules"), join(beside, "node_modules"));
    const job = `import { useTfjs } from "./ml/tfjs/mod.ts";
      for (const one of ${JSON.stringify(backends)}) {
        const { backend, tf } = await useTfjs({ backends: [one] });
        console.log("in use: " + backend + " " + tf.getBackend());
      }`;
    writeFileSync(join(beside, "job.ts"), job);
    const { stdout } = spawnSync(process.execPath, ["--preserve-symlinks", "--preserve-symlinks-main", "job.ts"], {
      cwd: beside,
      encoding: "utf8",
      timeout: 120_000,
    });
    expect(stdout.match(/^in use: .*$/gm)).toEqual(
      backends.map((backend) => `in use: ${backend} ${backend === "node" ? "tensorflow" : backend}`),
    );
  }, 150_000);

  test("models in tfjs's own form go to files and come back", async () => {
    const model = build();
    const files = tfjsFiles(join(folder, "own"));
    await model.save(files as never);
    const again = await tf.loadLayersModel(files as never);
    const x = tf.tensor2d(rows.map(({ features }) => features));
    expect((again.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });

  test("classes by their numbers, with a probability for each", async () => {
    const classes = rows.map(({ features }) => ({ features, label: features[0]! > 0 ? 2 : features[1]! > 0 ? 1 : 0 }));
    const network = tfjsNetwork(
      tfjs,
      () => {
        const model = tf.sequential({
          layers: [tf.layers.dense({ units: 3, activation: "softmax", inputShape: [3], kernelInitializer: "zeros" })],
        });
        model.compile({ loss: "sparseCategoricalCrossentropy", optimizer: tf.train.adam(0.1) });
        return model;
      },
      { epochs: 40, predictions: ["shares"] },
    );
    const answers = await (await network.fit(from(classes))).transform(from(classes)).collect();
    const right = answers.filter(({ shares, label }) => {
      const values = [...(shares as Float64Array)];
      return values.indexOf(Math.max(...values)) === label;
    });
    expect(right.length).toBeGreaterThan(56);
  });

  test("what cannot be learned from is refused with its row, and so is a model that is not compiled", async () => {
    const network = tfjsNetwork(tfjs, build);
    const holes = rows.map((row, at) => (at === 7 ? { ...row, features: [0, Number.NaN, 0] } : row));
    await expect(network.fit(from(holes))).rejects.toThrow(
      'column "features" must hold finite numbers: got NaN in row 7',
    );
    const bare = () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
    await expect(tfjsNetwork(tfjs, bare).fit(from(rows))).rejects.toThrow(
      "build must give a model of layers that is compiled",
    );
    const wide = rows.map((row) => ({ ...row, features: [1, 2] }));
    await expect(network.fit(from(wide))).rejects.toThrow("3 numbers");
  });
});
