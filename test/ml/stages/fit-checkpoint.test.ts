import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerFileSystem } from "../../../core/io/file-system.ts";
import { type Dataset, from } from "../../../core/mod.ts";
import { deleteFolder, machineName, temporaryFolder } from "../../../core/platform/mod.ts";
import * as ml from "../../../ml/mod.ts";
import { crc32 } from "../../../ml/stages/crc32.ts";
import { randomRows } from "../learner/random-rows.ts";
import { countedFiles } from "./counted-files.ts";

let folder = "";
/** Called when a state has got its name. */
let published = (): void => undefined;

beforeAll(async () => {
  folder = await temporaryFolder("fit-checkpoint-");
  registerFileSystem("counted", async () => countedFiles(() => published()));
});
afterAll(() => deleteFolder(folder));

// biome-ignore lint/suspicious/noExplicitAny: estimators of any rows
type Any = any;

const rows = randomRows(400, (signal) => (signal > 0.6 ? 2 : signal > -0.4 ? 1 : 0));
const [classes, two] = [from(rows), from(rows.map((row) => ({ ...row, label: Math.min(1, row.label) })))];
const numbers = from(rows.map((row, at) => ({ ...row, label: row.features[0]! * 3 + (at % 7) })));
const categories = from(rows.map((row, at) => ({ ...row, features: [...row.features, at % 9] })));
const ratings = from(
  Array.from({ length: 600 }, (_, at) => ({ user: at % 30, item: (at * 7) % 41, rating: 1 + ((at * at) % 5) })),
);
const documents = from(
  Array.from({ length: 60 }, (_, at) => ({
    words: Array.from({ length: 12 }, (__, word) => `w${(at % 3) * 5 + ((at + word * word) % 7)}`),
    features: Array.from({ length: 9 }, (__, term) => (term % 3 === at % 3 ? 1 + (at % 4) : term % 2)),
  })),
);

/** Of each what it learns from, and that it takes several rounds. */
const cases: readonly (readonly [name: string, make: () => Any, rows: Dataset<Any>])[] = [
  ["boosting of classes", () => ml.gradientBoostingClassifier({ rounds: 6, minLeafRows: 5 }), classes],
  ["boosting that stops", () => ml.gradientBoostingClassifier({ rounds: 30, stopAfter: 2, maxLeaves: 4 }), two],
  ["boosting by categories", () => ml.gradientBoostingRegressor({ rounds: 5, categorical: [3] }), categories],
  ["boosting of medians", () => ml.gradientBoostingRegressor({ rounds: 4, loss: "absoluteError" }), numbers],
  ["a random forest", () => ml.randomForestClassifier({ trees: 6, seed: 4 }), classes],
  ["a forest by categories", () => ml.randomForestRegressor({ trees: 5, categorical: [3], maxDepth: 5 }), categories],
  ["extra trees", () => ml.extraTreesRegressor({ trees: 5, maxDepth: 6 }), numbers],
  ["k-means", () => ml.kMeans({ k: 5, starts: 3, tolerance: 0 }), classes],
  ["a mixture", () => ml.gaussianMixture({ k: 3, starts: 2, maxIterations: 6 }), classes],
  ["a tied mixture", () => ml.gaussianMixture({ k: 2, covariance: "tied", maxIterations: 6 }), classes],
  ["a mixture of many runs of k-means", () => ml.gaussianMixture({ k: 6, starts: 2, maxIterations: 2 }), classes],
  ["bisecting k-means", () => ml.bisectingKMeans({ k: 5, starts: 2 }), classes],
  ["an isolation forest", () => ml.isolationForest({ trees: 6, contamination: 0.1 }), classes],
  ["one of boosting for each class", () => ml.oneVsRest(ml.gradientBoostingClassifier({ rounds: 3 })), classes],
  ["one of naive Bayes for each class", () => ml.oneVsRest(ml.gaussianNaiveBayes()), classes],
  ["Poisson regression", () => ml.generalizedLinearRegression({ alpha: 0.1, tolerance: 1e-14 }), classes],
  ["lasso", () => ml.lasso({ alpha: 0.01, maxIterations: 9, tolerance: 1e-14 }), numbers],
  ["elastic net", () => ml.elasticNet({ alpha: 0.01, maxIterations: 9, tolerance: 1e-14 }), numbers],
  ["logistic regression", () => ml.logisticRegression({ tolerance: 1e-12, c: 1000 }), classes],
  ["linear SVC", () => ml.linearSvc({ tolerance: 1e-12 }), two],
  ["SGD of classes", () => ml.sgdClassifier({ maxIterations: 60, batchRows: 50 }), two],
  ["SGD of numbers", () => ml.sgdRegressor({ maxIterations: 60, batchRows: 50, learningRate: 0.01 }), numbers],
  ["ALS", () => ml.als({ rank: 3, iterations: 5 }), ratings],
  ["LDA, online", () => ml.lda({ topics: 3, maxIterations: 5, batchSize: 16 }), documents],
  ["LDA, in batches", () => ml.lda({ topics: 3, maxIterations: 5, method: "batch" }), documents],
  [
    "word2Vec",
    () => ml.word2Vec("words", { size: 8, minCount: 1, maxIterations: 4, sample: 0.01, seed: 2 }),
    documents,
  ],
];

