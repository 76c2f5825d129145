import { from } from "../../../core/mod.ts";
import {
  anovaTest,
  assemble,
  binarizer,
  bucketizer,
  chiSquareTest,
  countVectorizer,
  dct,
  elementwiseProduct,
  type FeatureTest,
  featureHasher,
  fValueTest,
  hashingTF,
  idf,
  imputer,
  indexToString,
  interaction,
  kBinsDiscretizer,
  maxAbsScaler,
  minHashLSH,
  minMaxScaler,
  nGram,
  normalizer,
  oneHotEncoder,
  polynomialExpansion,
  powerTransformer,
  regexTokenizer,
  robustScaler,
  standardScaler,
  stopWordsRemover,
  stringIndexer,
  tokenizer,
  univariateFeatureSelector,
  varianceThresholdSelector,
  vectorIndexer,
  vectorSlicer,
} from "../../../ml/mod.ts";
import { type AnyEstimator, type AnyTransformer, eachBy, fittedOut, outOf, rowsOf, rowsOfColumns } from "./columns.ts";
import { type Fact, plain, type Replay, type Replays } from "./fact.ts";

const flink = { convention: "flink" } as const;
const vOut = { input: "v", output: "out" } as const;

/** A transformer of one column that is given the fact's parameters. */
const each =
  (make: (params: never) => AnyTransformer): Replay =>
  ({ params, input }) =>
    eachBy(make(params as never), input);

const fitted =
  (make: (params: never) => AnyEstimator): Replay =>
  ({ params, input }) =>
    fittedOut(make(params as never), input);

/** The columns that stages give as lists, or the kind of error that Flink has. */
const byColumns = async (fact: Fact, make: (column: string, at: number) => AnyTransformer): Promise<unknown> => {
  const rows = rowsOfColumns(fact.input);
  const names = Object.keys(fact.input as object).filter((name) => name !== "id");
  const wanted = Object.keys(fact.expected as object);
  const lists: [string, unknown][] = [];
  for (const [at, name] of names.entries()) {
    try {
      lists.push([wanted[at] ?? name, await outOf(make(name, at), rows)]);
    } catch (error) {
      if ("error" in (fact.expected as object)) return { error: invalidOf(error) };
      throw error;
    }
  }
  return Object.fromEntries(lists);
};

/** What Flink says where one of our messages says which value is invalid. */
function invalidOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /set handleInvalid to/.test(message) ? "input contains invalid value" : message;
}

const renamed: Readonly<Record<string, string>> = {
  frequencyDesc: "frequencyDescending",
  frequencyAsc: "frequencyAscending",
  alphabetDesc: "alphabetDescending",
  alphabetAsc: "alphabetAscending",
  most_frequent: "mostFrequent",
};

/** Both columns of a table by an indexer each. */
const stringIndexing: Replay = async ({ params, input }) => {
  const { train, test } = plain(input) as { train: unknown[][]; test: unknown[][] };
  const {
    stringOrderType = "arbitrary",
    handleInvalid = "error",
    maxIndexNum,
  } = params as Record<string, string | number>;
  const order = (renamed[stringOrderType] ?? "alphabetAscending") as "frequencyDescending";
  const columns: unknown[][] = [];
  for (const at of train[0]!.keys()) {
    const options = {
      order,
      handleInvalid: handleInvalid as "keep",
      ...(maxIndexNum === undefined ? {} : { maxIndexNum }),
    };
    const indexer = stringIndexer("v", { ...options, output: "out" } as never) as AnyEstimator;
    columns.push(await fittedOut(indexer, { train: train.map((row) => row[at]), test: test.map((row) => row[at]) }));
  }
  return test.map((_, row) => columns.map((column) => column[row]));
};

const testing =
  (test: (rows: ReturnType<typeof from<never>>) => Promise<FeatureTest>): Replay =>
  async ({ input, expected }) => {
    const rows = from((plain(input) as [unknown, unknown][]).map(([label, features]) => ({ label, features })));
    const { pValues: p, degreesOfFreedom: dof, statistics } = await test(rows as never);
    return "F" in (expected as object) ? { p, dof, F: statistics } : { p, dof, statistic: statistics };
  };

