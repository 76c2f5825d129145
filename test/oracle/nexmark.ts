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

const replay: OracleSuite = async (file) => {
  const { events, queries: expected, cep = {} } = file as NexmarkFile;
  const results: OracleResult[] = [];
  for (const [name, digest] of Object.entries(expected)) {
    results.push(name in queries ? await replayQuery(name as QueryName, events, digest) : notYet(name, digest));
  }
  for (const [name, digest] of Object.entries(cep)) results.push(notYet(`cep ${name}`, digest));
  return results;
};

export default replay;

async function replayQuery(id: QueryName, events: number, expected: unknown): Promise<OracleResult> {
  const got = await digestQuery(id, events);
  return { id, expected, got, passed: JSON.stringify(got) === JSON.stringify(expected) };
}

function notYet(id: string, expected: unknown): OracleResult {
  return { id, expected, got: "not yet supported", passed: false };
}
