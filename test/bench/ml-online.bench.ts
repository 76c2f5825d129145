import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Dataset, fromColumns } from "../../core/mod.ts";
import {
  adaptiveRandomForestClassifier,
  adwin,
  type DriftDetector,
  halfSpaceTrees,
  hoeffdingTreeClassifier,
  type OnlineLearner,
  onlineKMeans,
  onlineLogisticRegression,
  onlineSgdClassifier,
  onlineStandardScaler,
  pageHinkley,
  pipeline,
} from "../../ml/mod.ts";
import type { BenchCase, BenchSuite, Rival, Sample } from "./case.ts";
import { type BenchRows, benchRows } from "./ml/data.ts";
import { vectorsOf } from "./ml/neighbours.ts";
import { tookSince } from "./ml/rival.ts";
import { pythonProcess } from "./python.ts";

// What learners that learn on take for a row of 20 features, in memory and in the engine, and detectors for a value, beside river.

const columns = 20;
const blockRows = 1000;

interface Named {
  readonly learner: OnlineLearner<never>;
  readonly share?: number;
}

const learners: Readonly<Record<string, Named>> = {
  onlineStandardScaler: { learner: onlineStandardScaler().learner as never },
  onlineSgdClassifier: { learner: onlineSgdClassifier().learner as never },
  "onlineLogisticRegression (FTRL)": { learner: onlineLogisticRegression().learner as never },
  "onlineKMeans of 10 centres, row by row": { learner: onlineKMeans({ k: 10, moves: "row by row" }).learner as never },
  hoeffdingTreeClassifier: { learner: hoeffdingTreeClassifier().learner as never },
  "halfSpaceTrees, 25 of 8 levels": { learner: halfSpaceTrees({ min: -20, max: 40 }).learner as never },
  "adaptiveRandomForestClassifier of 10 trees": {
    learner: adaptiveRandomForestClassifier().learner as never,
    share: 0.1,
  },
};

const detectors: readonly DriftDetector[] = [adwin(), pageHinkley()];

type Rows = Dataset<{ features: Float64Array; label: number }>;

const inEngine: Readonly<Record<string, (rows: Rows) => Dataset<unknown>>> = {
  onlineSgdClassifier: (rows) => onlineSgdClassifier().fit(rows).versions,
  "a scaler and onlineSgdClassifier": (rows) =>
    pipeline([onlineStandardScaler(), onlineSgdClassifier()]).fit(rows).versions,
  "a scaler and onlineLogisticRegression (FTRL)": (rows) =>
    pipeline([onlineStandardScaler(), onlineLogisticRegression()]).fit(rows).versions,
};

/** `--events N`: rows; 100,000 unless said, a tenth of them for forests, three times as many in the engine. */
const suite: BenchSuite = ({ events = 100_000 }) => {
  let made: BenchRows | undefined;
  const rows = (): BenchRows => {
    made ??= benchRows(events, columns);
    return made;
  };
  const setup = (): void => {
    rows();
  };
  const river = rivalsOf(rows);
  const learning = Object.entries(learners).map(([name, { learner, share = 1 }]): BenchCase => {
    const count = Math.ceil(events * share);
    return {
      name,
      rows: count,
      setup,
      run: () => {
        const { features, classes: labels } = rows();
        const task = learner.open(columns, {});
        for (let at = 0; at < count; at += blockRows) {
          task.learn({ features, labels }, at, Math.min(count, at + blockRows));
        }
      },
      rival: river(name, count),
    };
  });
  const looking = detectors.map(
    (detector): BenchCase => ({
      name: detector.name,
      rows: events,
      setup,
      run: () => {
        const task = detector.open();
        for (const value of rows().numbers) task.add(value);
      },
      rival: river(detector.name, events),
    }),
  );
  return [...learning, ...looking, ...engineCases(3 * events)];
};

export default suite;

/** With all that a job has: a source, batches, a checkpoint each 20 ms. */
function engineCases(count: number): BenchCase[] {
  let made: BenchRows | undefined;
  return Object.entries(inEngine).map(([name, versions]) => ({
    name: `${name}, in the engine`,
    rows: count,
    run: async (): Promise<Sample> => {
      made ??= benchRows(count, columns);
      const rows = fromColumns({ features: vectorsOf(made.features), label: made.classes });
      const dir = mkdtempSync(join(tmpdir(), "millrace-online-"));
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      await versions(rows)
        .discard()
        .run({ checkpoint: { dir, interval: "20ms" } });
      const took = tookSince(cpu, wall);
      rmSync(dir, { recursive: true });
      return took;
    },
  }));
}

/** river, which needs a long time for a row, takes fewer of them. */
function rivalsOf(rows: () => BenchRows): (name: string, count: number) => Rival {
  let asked: Promise<(line: string) => Promise<string>> | undefined;
  return (name, count) => ({
    name: "river",
    run: async () => {
      asked ??= riverOn(rows());
      const { cpuNs, wallNs } = JSON.parse(await (await asked)(name)) as Sample;
      return { cpuNs: cpuNs * count, wallNs: wallNs * count };
    },
  });
}

async function riverOn({ features, classes, numbers }: BenchRows): Promise<(line: string) => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ml-online-"));
  const few = Math.min(features.rows, 2000);
  const given = { features: features.data.subarray(0, few * columns), classes: classes.subarray(0, few), numbers };
  for (const [name, values] of Object.entries(given)) writeFileSync(join(folder, name), values);
  const ask = await pythonProcess({
    name: "river",
    script: fileURLToPath(new URL("ml/river_rival.py", import.meta.url)),
    arguments: [folder, String(columns)],
    packages: "river",
  });
  rmSync(folder, { recursive: true });
  return ask;
}
