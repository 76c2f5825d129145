import { classifierReplays } from "./ml/classifiers.ts";
import { descentReplays } from "./ml/descents.ts";
import { evaluationReplays } from "./ml/evaluation.ts";
import { compared, type Fact, type FactsFile, type Replays } from "./ml/fact.ts";
import { featureReplays } from "./ml/features.ts";
import { moreReplays } from "./ml/more-learners.ts";
import { onlineReplays } from "./ml/online-learners.ts";
import { otherReplays } from "./ml/other-learners.ts";
import type { OracleResult, OracleSuite } from "./result.ts";

const replays: Replays = {
  ...featureReplays,
  ...classifierReplays,
  ...otherReplays,
  ...moreReplays,
  ...onlineReplays,
  ...descentReplays,
  ...evaluationReplays,
};

/** Replays files of two shapes: facts of Flink ML with rows of their own, and facts of scikit-learn about data sets. */
const replay: OracleSuite = async (content) => {
  const { facts, data = {} } = content as FactsFile;
  const results: OracleResult[] = [];
  for (const fact of facts) results.push(await replayed(fact, data));
  return results;
};

export default replay;

async function replayed(fact: Fact, data: NonNullable<FactsFile["data"]>): Promise<OracleResult> {
  const name = fact.algorithm ?? `sklearn.${fact.estimator}`;
  const run = Object.hasOwn(replays, name) ? replays[name] : undefined;
  if (run === undefined) return notThere(fact, name);
  try {
    return compared(fact, await run(fact, fact.dataset === undefined ? undefined : data[fact.dataset]));
  } catch (error) {
    return {
      id: fact.id,
      expected: fact.expected,
      got: error instanceof Error ? error.message : String(error),
      passed: false,
    };
  }
}

/** Counts as failed until it is. */
function notThere({ id, expected }: Fact, name: string): OracleResult {
  const got = name === "SQLTransformer" ? "not supported: it waits for SQL" : `not there yet: ${name}`;
  return { id, expected, got, passed: false };
}
