import type { Tfjs, TfjsLayersModel, TfjsTensor } from "../../../ml/tfjs/mod.ts";

// What is used of tfjs, in a few lines, for what does not depend on how it computes; with tfjs itself: test/interop/tfjs.test.ts.

/** Arrays as tensors. */
export const plainTfjs: Tfjs = {
  backend: "cpu",
  passedOver: [],
  tf: {
    tensor: (values: Float32Array, shape: number[]): TfjsTensor => ({
      shape,
      dtype: "float32",
      dataSync: () => values,
      dispose: () => undefined,
    }),
    tidy: (compute: () => never) => compute(),
    dispose: () => undefined,
  } as unknown as Tfjs["tf"],
};

let made = 0;

/** Two numbers a row, both doubled; learning makes a loss of 1, 2, 3 … */
export function twice(shape: readonly (number | null)[] = [null, 2]): TfjsLayersModel & { readonly seen: number[][] } {
  let loss = 0;
  const seen: number[][] = [];
  return {
    seen,
    optimizer: {
      getClassName: () => "SGD",
      getConfig: () => ({ learningRate: 0.1 }),
      getWeights: async () => [],
      setWeights: async () => undefined,
    },
    loss: "meanSquaredError",
    toJSON: () => ({ class_name: "Twice", config: { name: `model${++made}`, shape } }),
    inputs: [{ name: "x", shape }],
    outputs: [{ name: "y", shape }],
    predictOnBatch: ((input: TfjsTensor) => {
      const doubled = Float32Array.from(input.dataSync(), (value) => 2 * value);
      return { shape: input.shape, dtype: "float32", dataSync: () => doubled, dispose: () => undefined };
    }) as never,
    trainOnBatch: (async (input: TfjsTensor) => {
      seen.push(Array.from(input.dataSync()));
      return ++loss;
    }) as never,
    getWeights: () => [],
    setWeights: () => undefined,
    save: (async (to: { save(artifacts: object): Promise<unknown> }) =>
      to.save({ format: "layers-model", modelTopology: {}, weightSpecs: [], weightData: new ArrayBuffer(4) })) as never,
  };
}
