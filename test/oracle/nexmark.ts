import { digestPattern } from "../bench/cep/digest.ts";
import { type PatternName, patterns } from "../bench/cep/patterns.ts";
import { queries } from "../bench/nexmark/queries.ts";
import type { QueryName } from "../bench/nexmark/results.ts";
import { digestQuery } from "../bench/nexmark/run-query.ts";
import type { OracleResult, OracleSuite } from "./result.ts";

/** A file of digests: how many events, and the digest of each query and pattern. */
interface NexmarkFile {
  readonly events: number;
  readonly queries: Readonly<Record<string, unknown>>;
  readonly cep?: Readonly<Record<string, unknown>>;
}

/** Digests of what is no query of its own: all events (tested with the generator), and q7 as another text. */
const others: Readonly<Record<string, string>> = { gen: "test/nexmark/generator.test.ts", q7w: "the rows of q7" };

const replay: OracleSuite = async (file) => {
  const { events, queries: expected, cep = {} } = file as NexmarkFile;
  const results: OracleResult[] = [];
  for (const [name, digest] of Object.entries(expected)) {
    if (name in others) continue;
    results.push(name in queries ? await replayQuery(name as QueryName, events, digest) : notYet(name, digest));
  }
  for (const [name, digest] of Object.entries(cep)) {
    results.push(
      name in patterns ? await replayPattern(name as PatternName, events, digest) : notYet(`cep ${name}`, digest),
    );
  }
  return results;
};

export default replay;

const rowByRow: readonly QueryName[] = ["q0", "q1", "q2", "q21", "q22"];

/** As stored data and as a stream: what is left must be the same. */
async function replayQuery(id: QueryName, events: number, expected: unknown): Promise<OracleResult> {
  const stored = await digestQuery(id, events, "bounded");
  // Row by row there is no difference.
  const streamed = rowByRow.includes(id) ? stored : await digestQuery(id, events, "unbounded");
  const got = JSON.stringify(stored) === JSON.stringify(streamed) ? stored : { stored, streamed };
  return { id, expected, got, passed: JSON.stringify(got) === JSON.stringify(expected) };
}

async function replayPattern(name: PatternName, events: number, expected: unknown): Promise<OracleResult> {
  const got = await digestPattern(name, events);
  return { id: `cep ${name}`, expected, got, passed: JSON.stringify(got) === JSON.stringify(expected) };
}

function notYet(id: string, expected: unknown): OracleResult {
  return { id, expected, got: "not yet supported", passed: false };
}
