import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromColumns } from "../../core/mod.ts";
import {
  decisionTreeClassifier,
  elasticNet,
  fitRows,
  gaussianNaiveBayes,
  gradientBoostingClassifier,
  kMeans,
  knnClassifier,
  linearRegression,
  linearSvc,
  logisticRegression,
  type Matrix,
  pca,
  randomForestClassifier,
  ridge,
} from "../../ml/mod.ts";
import type { BenchCase, BenchSuite, Sample } from "./case.ts";
import { type BenchRows, benchRows } from "./ml/data.ts";
import { answersOf, areaUnderRoc, logisticObjective, share, squaredHingeObjective, sum } from "./ml/results.ts";
import { pythonProcess } from "./python.ts";

// Each learner on a matrix in memory beside scikit-learn on one thread, per row; one number of what both learned must agree.

interface Row {
  readonly name: string;
  /** What is measured. */
  readonly train: (rows: BenchRows) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: what each learner has learned
  readonly result: (learned: any, rows: BenchRows) => number | Promise<number>;
  /** How near the results must be, relative to theirs, or by themselves. */
  readonly within: { readonly rel: number } | { readonly abs: number } | { readonly notAbove: number };
}

const rows: readonly Row[] = [
  {
    name: "linearRegression",
    train: ({ features, numbers }) => fitRows(linearRegression(), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-8 },
  },
  {
    name: "ridge",
    train: ({ features, numbers }) => fitRows(ridge(), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-8 },
  },
  {
    name: "elasticNet",
    train: ({ features, numbers }) => fitRows(elasticNet({ alpha: 0.01 }), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-5 },
  },
  {
    name: "logisticRegression",
    train: ({ features, classes }) => fitRows(logisticRegression(), { features, labels: classes }),
    result: (learned, { features, classes }) => logisticObjective(learned, features, classes),
    within: { notAbove: 1e-6 },
  },
  {
    name: "logisticRegression of three classes",
    train: ({ features, three }) => fitRows(logisticRegression(), { features, labels: three }),
    result: (learned, { features, three }) => logisticObjective(learned, features, three),
    within: { notAbove: 1e-6 },
  },
  {
    name: "linearSvc",
    train: ({ features, classes }) => fitRows(linearSvc(), { features, labels: classes }),
    result: (learned, { features, classes }) => squaredHingeObjective(learned, features, classes),
    within: { notAbove: 1e-6 },
  },
  {
    name: "gaussianNaiveBayes",
    train: ({ features, three }) => fitRows(gaussianNaiveBayes(), { features, labels: three }),
    result: ({ means, variances }) => sum(means) + sum(variances),
    within: { rel: 1e-8 },
  },
  {
    name: "pca",
    train: ({ features }) => fitRows(pca({ components: 5 }), { features }),
    result: ({ explainedVariance }) => sum(explainedVariance),
    within: { rel: 1e-8 },
  },
  {
    name: "kMeans",
    train: ({ features }) =>
      fitRows(kMeans({ k: 10, centres: firstRows(features, 10), maxIterations: 20, tolerance: 0 }), { features }),
    result: ({ inertia }) => inertia,
    within: { rel: 1e-7 },
  },
  {
    name: "decisionTreeClassifier",
    train: ({ features, classes }) => fitRows(decisionTreeClassifier({ maxDepth: 12 }), { features, labels: classes }),
    result: (learned, { held, heldClasses }) => share(answersOf(learned, held), heldClasses),
    within: { abs: 0.015 },
  },
  {
    name: "randomForestClassifier",
    train: ({ features, classes }) => fitRows(randomForestClassifier({ trees: 10 }), { features, labels: classes }),
    result: (learned, { held, heldClasses }) => share(answersOf(learned, held), heldClasses),
    within: { abs: 0.015 },
  },
  {
    name: "gradientBoostingClassifier",
    train: ({ features, classes }) => fitRows(gradientBoostingClassifier(), { features, labels: classes }),
    result: (learned, { held, heldClasses }) => areaUnderRoc(answersOf(learned, held), heldClasses),
    within: { abs: 0.003 },
  },
];

