import { createRequire } from "node:module";
import { NearestCentre, nearestOf } from "../../../ml/cluster/centres.ts";
import { CoMoments } from "../../../ml/matrix/co-moments.ts";
import type { Matrix } from "../../../ml/mod.ts";
import type { BenchCase, Sample } from "../case.ts";
import { showBlocks } from "./results.ts";
import { type Held, tookSince } from "./rival.ts";

// Two of the kernels beside the WebAssembly back end of tfjs, as one would write them there; it computes in f32.

interface Tensor {
  dataSync(): ArrayLike<number>;
}

interface Tf {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tidy<Given>(work: () => Given): Given;
  tensor2d(values: Float32Array, shape: readonly [number, number]): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  sum(of: Tensor, axis: number): Tensor;
  mean(of: Tensor, axis: number): Tensor;
  argMin(of: Tensor, axis: number): Tensor;
  square(of: Tensor): Tensor;
}

let started: Promise<Tf> | undefined;

async function tfjs(): Promise<Tf> {
  const from = createRequire(new URL("../../interop/package.json", import.meta.url));
  const tf = from("@tensorflow/tfjs") as Tf;
  from("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  await tf.ready();
  return tf;
}

interface Twice {
  readonly name: string;
  readonly ours: (features: Matrix) => number;
  readonly theirs: (tf: Tf, rows: Tensor, features: Matrix) => number;
}

const k = 10;

const kernels: readonly Twice[] = [
  {
    name: "the nearest of 10 centres",
    ours: (features) => {
      const centres = new NearestCentre({
        ...features,
        data: features.data.subarray(0, k * features.columns),
        rows: k,
      });
      let sum = 0;
      showBlocks(features, (block) => {
        for (const centre of nearestOf(block, centres)) sum += centre;
      });
      return sum;
    },
    theirs: (tf, rows, { data, columns }) => {
      const centres = tf.tensor2d(Float32Array.from(data.subarray(0, k * columns)), [k, columns]);
      const near = tf.argMin(
        tf.sub(tf.sum(tf.square(centres), 1), tf.mul(tf.matMul(rows, centres, false, true), 2)),
        1,
      );
      return Array.from(near.dataSync()).reduce((sum, centre) => sum + centre, 0);
    },
  },
  {
    name: "covariances",
    ours: (features) => {
      const moments = new CoMoments(features.columns, "features");
      showBlocks(features, (block) => moments.add({ features: block }));
      return moments.centred().data.reduce((sum, value) => sum + value, 0);
    },
    theirs: (tf, rows) => {
      const centred = tf.sub(rows, tf.mean(rows, 0));
      return Array.from(tf.matMul(centred, centred, true, false).dataSync()).reduce((sum, value) => sum + value, 0);
    },
  },
];

/** Both must agree as far as f32 goes. */
export function tfjsCases(data: Held): BenchCase[] {
  return kernels.map(({ name, ours, theirs }): BenchCase => {
    let own = 0;
    let singles: Float32Array | undefined;
    return {
      name: `${name} · ${data.columns} features`,
      rows: data.count,
      run: async (): Promise<Sample> => {
        const { features } = await data.rows();
        const [cpu, wall] = [process.cpuUsage(), performance.now()];
        own = ours(features);
        return tookSince(cpu, wall);
      },
      rival: {
        name: "tfjs-wasm",
        run: async (): Promise<Sample> => {
          started ??= tfjs();
          const tf = await started;
          const { features } = await data.rows();
          singles ??= Float32Array.from(features.data);
          const [cpu, wall] = [process.cpuUsage(), performance.now()];
          const result = tf.tidy(() => theirs(tf, tf.tensor2d(singles!, [features.rows, features.columns]), features));
          const took = tookSince(cpu, wall);
          if (Math.abs(result - own) <= 1e-3 * Math.abs(own)) return took;
          throw new Error(`Cannot compare ${name} as both sides must agree: got ${own}, theirs is ${result}`);
        },
      },
    };
  });
}
