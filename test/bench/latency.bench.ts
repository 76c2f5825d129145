import type { Sink } from "../../core/io/sink.ts";
import { count, from, sliding } from "../../core/mod.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { liveEvents } from "./latency/live-events.ts";
import { type Latencies, latencies } from "./latency/percentiles.ts";

// What a user of sliding windows waits for: from the last event of a window, when it was due, to each of its results.

const keys = 300_000;
const seconds = 3;

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
      await from(liveEvents({ perSecond, keys, count: events }))
        .withEventTime((event) => event.at)
        .keyBy("key")
        .window(sliding("1s", { every: "100ms" }))
        .aggregate({ events: count() })
        .sinkTo(timing(seen))
        .run();
      last = [0.5, 0.99, 0.999].map((share) => seen.at(share).toFixed(1)).join(" / ");
    },
    get note() {
      return `p50 / p99 / p99.9: ${last} ms from the last event of a window to each result; bars at 1M/s: 1 / 3 / 20`;
    },
  };
}

/** Notes for each result how long ago the end of its window was; those of the end of the input have none. */
function timing(seen: Latencies): Sink<unknown> {
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
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
}
