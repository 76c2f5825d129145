// `npm run bench:turns -- [NAME…]`: how long the event loop stands still while each learner fits, and how soon a fit ends that is stopped. Times are
// of the CPU of this thread, so that others on the machine do not count. The exit code is 1 where one stands for more than 200 ms.
import { type Dataset, from } from "millrace";
import * as ml from "millrace/ml";
import { tellUsage } from "../../tools/usage.ts";
import { benchRows } from "./data.ts";

tellUsage(import.meta);

// biome-ignore lint/suspicious/noExplicitAny: learners of any rows
type Any = any;
type Run = { readonly signal: AbortSignal };
interface Case {
  readonly name: string;
  readonly rows: () => Dataset<Any>;
  readonly fit: (rows: Dataset<Any>, run: Run) => Promise<unknown>;
}

function held(rows: () => readonly object[]): () => Dataset<Any> {
  return () => from(rows() as Any[]);
}

const made = new Map<string, readonly object[]>();

function once(name: string, make: () => object[]): readonly object[] {
  if (!made.has(name)) made.set(name, make());
  return made.get(name)!;
}

function matrixRows(count: number, columns: number): readonly object[] {
  return once(`${count} × ${columns}`, () => {
    const { features, classes, numbers, three } = benchRows(count, columns);
    return Array.from({ length: count }, (_, row) => ({
      features: features.data.slice(row * columns, (row + 1) * columns),
      label: classes[row]!,
      three: three[row]!,
      number: numbers[row]!,
      positive: Math.abs(numbers[row]!) + 1,
      counts: features.data.slice(row * columns, (row + 1) * columns).map((x) => Math.abs(Math.round(x))),
      x: features.data[row * columns]!,
      text: `word${row % 5000} other${(row * 7) % 300} third${(row * row) % 911}`,
    }));
  });
}

function ratingRows(count: number, users: number, items: number): readonly object[] {
  return once(`ratings ${count} ${users} ${items}`, () => {
    let state = 1;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    return Array.from({ length: count }, () => ({ user: next(users), item: next(items), rating: 1 + next(5) }));
  });
}

function baskets(count: number, size: number, items: number): readonly object[] {
  return once(`baskets ${count} ${size} ${items}`, () => {
    let state = 5;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    return Array.from({ length: count }, () => {
      const words = Array.from({ length: size }, () => `i${next(items)}`);
      return { words, visits: words.map((word) => [word]) };
    });
  });
}

const of =
  (make: () => Any) =>
  (rows: Dataset<Any>, run: Run): Promise<unknown> =>
    make().fit(rows, run);
const big = held(() => matrixRows(100_000, 20));
const wide = held(() => matrixRows(4_000, 400));
const mid = held(() => matrixRows(20_000, 20));

