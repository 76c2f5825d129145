import type { Sink } from "../../../core/io/mod.ts";
import { type Dataset, fromColumns } from "../../../core/mod.ts";
import {
  binarizer,
  kBinsDiscretizer,
  maxAbsScaler,
  minMaxScaler,
  normalizer,
  polynomialExpansion,
  robustScaler,
  standardScaler,
} from "../../../ml/mod.ts";
import type { BenchCase, Sample } from "../case.ts";
import { vectorsOf } from "./neighbours.ts";
import { answered, type Held, tookSince } from "./rival.ts";

type Vectors = Dataset<{ features: Float64Array }>;

interface StageRow {
  readonly name: string;
  /** … of what is learned, as scikit-learn has it. */
  readonly learn: (rows: Vectors) => Promise<number>;
}

const fits: readonly StageRow[] = [
  { name: "standardScaler", learn: async (rows) => absolutes((await standardScaler().fit(rows)).learned.std) },
  {
    name: "minMaxScaler",
    learn: async (rows) => {
      const { least, most } = (await minMaxScaler().fit(rows)).learned;
      return absolutes(least) + absolutes(most);
    },
  },
  { name: "maxAbsScaler", learn: async (rows) => absolutes((await maxAbsScaler().fit(rows)).learned.most) },
  { name: "robustScaler", learn: async (rows) => absolutes((await robustScaler().fit(rows)).learned.ranges) },
];

/** Stages that are learned before, or need not be. */
const transformers = {
  standardScaler: (rows: Vectors) => standardScaler().fit(rows),
  minMaxScaler: (rows: Vectors) => minMaxScaler().fit(rows),
  robustScaler: (rows: Vectors) => robustScaler().fit(rows),
  kBinsDiscretizer: (rows: Vectors) => kBinsDiscretizer().fit(rows),
  normalizer: () => normalizer(),
  binarizer: () => binarizer({ threshold: 1 }),
  polynomialExpansion: () => polynomialExpansion({ degree: 2 }),
};

/** Fits and transforms of a dataset that holds vectors in memory. */
export function stageCases(data: Held): BenchCase[] {
  return [
    ...fits.map((row) => fitCase(row, data)),
    ...Object.keys(transformers).map((name) => transformCase(name as keyof typeof transformers, data)),
  ];
}

function fitCase({ name, learn }: StageRow, data: Held): BenchCase {
  let own = 0;
  return {
    name: `${name}, fit · ${data.columns} features`,
    rows: data.count,
    run: async (): Promise<Sample> => {
      const rows = await datasetOf(data);
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      own = await learn(rows);
      return tookSince(cpu, wall);
    },
    rival: { name: "scikit-learn", run: () => answered(`${name}, fit`, data, () => own, { rel: 1e-10 }) },
  };
}

function transformCase(name: keyof typeof transformers, data: Held): BenchCase {
  let own: number | undefined;
  return {
    name: `${name}, transform · ${data.columns} features`,
    rows: data.count,
    run: async (): Promise<Sample> => {
      const rows = await datasetOf(data);
      const stage = (await transformers[name](rows)) as { transform(given: Vectors): Dataset<unknown> };
      if (own === undefined) {
        let sum = 0;
        await seen(stage.transform(rows), (values) => {
          sum += absolutes(values);
        });
        own = sum;
      }
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      await seen(stage.transform(rows), () => undefined);
      return tookSince(cpu, wall);
    },
    rival: { name: "scikit-learn", run: () => answered(`${name}, transform`, data, () => own!, { rel: 1e-9 }) },
  };
}

async function datasetOf(data: Held): Promise<Dataset<{ features: Float64Array }>> {
  return fromColumns({ features: vectorsOf((await data.rows()).features) });
}

/** Shows the vectors of a dataset, batch by batch. */
function seen(dataset: Dataset<unknown>, see: (values: Float64Array) => void): Promise<unknown> {
  const sink: Sink<unknown> = {
    name: "look",
    guarantee: "at-least-once",
    takes: "compact",
    open: async () => ({
      write: ({ columns: [column], rowCount }) => {
        if (column?.layout !== "vector")
          throw new TypeError(`Cannot look at vectors: got a column of ${column?.layout}`);
        see(column.data.subarray(0, rowCount * column.type.size));
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
  return dataset.sinkTo(sink).run();
}

function absolutes(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum;
}