/** `--events N`: rows; 100,000 unless said, of 20 features and, of what is linear, of 100 as well. */
const suite: BenchSuite = ({ events = 100_000 }) => {
  const narrow = held(events, 20);
  const wide = held(events, 100);
  return [
    ...rows.map((row) => caseOf(row, narrow)),
    knnCase(narrow),
    ...rows.slice(0, 9).map((row) => caseOf(row, wide)),
  ];
};

export default suite;

interface Held {
  readonly columns: number;
  readonly count: number;
  rows(): BenchRows;
  ask(algorithm: string): Promise<Sample & { readonly result: number }>;
}

function held(count: number, columns: number): Held {
  let made: BenchRows | undefined;
  let running: Promise<(line: string) => Promise<string>> | undefined;
  const benched = (): BenchRows => {
    made ??= benchRows(count, columns);
    return made;
  };
  return {
    columns,
    count,
    rows: benched,
    ask: async (algorithm) => {
      running ??= sklearn(benched(), count, columns);
      return JSON.parse(await (await running)(algorithm));
    },
  };
}

async function sklearn(made: BenchRows, count: number, columns: number): Promise<(line: string) => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ml-"));
  const { features, held: kept, ...labels } = made;
  for (const [name, values] of Object.entries({ ...labels, features: features.data, held: kept.data })) {
    writeFileSync(join(folder, name), values);
  }
  const one = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, "1"]);
  const ask = await pythonProcess({
    name: "scikit-learn",
    script: fileURLToPath(new URL("ml/sklearn_rival.py", import.meta.url)),
    arguments: [folder, String(count), String(columns)],
    packages: "scikit-learn",
    environment: Object.fromEntries(one),
  });
  rmSync(folder, { recursive: true });
  return ask;
}

function caseOf({ name, train, result, within }: Row, data: Held): BenchCase {
  let own = 0;
  return {
    name: `${name} · ${data.columns} features`,
    rows: data.count,
    run: async () => {
      const made = data.rows();
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const learned = train(made);
      const took = tookSince(cpu, wall);
      own = await result(learned, made);
      return took;
    },
    rival: { name: "scikit-learn", run: () => answered(name, data, () => own, within) },
  };
}

/** 2,000 rows ask 20,000 others, by columns of vectors as a model does it. */
function knnCase(data: Held): BenchCase {
  let own = 0;
  const few = Math.min(data.count, 20_000);
  return {
    name: `knnClassifier, 2,000 rows of ${few} · ${data.columns} features`,
    rows: 2000,
    run: async () => {
      const { features, classes, held: asked } = data.rows();
      const vectors = (of: Matrix, count: number): Float64Array[] =>
        Array.from({ length: count }, (_, row) => of.data.subarray(row * of.columns, (row + 1) * of.columns));
      const known = fromColumns({ features: vectors(features, few), label: classes.slice(0, few) });
      const model = await knnClassifier().fit(known);
      const queries = fromColumns({ features: vectors(asked, 2000) });
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const answers = await model.transform(queries).collect();
      const took = tookSince(cpu, wall);
      own = answers.reduce((total, { probability }) => total + probability[1]!, 0);
      return took;
    },
    rival: { name: "scikit-learn", run: () => answered("knnClassifier", data, () => own, { rel: 1e-9 }) },
  };
}

async function answered(name: string, data: Held, own: () => number, within: Row["within"]): Promise<Sample> {
  const answer = await data.ask(name);
  const [ours, theirs] = [own(), answer.result];
  const agrees =
    "rel" in within
      ? Math.abs(ours - theirs) <= within.rel * Math.abs(theirs)
      : "abs" in within
        ? Math.abs(ours - theirs) <= within.abs
        : ours <= theirs * (1 + within.notAbove);
  if (agrees) return answer;
  throw new Error(
    `Cannot compare ${name} as both sides must agree (${JSON.stringify(within)}): got ${ours}, theirs is ${theirs}`,
  );
}

function tookSince(cpu: NodeJS.CpuUsage, wall: number): Sample {
  const { user, system } = process.cpuUsage(cpu);
  return { cpuNs: 1000 * (user + system), wallNs: 1e6 * (performance.now() - wall) };
}

function firstRows({ data, columns }: Matrix, count: number): number[][] {
  return Array.from({ length: count }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}