/** The rows that are asked for, and what was learned, by scikit-learn's names. */
const scaling =
  (make: (params: never) => AnyEstimator): Replay =>
  async ({ params, expected }, data) => {
    const rows = rowsOf(data!.X);
    const model = await make(params as never).fit(rows);
    const out = await outOf(model, rows);
    const { mean, std, medians, ranges, least, most, lambdas } = model.learned as Record<
      string,
      Float64Array | undefined
    >;
    const asked = (expected as { readonly rows: readonly number[] }).rows;
    return {
      mean,
      center: medians,
      scale: std ?? ranges ?? least?.map((low, feature) => 1 / (most![feature]! - low)),
      data_min: least,
      data_max: most,
      lambdas,
      rows: asked,
      transformed: asked.map((row) => out[row]),
    };
  };

export const featureReplays: Replays = {
  Binarizer: (fact) => {
    const { thresholds = [] } = fact.params as { thresholds?: number[] };
    return byColumns(fact, (input, at) => binarizer({ input, output: "out", threshold: thresholds[at] ?? 0 }));
  },
  Bucketizer: (fact) => {
    const { splitsArray, handleInvalid = "error" } = plain(fact.params) as {
      splitsArray: number[][];
      handleInvalid?: string;
    };
    const [how] = handleInvalid.split(" ");
    return byColumns(fact, (name, at) =>
      bucketizer(name, { output: "out", splits: splitsArray[at]!, handleInvalid: how as "error" }),
    );
  },
  CountVectorizer: fitted((params: object) => countVectorizer("v", { output: "out", ...params })),
  DCT: each((params: object) => dct({ ...vOut, ...params })),
  ElementwiseProduct: each(({ scalingVec }: { scalingVec: number[] }) =>
    elementwiseProduct({ ...vOut, factors: scalingVec }),
  ),
  FeatureHasher: async ({ params, input }) => {
    const { inputCols, categoricalCols, ...others } = params as {
      readonly inputCols: string[];
      readonly categoricalCols?: string[];
    };
    const categorical =
      categoricalCols === undefined || categoricalCols.length === 0 ? {} : { categorical: categoricalCols };
    return outOf(featureHasher(inputCols, { output: "out", ...categorical, ...others }), rowsOfColumns(input));
  },
  HashingTF: each((params: object) => hashingTF("v", { output: "out", ...params })),
  IDF: async ({ params, input }) => ({ output: await fittedOut(idf({ ...vOut, ...params }), input) }),
  Imputer: async ({ params, input, expected }) => {
    const { strategy = "mean", missingValue } = plain(params) as { strategy?: string; missingValue?: number };
    const options = {
      ...flink,
      strategy: (renamed[strategy] ?? strategy) as "mean",
      ...(missingValue === undefined || Number.isNaN(missingValue) ? {} : { missingValue }),
    };
    const surrogates: [string, number | undefined][] = [];
    for (const [name, values] of Object.entries(input as object)) {
      const model = await imputer("v", options).fit(rowsOf(values) as never);
      surrogates.push([name, model.learned.surrogates[0]]);
    }
    return "surrogates" in (expected as object) ? { surrogates: Object.fromEntries(surrogates) } : undefined;
  },
  IndexToString: async ({ params, input }) => {
    const { stringArrays } = params as { stringArrays: string[][] };
    const rows = input as number[][];
    const columns: unknown[][] = [];
    for (const [at, labels] of stringArrays.entries())
      columns.push(await outOf(indexToString("v", { output: "out", labels }), rowsOf(rows.map((row) => row[at]))));
    return rows.map((_, row) => columns.map((column) => column[row]));
  },
  Interaction: async ({ input, expected }) => {
    const columns = plain(input) as Record<string, unknown[]>;
    const out: [string, unknown][] = [];
    for (const name of Object.keys(expected as object)) {
      const inputs = /\((.*)\)/.exec(name)![1]!.split(",");
      const product = interaction(inputs, { output: "out" });
      const rows: unknown[] = [];
      for (const row of columns[inputs[0]!]!.keys())
        rows.push(
          ...(await outOf(product, from([Object.fromEntries(inputs.map((one) => [one, columns[one]![row]]))]))),
        );
      out.push([name, rows]);
    }
    return Object.fromEntries(out);
  },
  KBinsDiscretizer: fitted(({ numBins, strategy }: { numBins: number; strategy: "uniform" }) =>
    kBinsDiscretizer({ ...vOut, numBins, strategy }),
  ),
  MaxAbsScaler: fitted(() => maxAbsScaler({ ...vOut, ...flink })),
  MinHashLSH: fitted((params: object) => minHashLSH({ ...vOut, ...params })),
  MinMaxScaler: fitted((params: object) => minMaxScaler({ ...vOut, ...flink, ...params })),
  NGram: each((params: object) => nGram("v", { output: "out", ...params })),
  Normalizer: each((params: object) => normalizer({ ...vOut, ...(plain(params) as object) })),
  OneHotEncoder: fitted((params: object) => oneHotEncoder("v", { output: "out", ...params })),
  PolynomialExpansion: each((params: object) => polynomialExpansion({ ...vOut, ...params })),
  RegexTokenizer: each((params: object) => regexTokenizer("v", { output: "out", ...params })),
  RobustScaler: async ({ params, input }) => ({
    out: await fittedOut(robustScaler({ ...vOut, ...flink, withCentering: false, ...params }), input),
  }),
  StandardScaler: async ({ params, input }) => {
    const model = await standardScaler({ ...vOut, ...flink, withMean: false, ...params }).fit(rowsOf(input) as never);
    return { out: await outOf(model, rowsOf(input)), ...model.learned };
  },
  StopWordsRemover: each((params: object) => stopWordsRemover("v", { output: "out", ...params })),
  StringIndexer: stringIndexing,
  Tokenizer: each(() => tokenizer("v", { output: "out" })),
  VectorAssembler: async ({ params, input }) => {
    const {
      inputCols,
      inputSizes,
      handleInvalid = "error",
    } = params as {
      readonly inputCols: string[];
      readonly inputSizes?: number[];
      readonly handleInvalid?: "error";
    };
    const rows = (plain(input) as unknown[][]).map((row) =>
      Object.fromEntries(inputCols.map((name, at) => [name, row[at]])),
    );
    const options = { output: "out", handleInvalid, ...(inputSizes === undefined ? {} : { sizes: inputSizes }) };
    return outOf(assemble(inputCols, options), from(rows));
  },
  VectorIndexer: fitted((params: object) => vectorIndexer({ ...vOut, ...params })),
  VectorSlicer: each(({ indices }: { indices: number[] }) => vectorSlicer({ ...vOut, indices })),
  VarianceThresholdSelector: async ({ params, input }) => {
    const { varianceThreshold = 0 } = params as { varianceThreshold?: number };
    return fittedOut(varianceThresholdSelector({ ...vOut, threshold: varianceThreshold }), input);
  },
  UnivariateFeatureSelector: async ({ params, input }) => {
    const rows = from((plain(input) as [unknown, unknown][]).map(([label, features]) => ({ label, features })));
    const model = await univariateFeatureSelector(params as object).fit(rows as never);
    return { indices: model.learned.indices };
  },
  ANOVATest: testing(anovaTest as never),
  ChiSqTest: testing(chiSquareTest as never),
  FValueTest: testing(fValueTest as never),
  "sklearn.StandardScaler": scaling(({ with_mean, with_std }: { with_mean: boolean; with_std: boolean }) =>
    standardScaler({ ...vOut, withMean: with_mean, withStd: with_std }),
  ),
  "sklearn.MinMaxScaler": scaling(({ feature_range: [min, max] }: { feature_range: [number, number] }) =>
    minMaxScaler({ ...vOut, min, max }),
  ),
  "sklearn.PowerTransformer": scaling(({ method, standardize }: { method: string; standardize: boolean }) =>
    powerTransformer({ ...vOut, method: method === "box-cox" ? "boxCox" : "yeoJohnson", standardize }),
  ),
  "sklearn.MaxAbsScaler": scaling(() => maxAbsScaler(vOut)),
  "sklearn.RobustScaler": scaling(() => robustScaler(vOut)),
};
