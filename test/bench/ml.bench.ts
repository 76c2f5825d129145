import type { BenchSuite } from "./case.ts";
import { alsCase } from "./ml/als.ts";
import { caseOf, flightsRow, matrixLearners, treeLearners } from "./ml/learners.ts";
import { clusteringCases, knnCase } from "./ml/neighbours.ts";
import { flights, held } from "./ml/rival.ts";
import { stageCases } from "./ml/stages.ts";
import { tfjsCases } from "./ml/tfjs.ts";
import { threadCases } from "./ml/two-threads.ts";

// Each learner beside scikit-learn on one thread, per row; one number of what both learned must agree.

/** `--events N`: rows; 100,000 unless said, of 20 features and, of what is linear or has a kernel, of 100 as well. */
const suite: BenchSuite = ({ events = 100_000 }) => {
  const narrow = held(events, 20);
  const wide = held(events, 100);
  return [
    ...[...matrixLearners, ...treeLearners].map((row) => caseOf(row, narrow)),
    knnCase(narrow),
    ...clusteringCases(narrow),
    ...stageCases(narrow),
    ...matrixLearners.map((row) => caseOf(row, wide)),
    ...stageCases(wide),
    alsCase(5 * events),
    ...tfjsCases(narrow),
    ...threadCases(narrow),
    caseOf(flightsRow, flights()),
  ];
};

export default suite;
