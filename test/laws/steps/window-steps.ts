import fc from "fast-check";
import {
  avg,
  count,
  countDistinct,
  countTrigger,
  countWindow,
  cumulate,
  customWindow,
  endOfStreamTrigger,
  globalWindow,
  max,
  min,
  quantile,
  session,
  sliding,
  sum,
  timeEvictor,
  tumbling,
} from "../../../core/mod.ts";
import { inSessions, inTime, inWindows, ofAll, type Rows, type Steps } from "../step.ts";

const size = fc.integer({ min: 1, max: 300 });
const offset = fc.integer({ min: -40, max: 40 });

/** Windows of every kind. Their results are rows again, so that windows of windows come about. */
export const windowSteps: Steps = {
  tumbling: {
    numbers: fc.tuple(size, offset),
    ...inWindows,
    make: (length: number, by: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.key)
        .window(tumbling(length, { offset: by }))
        .aggregate({ rows: count(), total: sum((row) => row.value) })
        .map((row) => ({ at: row.windowStart, key: row.key, group: row.rows, value: row.total })),
  },
  tumblingOfAll: {
    numbers: fc.tuple(size),
    ...inWindows,
    make: (length: number) => (rows: Rows) =>
      rows
        .windowAll(tumbling(length))
        .aggregate({ kinds: countDistinct((row) => row.group), most: max((row) => row.value) })
        .map((row) => ({ at: row.windowEnd, key: "all", group: row.kinds, value: row.most })),
  },
  sliding: {
    numbers: fc.tuple(fc.integer({ min: 10, max: 80 }), fc.integer({ min: 0, max: 150 }), offset),
    ...inWindows,
    make: (every: number, more: number, by: number) => (rows: Rows) =>
      rows
        .keyBy("group")
        .window(sliding(every + more, { every, offset: by }))
        .aggregate({ least: min((row) => row.value), kinds: countDistinct((row) => row.key) })
        .map((row) => ({ at: row.windowStart, key: `k${row.kinds}`, group: row.group, value: row.least })),
  },
  cumulate: {
    numbers: fc.tuple(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 1, max: 4 })),
    ...inWindows,
    make: (step: number, steps: number) => (rows: Rows) =>
      rows
        .keyBy("key", "group")
        .window(cumulate(step, { upTo: step * steps }))
        .aggregate({ median: quantile((row) => row.value, 0.5) })
        .map((row) => ({ at: row.windowEnd, key: row.key, group: row.group, value: row.median })),
  },
  hoursOfZone: {
    numbers: fc.tuple(fc.constantFrom(1, 6, 24)),
    ...inWindows,
    make: (hours: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.group)
        .window(tumbling(`${hours}h`, { zone: "Asia/Kolkata" }))
        .aggregate({ rows: count() })
        .map((row) => ({ at: row.windowEnd, key: "zone", group: row.key, value: row.rows })),
  },
  session: {
    numbers: fc.tuple(size),
    ...inSessions,
    make: (gap: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.group)
        .window(session(gap))
        .aggregate({ rows: count(), mean: avg((row) => row.value) })
        .map((row) => ({ at: row.windowStart, key: `n${row.rows}`, group: row.key, value: row.mean })),
  },
  sessionByRow: {
    numbers: fc.tuple(size),
    ...inSessions,
    make: (gap: number) => (rows: Rows) =>
      rows
        .keyBy("key")
        .window(session((row) => gap + 10 * Math.abs(row.group)))
        .aggregate({ rows: count() })
        .map((row) => ({ at: row.windowStart, key: row.key, group: row.rows, value: row.windowEnd })),
  },
  merging: {
    numbers: fc.tuple(size),
    ...inSessions,
    make: (length: number) => (rows: Rows) =>
      rows
        .keyBy("key")
        .window(customWindow("own", (_, timeMs) => [{ start: timeMs, end: timeMs + length }], { merge: "touching" }))
        .aggregate({ rows: count() })
        .map((row) => ({ at: row.windowStart, key: row.key, group: row.rows, value: row.windowEnd })),
  },
  reduceInWindows: {
    numbers: fc.tuple(size),
    ...inWindows,
    make: (length: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.key)
        .window(tumbling(length))
        .reduce((a, b) =>
          JSON.stringify([a.at, a.group, a.value]) > JSON.stringify([b.at, b.group, b.value]) ? a : b,
        ),
  },
  processOfWindows: {
    numbers: fc.tuple(size, fc.integer({ min: 0, max: 99 })),
    ...inTime,
    // With lateness its results are a changelog where its input is one.
    takes: (rows) => rows.timed,
    make: (length: number, lateness: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.group)
        .window(tumbling(length))
        .allowedLateness(lateness)
        .process(({ key, windowStart, rows: all }) => {
          const keys = all.map((row) => row.key).sort();
          return [{ at: windowStart, key: keys.join(""), group: key, value: all.length }];
        }),
  },
  processOfResults: {
    numbers: fc.tuple(size),
    ...inWindows,
    make: (length: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.group)
        .window(tumbling(length))
        .process(
          ({ key, windowEnd, results, globalState }) => {
            globalState.windows++;
            return [{ at: windowEnd, key: `w${globalState.windows}`, group: key, value: results.total }];
          },
          { aggregate: { total: sum((row) => row.value) }, globalState: () => ({ windows: 0 }) },
        ),
  },
  newestOfWindows: {
    numbers: fc.tuple(size, fc.integer({ min: 0, max: 60 })),
    ...inTime,
    make: (length: number, span: number) => (rows: Rows) =>
      rows
        .keyBy("key")
        .window(tumbling(length))
        .evict(timeEvictor(span))
        .aggregate({ rows: count(), least: min((row) => row.value) })
        .map((row) => ({ at: row.windowStart, key: row.key, group: row.rows, value: row.least })),
  },
  timers: {
    numbers: fc.tuple(size),
    ...inTime,
    make: (length: number) => (rows: Rows) =>
      rows
        .keyBy((row) => row.key)
        .process({
          row: (_, { time, setEventTimer }) => setEventTimer(Math.floor(time! / length) * length + length),
          onTimer: (until, { key }) => [{ at: until, key, group: 0, value: null }],
        }),
  },
  // How many windows of so many there are does not depend on which rows are in which.
  countWindow: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    takes: (rows) => !rows.changes,
    gives: (rows) => ({ ...rows, timed: false, early: false, ordered: false }),
    make: (length: number, every: number) => (rows: Rows) =>
      rows
        .keyBy("key")
        .window(countWindow(length, { every }))
        .aggregate({ rows: count() })
        .map((row) => ({ at: 0, key: row.key, group: 0, value: row.rows })),
  },
  countTrigger: {
    numbers: fc.tuple(size, fc.integer({ min: 1, max: 5 })),
    ...inTime,
    make: (length: number, rowsEach: number) => (rows: Rows) =>
      rows
        .keyBy("key")
        .window(tumbling(length))
        .trigger(countTrigger(rowsEach))
        .aggregate({ rows: count() })
        .map((row) => ({ at: row.windowStart, key: row.key, group: 0, value: row.rows })),
    // Results come while windows go on, with times that are ahead.
    gives: (rows) => ({ ...rows, timed: false, early: false, ordered: false }),
  },
  wholeStream: {
    numbers: fc.constant([]),
    takes: (rows) => !rows.changes,
    gives: (rows, other) => ({ ...ofAll.gives!(rows, other), changes: false }),
    make: () => (rows: Rows) =>
      rows
        .keyBy((row) => row.group)
        .window(globalWindow())
        .trigger(endOfStreamTrigger())
        .aggregate({ rows: count(), total: sum((row) => row.value) })
        .map((row) => ({ at: 0, key: `n${row.rows}`, group: row.key, value: row.total })),
  },
};
