import { lineText } from "../../core/display/mod.ts";
import { count, from, session } from "../../core/mod.ts";
import type { BenchSuite } from "./case.ts";
import { compareSessions, impliedSessions, type SessionSums, sessionSums } from "./sessions/checksum.ts";
import { gapMs, passingKeys } from "./sessions/passing-keys.ts";

// State of keys that come and go must go with them: memory is watched over one long run, and drawn.

const measuredEvents = 10_000_000;

const suite: BenchSuite = ({ events = 100_000_000 }) => {
  let note = "";
  let implied: SessionSums;
  return [
    {
      name: "sessions of keys that come and go",
      rows: measuredEvents,
      setup: async () => {
        implied = impliedSessions(measuredEvents);
        note = await watch(events);
      },
      run: () => sessionsOf(measuredEvents, implied),
      get note() {
        return note;
      },
    },
  ];
};

export default suite;

async function sessionsOf(events: number, implied: SessionSums, onMoment?: (read: number) => void): Promise<void> {
  const sessions = from(passingKeys(events, onMoment))
    .withEventTime((event) => event.at)
    .keyBy("key")
    .window(session(gapMs))
    .aggregate({ events: count() });
  const sink = sessionSums();
  await sessions.sinkTo(sink).run();
  compareSessions(sink.sums, implied);
}

/** Draws the resident set, and what of it the arrays and the heap are, over a run. */
async function watch(events: number): Promise<string> {
  const moments: number[] = [];
  const resident: number[] = [];
  const used: number[] = [];
  let due = 0;
  await sessionsOf(events, impliedSessions(events), (read) => {
    if (read < due) return;
    due += events / 100;
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    moments.push(read / 1e6);
    resident.push(rss / 1e6);
    used.push((heapUsed + arrayBuffers) / 1e6);
  });
  const picture = lineText(
    [
      { name: "resident set", x: moments, y: resident },
      { name: "heap and arrays", x: moments, y: used },
    ],
    { title: `MB over ${events / 1e6}M events of ${events / 10e6}M keys`, width: 90, height: 16 },
  );
  console.log(picture);
  const [early, late] = [resident.slice(10, 30), resident.slice(-20)].map((part) => Math.max(...part)) as [
    number,
    number,
  ];
  return `resident set of ${events / 1e6}M events: at most ${early.toFixed(0)} MB in the second tenth, ${late.toFixed(0)} MB in the last fifth`;
}