let number = 0;
const place = (): string => `counted:${folder}/${number++}`;

describe.each(cases)("%s", (_, make, dataset) => {
  test("broken off anywhere, goes on to the same model, to the bit", async () => {
    const whole = known(await make().fit(dataset));
    let states = 0;
    published = () => states++;
    const dir = place();
    expect(known(await make().fit(dataset, kept(dir)))).toEqual(whole);
    expect(states).toBeGreaterThanOrEqual(3);
    published = () => undefined;
    // From its own last state, too.
    expect(known(await make().fit(dataset, kept(dir)))).toEqual(whole);
    for (const after of new Set([1, 2, Math.ceil(states / 2), states - 1])) {
      const broken = place();
      await breakOff(make, dataset, broken, after);
      let more = 0;
      published = () => more++;
      expect(known(await make().fit(dataset, kept(broken)))).toEqual(whole);
      // It did not begin anew; k-means and mixtures keep a state before each round.
      expect(more).toBeLessThanOrEqual(states - after + 1);
    }
  });
});

/** What a model has learned, and those that it is made of. */
function known({ learned, models = [] }: Any): readonly unknown[] {
  return [learned, ...models.map((model: Any) => model.learned)];
}

function kept(dir: string): { readonly checkpoint: { readonly dir: string; readonly interval: number } } {
  return { checkpoint: { dir, interval: 0 } };
}

/** Stops a fit when it has kept so many states. */
async function breakOff(make: () => Any, dataset: Dataset<Any>, dir: string, after: number): Promise<void> {
  const stop = new AbortController();
  let states = 0;
  published = () => {
    if (++states === after) stop.abort(new Error("broken off"));
  };
  await expect(make().fit(dataset, { ...kept(dir), signal: stop.signal })).rejects.toThrow("broken off");
}

/** A state with another header, and sums that fit it. */
function withHeader(state: string, change: (header: string) => string): Buffer {
  const end = state.indexOf("\n");
  const length = Number(state.slice(0, end).split(" ").at(-1));
  const header = change(state.slice(end + 1, end + 1 + length));
  const rest = Buffer.from(header + state.slice(end + 1 + length), "latin1");
  return Buffer.concat([Buffer.from(`millrace-fit 1 ${crc32(rest)} ${header.length}\n`), rest]);
}

