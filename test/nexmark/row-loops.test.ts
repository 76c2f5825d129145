import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Digest } from "../bench/nexmark/digest.ts";
import { digester } from "../bench/nexmark/digest.ts";
import type { Event } from "../bench/nexmark/event.ts";
import { eventsAt } from "../bench/nexmark/event.ts";
import { digestColumns, type QueryName, type Results } from "../bench/nexmark/results.ts";
import { rowLoops } from "../bench/nexmark/row-loops.ts";

const oracle = JSON.parse(readFileSync(new URL("../oracle/data/nexmark.json", import.meta.url), "utf8"));
const names = (Object.keys(rowLoops) as QueryName[]).filter((name) => name !== "q12");
// The last bid of a millisecond is the last to arrive.
const orderFree = names.filter((name) => name !== "q18");

test("the row loops' results of a million events are Flink's", () => {
  const runs = names.map(open);
  for (let n = 0; n < oracle.events; n += 4_000) {
    const events = eventsAt(n, 4_000);
    for (const run of runs) run.take(events);
  }
  for (const [position, name] of names.entries()) expect(runs[position]!.end(), name).toEqual(oracle.queries[name]);
});

test.each(orderFree)("%s gives the same whatever the order within 4 s and the size of the chunks", (name) => {
  // Every 400th epoch, so that windows and sessions come and go within few events.
  const events = Array.from({ length: 100 }, (_, epoch) => eventsAt(epoch * 20_000, 50)).flat();
  const inOrder = run(name, [events]);
  fc.assert(
    fc.property(
      fc.array(fc.nat(3_999), { minLength: 50, maxLength: 50 }),
      fc.integer({ min: 1, max: 999 }),
      (jitters, size) => {
        const shuffled = shuffle(events, jitters);
        const chunks = Array.from({ length: Math.ceil(events.length / size) }, (_, chunk) =>
          shuffled.slice(chunk * size, (chunk + 1) * size),
        );
        expect(run(name, chunks)).toEqual(inOrder);
      },
    ),
    { numRuns: 20 },
  );
});

test("sessions that a late bid bridges become one", () => {
  const times = [0, 11_000, 7_500, 40_000];
  const rows: Results["q11"][] = [];
  const loop = rowLoops.q11((row) => rows.push(row));
  loop.take(times.map(bidAt));
  loop.end();
  expect(rows).toEqual([
    { bidder: 1, bids: 3, windowStart: 0, windowEnd: 21_000 },
    { bidder: 1, bids: 1, windowStart: 40_000, windowEnd: 50_000 },
  ]);
});

test("what comes after its window was given is dropped", () => {
  const hot: Results["q5"][] = [];
  const best: Results["q7"][] = [];
  const loops = [rowLoops.q5((row) => hot.push(row)), rowLoops.q7((row) => best.push(row))];
  for (const loop of loops) {
    loop.take([5_000, 30_000, 9_999, 40_000].map(bidAt));
    loop.end();
  }
  expect(best.map(({ dateTime }) => dateTime)).toEqual([5_000, 30_000, 40_000]);
  expect(hot).toHaveLength(15);
  expect(hot.every(({ num }) => num === 1)).toBe(true);
});

test("the counts of windows on the wall's clock add up to the bids", () => {
  let bids = 0;
  const loop = rowLoops.q12((row) => {
    bids += row.bids;
  });
  loop.take(eventsAt(0, 5_000));
  loop.end();
  expect(bids).toBe(4_600);
});

function open<Name extends QueryName>(name: Name) {
  const digest = digester();
  const loop = rowLoops[name]((row: Results[Name]) => digest.add(digestColumns[name](row)));
  return {
    take: (events: readonly Event[]) => loop.take(events),
    end: () => {
      loop.end();
      return digest.digest();
    },
  };
}

function run(name: QueryName, chunks: readonly (readonly Event[])[]): Digest {
  const loop = open(name);
  for (const chunk of chunks) loop.take(chunk);
  return loop.end();
}

/** As if each event were held up by one of the jitters. */
function shuffle(events: readonly Event[], jitters: readonly number[]): Event[] {
  return events
    .map((event, position) => ({ event, arrival: event.dateTime + jitters[position % jitters.length]! }))
    .sort((a, b) => a.arrival - b.arrival)
    .map(({ event }) => event);
}

function bidAt(dateTime: number): Event {
  return { type: 2, auction: 1, bidder: 1, price: 100, channel: "Apple", url: "", dateTime, extra: "" };
}
