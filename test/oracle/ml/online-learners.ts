import { from, tumbling } from "../../../core/mod.ts";
import {
  type Every,
  matrixOf,
  type OnlineTask,
  onlineKMeans,
  onlineLogisticRegression,
  onlineStandardScaler,
  type SparseVector,
} from "../../../ml/mod.ts";
import { type Fact, plain, type Replay, type Replays } from "./fact.ts";

type Labelled = readonly [features: SparseVector, label: number, weight: number];

/** Windows as the facts say them: `EventTimeTumbling(3000 ms)`. */
function windowsOf({ windows }: Fact["params"]): Every {
  const sizeMs = /^EventTimeTumbling\((\d+) ms\)$/.exec(String(windows))?.[1];
  if (sizeMs === undefined) throw new Error(`Cannot replay windows ${String(windows)}`);
  return tumbling(Number(sizeMs));
}

const scaled: Replay = async ({ params, input }) => {
  const rows = (input as readonly (readonly [number, readonly number[]])[]).map(([at, features]) => ({ at, features }));
  const models = onlineStandardScaler({ every: windowsOf(params), convention: "flink" }).fit(
    from(rows).withEventTime((row) => row.at),
  );
  const versions = await models.versions.collect();
  return {
    models: versions.map(({ version, time, learned: { mean, std } }) => ({ mean, std, version, timestamp: time })),
  };
};

/** Rows by what is answered to them, in the order of the first of each. */
function groupsOf(task: Pick<OnlineTask<unknown>, "answer">, rows: readonly (readonly number[])[]): number[][] {
  const features = matrixOf(rows);
  const groups = new Map<number, number[]>();
  rows.forEach((_, row) => {
    const out = new Float64Array(1);
    task.answer({ features }, row, out, 0);
    groups.set(out[0]!, [...(groups.get(out[0]!) ?? []), row]);
  });
  return [...groups.values()];
}

/** KMeansModelData.generateRandomModelData(2, 2, 0.0, 0): the first doubles of java.util.Random(0), which weigh nothing. */
const firstCentres = Float64Array.of(0.730967787376657, 0.24053641567148587, 0.6374174253501083, 0.5504370051176339);

const clustered: Replay = async ({ params, input }) => {
  const { batch1, batch2, predict } = plain(input) as Record<"batch1" | "batch2" | "predict", number[][]>;
  const { globalBatchSize: every, decayFactor: decay } = params as {
    readonly globalBatchSize: number;
    readonly decayFactor: number;
  };
  const estimator = onlineKMeans({ k: 2, decay, every });
  const rows = from([...batch1, ...batch2].map((features) => ({ features })));
  const initial = { centres: firstCentres, weights: new Float64Array(2) };
  const versions = await estimator.fit(rows, { initial }).versions.collect();
  const groups = versions.map(({ learned }) => groupsOf({ answer: estimator.learner.answerOf(learned) }, predict));
  return { groups_after_batch1: groups[0], groups_after_batch2: groups[1] };
};

const logistic: Replay = async ({ params, input }) => {
  const { batch1, batch2, predict } = input as {
    readonly batch1: Labelled[];
    readonly batch2: Labelled[];
    readonly predict: SparseVector[];
  };
  const { alpha, beta, reg, elasticNet, globalBatchSize, initialModel } = params as Record<string, number> & {
    readonly initialModel: number[];
  };
  const estimator = onlineLogisticRegression({
    convention: "flink",
    learningRate: alpha!,
    beta: beta!,
    l1: elasticNet! * reg!,
    l2: (1 - elasticNet!) * reg!,
    every: globalBatchSize!,
    weight: "weight",
  });
  const rows = from([...batch1, ...batch2].map(([features, label, weight]) => ({ features, label, weight })));
  const initial = { coefficients: Float64Array.from(initialModel), intercept: 0 };
  const versions = await estimator.fit(rows, { initial }).versions.collect();
  const asked = from(predict.map((features) => ({ features })));
  // The rows come in any order there.
  const raw = async (at: number): Promise<readonly (readonly number[])[]> => {
    const answers = await estimator.model(versions[at]!.learned).transform(asked).collect();
    return answers.map(({ probability }) => [...probability]).sort(([a], [b]) => a! - b!);
  };
  return { "raw_after_batch1 (unordered)": await raw(0), "raw_after_batch2 (unordered)": await raw(1) };
};

export const onlineReplays: Replays = {
  OnlineStandardScaler: scaled,
  OnlineKMeans: clustered,
  OnlineLogisticRegression: logistic,
};