const cases: readonly Case[] = [
  ...(
    [
      ["linearRegression", () => ml.linearRegression({ label: "number" }), big],
      ["linearRegression, wide", () => ml.linearRegression({ label: "number" }), wide],
      ["ridge, wide", () => ml.ridge({ label: "number" }), wide],
      ["lasso", () => ml.lasso({ label: "number", alpha: 0.001 }), big],
      ["lasso, wide", () => ml.lasso({ label: "number", alpha: 0.001 }), wide],
      ["elasticNet, wide", () => ml.elasticNet({ label: "number", alpha: 0.001 }), wide],
      ["GLM", () => ml.generalizedLinearRegression({ label: "positive", family: "poisson" }), big],
      ["GLM, wide", () => ml.generalizedLinearRegression({ label: "positive", family: "gamma" }), wide],
      [
        "isotonicRegression",
        () => ml.isotonicRegression({ features: "x", label: "number" } as Any),
        held(() => matrixRows(600_000, 2)),
      ],
      ["sgdRegressor", () => ml.sgdRegressor({ label: "number" }), big],
      ["sgdClassifier", () => ml.sgdClassifier({ maxIterations: 300 }), big],
      ["linearSvc", () => ml.linearSvc({ tolerance: 1e-12 }), big],
      ["linearSvc, wide", () => ml.linearSvc({ tolerance: 1e-12 }), wide],
      ["logisticRegression", () => ml.logisticRegression({ tolerance: 1e-12, label: "three" }), big],
      ["logisticRegression, wide", () => ml.logisticRegression({ tolerance: 1e-12 }), wide],
      ["gaussianNaiveBayes", () => ml.gaussianNaiveBayes(), big],
      ["multinomialNaiveBayes", () => ml.multinomialNaiveBayes({ features: "counts" }), big],
      ["complementNaiveBayes", () => ml.complementNaiveBayes({ features: "counts" }), big],
      ["bernoulliNaiveBayes", () => ml.bernoulliNaiveBayes(), big],
      ["categoricalNaiveBayes", () => ml.categoricalNaiveBayes({ features: "counts" }), big],
      ["oneVsRest", () => ml.oneVsRest(ml.logisticRegression({ label: "three" })), big],
      ["knnClassifier", () => ml.knnClassifier(), held(() => matrixRows(400_000, 20))],
      ["knnRegressor", () => ml.knnRegressor({ label: "number" }), big],
      ["decisionTreeClassifier", () => ml.decisionTreeClassifier(), held(() => matrixRows(400_000, 20))],
      ["decisionTreeClassifier, wide", () => ml.decisionTreeClassifier(), held(() => matrixRows(20_000, 400))],
      [
        "decisionTreeRegressor",
        () => ml.decisionTreeRegressor({ label: "number" }),
        held(() => matrixRows(400_000, 20)),
      ],
      ["randomForestClassifier", () => ml.randomForestClassifier({ trees: 20 }), big],
      ["randomForestRegressor", () => ml.randomForestRegressor({ trees: 5, label: "number" }), big],
      ["extraTreesClassifier", () => ml.extraTreesClassifier({ trees: 20 }), big],
      ["extraTreesRegressor", () => ml.extraTreesRegressor({ trees: 5, label: "number" }), big],
      ["gradientBoostingClassifier", () => ml.gradientBoostingClassifier(), held(() => matrixRows(400_000, 20))],
      [
        "gradientBoostingRegressor",
        () => ml.gradientBoostingRegressor({ label: "number" }),
        held(() => matrixRows(400_000, 20)),
      ],
      [
        "gradientBoostingRegressor of quantiles",
        () => ml.gradientBoostingRegressor({ label: "number", loss: "absoluteError" }),
        big,
      ],
      ["kMeans, k = 200", () => ml.kMeans({ k: 200, maxIterations: 20 }), big],
      ["kMeans, k = 8", () => ml.kMeans({ k: 8 }), big],
      ["bisectingKMeans", () => ml.bisectingKMeans({ k: 60 }), big],
      ["gaussianMixture", () => ml.gaussianMixture({ k: 5, maxIterations: 10 }), big],
      ["gaussianMixture, k = 100", () => ml.gaussianMixture({ k: 100, covariance: "diagonal", maxIterations: 2 }), big],
      ["gaussianMixture, wide", () => ml.gaussianMixture({ k: 4, maxIterations: 2, regularization: 0.1 }), wide],
      ["pca", () => ml.pca({ components: 5 }), big],
      ["pca, wide", () => ml.pca({ components: 5 }), held(() => matrixRows(4_000, 1000))],
      ["truncatedSvd, wide", () => ml.truncatedSvd({ components: 50 }), held(() => matrixRows(4_000, 1000))],
      ["lda", () => ml.lda({ topics: 10, features: "counts", maxIterations: 3 }), mid],
      ["lda, batch", () => ml.lda({ topics: 10, features: "counts", method: "batch", maxIterations: 3 }), mid],
      [
        "word2Vec",
        () => ml.word2Vec("words", { size: 50, minCount: 1, maxIterations: 1 }),
        held(() => baskets(20_000, 12, 3000)),
      ],
      ["isolationForest", () => ml.isolationForest({ trees: 300 }), held(() => matrixRows(400_000, 20))],
      ["als", () => ml.als({ rank: 10, iterations: 3 }), held(() => ratingRows(600_000, 20_000, 3000))],
      [
        "als, implicit",
        () => ml.als({ rank: 40, feedback: "implicit", iterations: 2 }),
        held(() => ratingRows(300_000, 100_000, 3000)),
      ],
      ["als, one user", () => ml.als({ rank: 20, iterations: 2 }), held(() => ratingRows(1_000_000, 1, 1_000_000))],
      [
        "als, implicit, one user",
        () => ml.als({ rank: 20, feedback: "implicit", iterations: 2 }),
        held(() => ratingRows(1_000_000, 1, 1_000_000)),
      ],
      ["fpGrowth", () => ml.fpGrowth("words", { minSupport: 0.003 }), held(() => baskets(40_000, 10, 60))],
      ["standardScaler", () => ml.standardScaler(), held(() => matrixRows(400_000, 20))],
      ["minMaxScaler", () => ml.minMaxScaler(), held(() => matrixRows(400_000, 20))],
      ["maxAbsScaler", () => ml.maxAbsScaler(), held(() => matrixRows(400_000, 20))],
      ["robustScaler", () => ml.robustScaler(), held(() => matrixRows(400_000, 20))],
      ["powerTransformer", () => ml.powerTransformer(), big],
      ["kBinsDiscretizer of quantiles", () => ml.kBinsDiscretizer({ strategy: "quantile" } as Any), big],
      ["kBinsDiscretizer of kmeans", () => ml.kBinsDiscretizer({ strategy: "kmeans" } as Any), big],
      ["imputer of medians", () => ml.imputer({ strategy: "median" } as Any), big],
      ["vectorIndexer", () => ml.vectorIndexer({ maxCategories: 1000, features: "counts" } as Any), big],
      ["varianceThresholdSelector", () => ml.varianceThresholdSelector(), big],
      [
        "univariateFeatureSelector",
        () => ml.univariateFeatureSelector({ featureType: "continuous", labelType: "categorical" } as Any),
        big,
      ],
      ["countVectorizer", () => ml.countVectorizer("words"), held(() => baskets(100_000, 12, 30_000))],
      ["idf", () => ml.idf({ features: "counts" } as Any), big],
      ["stringIndexer", () => ml.stringIndexer("text"), big],
      ["minHashLSH", () => ml.minHashLSH({ features: "counts" } as Any), big],
    ] as const
  ).map(([name, make, rows]) => ({ name, rows, fit: of(make) })),
  {
    name: "agglomerativeClustering",
    rows: held(() => matrixRows(6000, 20)),
    fit: (rows, run) => ml.agglomerativeClustering(rows, { linkage: "average" }, run),
  },
  { name: "dbscan", rows: mid, fit: (rows, run) => ml.dbscan(rows, { distance: 8 }, run) },
  {
    name: "stochasticOutlierSelection",
    rows: held(() => matrixRows(5000, 20)),
    fit: (rows, run) => ml.stochasticOutlierSelection(rows, {}, run),
  },
  { name: "swing", rows: held(() => ratingRows(100_000, 5000, 300)), fit: (rows, run) => ml.swing(rows, {}, run) },
  {
    name: "prefixSpan",
    rows: held(() => baskets(6000, 10, 40)),
    fit: (rows, run) => ml.prefixSpan(rows, "visits", { minSupport: 0.002 }, run),
  },
  {
    name: "crossValidate",
    rows: big,
    fit: (rows, run) =>
      ml.crossValidate(
        ml.logisticRegression() as Any,
        rows,
        async (answers: Any) => (await ml.evaluateClasses(answers)).accuracy,
        run,
      ),
  },
  {
    name: "search",
    rows: big,
    fit: (rows, run) =>
      ml.search(
        (options: Any) => ml.ridge({ label: "number", ...options }) as Any,
        ml.grid({ alpha: [0.1, 1] }) as Any,
        rows,
        async (answers: Any) => (await ml.evaluateRegression(answers, { label: "number" })).r2,
        run,
      ),
  },
  { name: "anovaTest", rows: big, fit: (rows, run) => ml.anovaTest(rows, {}, run) },
  { name: "chiSquareTest", rows: big, fit: (rows, run) => ml.chiSquareTest(rows, { features: "counts" } as Any, run) },
  { name: "fValueTest", rows: big, fit: (rows, run) => ml.fValueTest(rows, { label: "number" }, run) },
];

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The longest time of CPU between two turns of a timer, in ms, and where it was, in ms of CPU since the start. */
async function standing(work: () => Promise<unknown>): Promise<{ longest: number; at: number; total: number }> {
  const begin = cpuMs();
  let [last, longest, at] = [begin, 0, 0];
  const look = (): void => {
    const now = cpuMs();
    if (now - last > longest) [longest, at] = [now - last, last - begin];
    last = now;
  };
  const timer = setInterval(look, 1);
  try {
    await work();
  } finally {
    look();
    clearInterval(timer);
  }
  return { longest, at, total: cpuMs() - begin };
}