describe("a folder of states", () => {
  const make = () => ml.gradientBoostingClassifier({ rounds: 4, minLeafRows: 5 });

  test("of a pipeline is one for each stage that keeps some", async () => {
    const stages = () => ml.pipeline([ml.standardScaler(), ml.kMeans({ k: 4, prediction: "cluster" }), make()]);
    const whole = await stages().fit(classes);
    const dir = place();
    await breakOff(stages, classes, dir, 4);
    const again = await stages().fit(classes, kept(dir));
    expect(again.stages.map((one) => (one as Any).learned)).toEqual(whole.stages.map((one) => (one as Any).learned));
    await expect(ml.pipeline([ml.standardScaler(), ml.ridge()]).fit(numbers, kept(dir))).rejects.toThrow(
      "Cannot fit pipeline with a checkpoint as no fit of this kind can be gone on with midway: got checkpoint; leave it out",
    );
  });

  test.each([
    [Number.NaN, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [0, -0],
  ])("knows rows with %d from rows with %d", async (one, other) => {
    const dir = place();
    const withOne = (odd: number): Dataset<Any> =>
      from(rows.map((row, at) => ({ ...row, features: [...row.features, at % 7 === 0 ? odd : at] })));
    const sparse = (odd: number): Dataset<Any> =>
      from(rows.map((row) => ({ ...row, features: { size: 9, indices: [3], values: [odd] } })));
    await make().fit(withOne(one), kept(dir));
    await expect(make().fit(withOne(other), kept(dir))).rejects.toThrow("of the same rows");
    const sparseDir = place();
    await make().fit(sparse(one), kept(sparseDir));
    await expect(make().fit(sparse(other), kept(sparseDir))).rejects.toThrow("of the same rows");
  });

  test("is of the same rows, options and columns, or refused", async () => {
    const dir = place();
    await make().fit(classes, kept(dir));
    const as = (what: string): string =>
      `Cannot go on with the fit in ${JSON.stringify(`${dir}/fit.state`)} as it must be of the same ${what}: got that of another fit; name another folder, or delete it`;
    await expect(make().fit(two, kept(dir))).rejects.toThrow(as("rows"));
    await expect(make().fit(classes.limit(300), kept(dir))).rejects.toThrow(as("rows"));
    const other = ml.gradientBoostingClassifier({ rounds: 5, minLeafRows: 5 });
    await expect(other.fit(classes, kept(dir))).rejects.toThrow(as("parameters"));
    await expect(ml.randomForestClassifier().fit(classes, kept(dir))).rejects.toThrow(as("stage"));
    const ofEach = place();
    await ml.oneVsRest(ml.logisticRegression()).fit(classes, kept(ofEach));
    await expect(ml.oneVsRest(ml.logisticRegression({ c: 2 })).fit(classes, kept(ofEach))).rejects.toThrow(
      "it must be of the same parameters",
    );
    const { learned } = await make().fit(classes);
    expect((await make().fit(classes, { ...kept(dir), run: { batchRows: 7 } })).learned).toEqual(learned);
  });

  test("of another version, or of none, is refused, with what to do", async () => {
    const dir = place();
    await make().fit(classes, kept(dir));
    const file = `${dir.replace("counted:", "")}/fit.state`;
    const bytes = await readFile(file, "latin1");
    for (const [written, got] of [
      ['"version":2,', "version 2"],
      ["", "none"],
    ] as const) {
      await writeFile(
        file,
        withHeader(bytes, (header) => header.replace('"version":1,', written)),
      );
      await expect(make().fit(classes, kept(dir))).rejects.toThrow(
        `Cannot go on with the fit in ${JSON.stringify(`${dir}/fit.state`)} as it must be version 1 of what gradientBoostingClassifier keeps: got ${got}, ` +
          "of another Millrace; delete it, and the fit begins anew, or go on with the Millrace that has kept it",
      );
    }
    await writeFile(file, withHeader(bytes, String));
    await make().fit(classes, kept(dir));
  });

  test("is cleaned of what killed fits have left half written, and whole without a name", async () => {
    const dir = place();
    const folder = dir.replace("counted:", "");
    await mkdir(folder);
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    await writeFile(`${folder}/.fit.state.0123456789abcdef.p${gone}-${machineName()}.tmp`, "half a state");
    const names: string[][] = [];
    published = () => names.push(readdirSync(folder));
    await make().fit(classes, kept(dir));
    expect(new Set(names.flat())).toEqual(new Set(["fit.state"]));
  });

  test("that is damaged is refused", async () => {
    const dir = place();
    await make().fit(classes, kept(dir));
    const file = `${dir.replace("counted:", "")}/fit.state`;
    const bytes = await readFile(file);
    for (const at of [0, 20, 60, bytes.length >> 1, bytes.length - 1]) {
      const flipped = Uint8Array.from(bytes);
      flipped[at]! ^= 4;
      await writeFile(file, flipped);
      await expect(make().fit(classes, kept(dir))).rejects.toThrow(
        "it must be what a fit has kept there: got other bytes",
      );
    }
    await writeFile(file, bytes.subarray(0, bytes.length - 3));
    await expect(make().fit(classes, kept(dir))).rejects.toThrow("delete it, and the fit begins anew");
  });

  test("is not written before the interval is over", async () => {
    let states = 0;
    published = () => states++;
    await make().fit(classes, { checkpoint: { dir: place() } });
    expect(states).toBe(0);
  });

  test("cannot be of what learns at once, or without a name", async () => {
    await expect(ml.ridge().fit(numbers, kept("x"))).rejects.toThrow(
      "Cannot fit ridge with a checkpoint as no fit of this kind",
    );
    await expect(make().fit(classes, { checkpoint: { dir: "" } })).rejects.toThrow(
      "dir must be the path or URL of a folder",
    );
    await expect(make().fit(classes, { checkpoint: { dir: "x", interval: "soon" as never } })).rejects.toThrow("soon");
    await expect(make().fit(classes, { checkpoint: { dir: "x", interval: -1 } })).rejects.toThrow(
      "interval must not be negative: got -1",
    );
    await expect(make().fit(classes, { checkpoint: { dir: "x", every: 3 } as never })).rejects.toThrow("interval");
  });
});
