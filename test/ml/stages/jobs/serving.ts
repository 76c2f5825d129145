import { threadId } from "node:worker_threads";
import { from, into, type Job, job } from "../../../../core/mod.ts";
import { assemble, pipeline, standardScaler, stringIndexer } from "../../../../ml/mod.ts";

interface Served {
  readonly n: number;
  readonly carrierIndex: number;
  readonly features: Float64Array;
  readonly thread: number;
}

/** What the job gave, in the thread that runs it. */
export const served: Served[] = [];

const train = from([
  { carrier: "AA", miles: 100 },
  { carrier: "UA", miles: 300 },
  { carrier: "AA", miles: 200 },
]);

// Each thread that imports the module has a model of its own.
const model = await pipeline([stringIndexer("carrier"), assemble(["carrierIndex", "miles"]), standardScaler()]).fit(
  train,
);

const serving: Job = job("serving", ({ range }) => {
  const flights = range(0, 20_000).map((n) => ({ n, carrier: n % 3 === 0 ? "UA" : "AA", miles: n % 500 }));
  // An exchange by key, so that each thread has rows.
  return model
    .transform(flights.distinctBy("n"))
    .map(({ n, carrierIndex, features }) => ({ n, carrierIndex, features, thread: threadId }))
    .sinkTo(into(served));
});

export default serving;
