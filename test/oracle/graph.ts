import { replayFact } from "./graph/fact.ts";
import type { FactsFile, LdbcFile } from "./graph/file.ts";
import { replayLdbc } from "./graph/ldbc.ts";
import type { OracleResult, OracleSuite } from "./result.ts";

/** Replays files of two shapes: LDBC Graphalytics' validation graphs, and facts about named graphs. */
const replay: OracleSuite = async (content) => {
  if ("facts" in (content as object) && "graphs" in (content as object)) {
    const { graphs, facts } = content as FactsFile;
    return Promise.all(facts.map((fact) => replayed(fact, () => replayFact(fact, graphs[fact.graph]))));
  }
  const { cases } = content as LdbcFile;
  return Promise.all(cases.map((one) => replayed(one, () => replayLdbc(one))));
};

export default replay;

/** An error is the failure of one case. */
async function replayed(
  { id, expected }: Pick<OracleResult, "id" | "expected">,
  replay: () => Promise<OracleResult>,
): Promise<OracleResult> {
  try {
    return await replay();
  } catch (error) {
    return { id, expected, got: error instanceof Error ? error.message : String(error), passed: false };
  }
}
