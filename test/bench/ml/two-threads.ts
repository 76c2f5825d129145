import { type Dataset, fromColumns } from "../../../core/mod.ts";
import {
  evaluateClasses,
  gradientBoostingClassifier,
  grid,
  kFold,
  randomForestClassifier,
  search,
} from "../../../ml/mod.ts";
import type { BenchCase, Sample } from "../case.ts";
import { vectorsOf } from "./neighbours.ts";
import { type Held, tookSince } from "./rival.ts";

// Two threads beside one, from datasets, with starting them and handing rows over; times on the wall.

type Rows = Dataset<{ features: Float64Array; label: number }>;

const works: Readonly<Record<string, (rows: Rows, threads: number) => Promise<unknown>>> = {
  "randomForestClassifier of 40 trees": (rows, threads) => randomForestClassifier({ trees: 40 }).fit(rows, { threads }),
  "gradientBoostingClassifier of 200 rounds": (rows, threads) =>
    gradientBoostingClassifier({ rounds: 200 }).fit(rows, { threads }),
  "search of 6 forests by 3 folds": (rows, threads) =>
    search(
      (options) => randomForestClassifier({ trees: 10, ...options }),
      grid({ maxDepth: [6, 8, 10, 12, 14, 16] }),
      rows,
      async (answers) => (await evaluateClasses(answers)).accuracy,
      { threads, splits: (count) => kFold(count, 3) },
    ),
};

export function threadCases(data: Held): BenchCase[] {
  return Object.entries(works).map(([name, work]): BenchCase => {
    const timed = async (threads: number): Promise<Sample> => {
      const { features, classes } = await data.rows();
      const rows = fromColumns({ features: vectorsOf(features), label: classes });
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      await work(rows, threads);
      const { wallNs } = tookSince(cpu, wall);
      return { cpuNs: wallNs, wallNs };
    };
    return {
      name: `${name}, two threads · ${data.columns} features`,
      rows: data.count,
      run: () => timed(2),
      rival: { name: "one thread", run: () => timed(1) },
      note: "times on the wall; bar: ratio 0.59, 1.7 times as fast",
    };
  });
}
