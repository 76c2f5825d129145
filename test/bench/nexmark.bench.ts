import { readFileSync } from "node:fs";
import { from } from "../../core/mod.ts";
import { defaultBatchRows } from "../../core/runtime/options.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { consumer } from "./consume.ts";
import { batchMaker } from "./nexmark/generator.ts";
import { queries } from "./nexmark/queries.ts";
import type { QueryName } from "./nexmark/results.ts";
import { timeRowLoop } from "./nexmark/rival.ts";
import { digestQuery, queryOf } from "./nexmark/run-query.ts";
import { nexmark } from "./nexmark/source.ts";

const oracle = JSON.parse(readFileSync(new URL("../oracle/data/nexmark.json", import.meta.url), "utf8"));

/**
 * Enough that what a run costs once (its plan, compiling its loops: 10–17 ms) does not show. Of a join V8's compilers take 100–190 ms
 * of each run on their own threads.
 */
const eventsFor = (name: QueryName): number => (name === "q3" ? 64_000_000 : bars[name] <= 45 ? 16_000_000 : 4_000_000);

/** CPU ns an event that are allowed. */
const bars: Readonly<Record<QueryName, number>> = {
  ...{ q0: 8, q1: 9, q2: 8, q3: 15, q4: 150, q5: 35, q7: 45, q8: 15, q9: 250, q11: 45, q12: 20 },
  ...{ q15: 120, q16: 500, q17: 90, q18: 200, q19: 250, q20: 140, q21: 150, q22: 80 },
};

const suite: BenchSuite = ({ events }) =>
  (Object.keys(queries) as QueryName[]).map((name) => caseOf(name, events ?? eventsFor(name)));

export default suite;

function caseOf(name: QueryName, events: number): BenchCase {
  // Nobody says that the events will end: where results change, they come as a changelog.
  const source = { ...nexmark({ events }), boundedness: boundednessOf(name) };
  const scan: { columns: readonly string[] | undefined } = { columns: undefined };
  const watched: typeof source = {
    ...source,
    open: (split, position, context) => {
      scan.columns = context.request.columns;
      return source.open(split, position, context);
    },
  };
  return {
    name,
    rows: events,
    setup: () => checkDigest(name),
    run: async () => {
      await queryOf(name)(from(watched)).sinkTo(consumer()).run();
    },
    subtract: () => generate(events, scan.columns),
    rival: { name: "row-object loop", run: () => timeRowLoop(name, events) },
    get note() {
      return `bar ${bars[name]}; generator of ${scan.columns?.join(", ") ?? "all columns"}`;
    },
  };
}

/** Queries whose results change as events come are measured as they are over a stream. */
const changing: readonly QueryName[] = ["q3", "q4", "q9", "q15", "q16", "q17", "q18", "q19", "q20"];

function boundednessOf(name: QueryName): "bounded" | "unbounded" {
  return changing.includes(name) ? "unbounded" : "bounded";
}

async function checkDigest(name: QueryName): Promise<void> {
  if (name === "q12") return checkCounts();
  const got = JSON.stringify(await digestQuery(name, oracle.events, boundednessOf(name)));
  const expected = JSON.stringify(oracle.queries[name]);
  if (got !== expected)
    throw new RangeError(`Cannot measure ${name} as its result is wrong: got ${got}, not ${expected}`);
}

/** Windows of the clock on the wall have no digest: their counts add up to the bids. */
async function checkCounts(): Promise<void> {
  let bids = 0;
  await queryOf("q12")(from(nexmark({ events: oracle.events }))).forEach((row) => {
    bids += row.bids;
  });
  if (bids !== oracle.queries.q0.rows) {
    throw new RangeError(
      `Cannot measure q12 as its counts must add up to the bids: got ${bids}, not ${oracle.queries.q0.rows}`,
    );
  }
}

/** What the source alone does in a run: the columns that the query reads, in the batches that it is given. */
function generate(events: number, columns: readonly string[] | undefined): void {
  const make = batchMaker(columns);
  for (let n = 0; n < events; n += defaultBatchRows) make(n, Math.min(defaultBatchRows, events - n));
}