/** ms of CPU until a fit ends that is stopped after so many, and what it ended by. */
async function stopping(one: Case, afterMs: number): Promise<string> {
  const stop = new AbortController();
  const reason = new Error("stopped");
  const begin = cpuMs();
  const timer = setInterval(() => {
    if (cpuMs() - begin > afterMs && !stop.signal.aborted) stop.abort(reason);
  }, 1);
  try {
    await one.fit(one.rows(), { signal: stop.signal });
    return "ended by itself";
  } catch (error) {
    const late = Math.max(0, cpuMs() - begin - afterMs);
    return `${late.toFixed(0)} ms${error === reason ? "" : ` BY ${error}`}`;
  } finally {
    clearInterval(timer);
  }
}

const mostMs = 200;
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !cases.some((one) => one.name.includes(name)));
if (unknown !== undefined) {
  console.error(
    `Cannot measure ${JSON.stringify(unknown)} as it must be in the name of a learner: there are ${cases.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
for (const one of cases) {
  if (wanted.length > 0 && !wanted.some((name) => one.name.includes(name))) continue;
  try {
    one.rows();
    const { longest, at, total } = await standing(() => one.fit(one.rows(), { signal: new AbortController().signal }));
    const stopped = await stopping(one, Math.min(200, total / 3));
    const flag = longest > mostMs ? "!!" : longest > 100 ? " !" : "  ";
    if (longest > mostMs) process.exitCode = 1;
    console.log(
      `${flag} ${one.name.padEnd(40)} ${total.toFixed(0).padStart(6)} ms, stood ${longest.toFixed(0).padStart(5)} ms at ${at.toFixed(0)}; stopped: ${stopped}`,
    );
  } catch (error) {
    console.log(`?? ${one.name}: ${error}`);
  }
}
