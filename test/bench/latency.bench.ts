import type { Batch } from "../../core/data/batch.ts";
import type { Sink } from "../../core/io/sink.ts";
import { count, from, sliding } from "../../core/mod.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { liveEvents } from "./latency/live-events.ts";
import { type Latencies, latencies } from "./latency/percentiles.ts";

// What a user of sliding windows waits for: from the last event of a window, when it was due, to each of its results.

const keys = 300_000;
const seconds = 3;

/** Each event is in as many windows. */
const overlap = 10;

/** Windows that fire in the first second are those of loops that V8 has not compiled. */
const warmUpMs = 1000;

const suite: BenchSuite = ({ events }) => [100_000, 1_000_000].map((perSecond) => caseOf(perSecond, events));

export default suite;

function caseOf(perSecond: number, events = perSecond * seconds): BenchCase {
  let last = "";
  return {
    name: `${perSecond / 1000}k events/s`,
    rows: events,
    run: async () => {
      const seen = latencies();
      let counted = 0;
      await from(liveEvents({ perSecond, keys, count: events }))
        .withEventTime((event) => event.at)
        .keyBy("key")
        .window(sliding("1s", { every: "100ms" }))
        .aggregate({ events: count() })
        .sinkTo(timing(seen, (more) => (counted += more)))
        .run();
      if (counted !== events * overlap) {
        throw new RangeError(
          `Cannot measure "${perSecond / 1000}k events/s" as its windows must hold ${events * overlap} events: got ${counted}`,
        );
      }
      last = [0.5, 0.99, 0.999].map((share) => seen.at(share).toFixed(1)).join(" / ");
    },
    get note() {
      return `p50 / p99 / p99.9: ${last} ms from the last event of a window to each result; bars at 1M/s: 1 / 3 / 20`;
    },
  };
}

/** Notes for each result how long ago the end of its window was; those of the end of the input have none. */
function timing(seen: Latencies, onEvents: (more: number) => void): Sink<unknown> {
  const startMs = performance.now();
  return {
    name: "latencies",
    guarantee: "at-least-once",
    takes: "views",
    open: async () => ({
      write: (batch) => {
        const nowMs = performance.now();
        const endMs = batch.times![batch.selection?.[0] ?? 0]! + 1;
        if (endMs > startMs + warmUpMs && endMs <= nowMs)
          seen.add(nowMs - endMs, batch.selection?.length ?? batch.rowCount);
        onEvents(sumOf(batch, "events"));
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
}

function sumOf({ columns, schema, selection, rowCount }: Batch, name: string): number {
  const column = columns[schema.fields.findIndex((field) => field.name === name)];
  if (column?.layout !== "float64") {
    throw new TypeError(`Cannot add up column ${name} as it must hold numbers: got ${column?.layout}`);
  }
  const { values } = column;
  let sum = 0;
  const rows = selection?.length ?? rowCount;
  for (let k = 0; k < rows; k++) sum += values[selection === undefined ? k : selection[k]!]!;
  return sum;
}
