// Fits of rows that are made again in each pass; prints how much memory arrays hold behind a pass, at most. For larger-than-memory.test.ts.
import { type Dataset, from, generate } from "../../../core/mod.ts";
import {
  type FitOptions,
  gaussianNaiveBayes,
  kMeans,
  lda,
  linearRegression,
  logisticRegression,
  sgdClassifier,
} from "../../../ml/mod.ts";
import { uniform } from "./random-rows.ts";

const columns = 24;

// Few that come again and again: what is read takes as much memory as if all were different.
const pool = Array.from({ length: 1000 }, (_, n) => {
  const random = uniform(n + 1);
  const features = Float64Array.from({ length: columns }, () => (random() + 1) / 2);
  return { features, label: Number(features[0]! + features[1]! > 1) };
});

type Row = (typeof pool)[number];
type Fit = (rows: Dataset<Row>, options: FitOptions) => Promise<unknown>;

const fits: Readonly<Record<string, Fit>> = {
  linear: (rows, options) => linearRegression().fit(rows, options),
  logistic: (rows, options) => logisticRegression({ maxIterations: 2 }).fit(rows, options),
  kMeans: (rows, options) => kMeans({ k: 3, maxIterations: 2 }).fit(rows, options),
  bayes: (rows, options) => gaussianNaiveBayes().fit(rows, options),
  sgd: (rows, options) => sgdClassifier({ maxIterations: 2 }).fit(rows, options),
  lda: (rows, options) => lda({ topics: 2, maxIterations: 1, maxDocumentIterations: 2 }).fit(rows, options),
};

const rows = Number(process.argv[2]);
for (const name of process.argv.slice(3)) {
  const [which, how] = name.split(":");
  let peak = 0;
  const options: FitOptions = {
    memoryBytes: how === "kept" ? 2 ** 40 : 0,
    onProgress: () => {
      // The second waits for what the first has others give back.
      for (let k = 0; k < 2; k++) (globalThis as { readonly gc?: () => void }).gc!();
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    },
  };
  await fits[which!]!(from(generate({ count: rows, make: (n) => pool[n % pool.length]! })), options);
  console.log(JSON.stringify({ name, arraysMB: peak / 2 ** 20, dataMB: (rows * columns * 8) / 2 ** 20 }));
}
