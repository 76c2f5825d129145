import { threadId } from "node:worker_threads";
import type { BadRecord } from "../../../../../core/io/mod.ts";
import * as millrace from "../../../../../core/mod.ts";
import {
  avg,
  count,
  type Dataset,
  each,
  into,
  iterate,
  type Job,
  type JobTools,
  job,
  mapAsync,
  max,
  maxBy,
  min,
  type Output,
  replay,
  session,
  sliding,
  state,
  sum,
  tumbling,
} from "../../../../../core/mod.ts";
import { type Reading, readings } from "./parts.ts";

/** What the sinks of the jobs are given, in the thread that runs them. */
export const rows: unknown[] = [];
export const letters: BadRecord[] = [];

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function odd(n: number): number {
  if (n === 4711) throw new RangeError(`no ${n} today`);
  return n % 2;
}

/** Plans that are run on one thread and on several: what each gives goes into an array of its own. */
const plans: Readonly<Record<string, (tools: JobTools, rows: unknown[]) => Output>> = {
  "keyed sums": ({ from }, rows) =>
    from(readings(5, 3000))
      .keyBy("sensor")
      .aggregate({ rows: count(), total: sum((r: Reading) => r.value), most: max((r: Reading) => r.at) })
      .sinkTo(into(rows)),
  "windows over splits": ({ from }, rows) =>
    from(readings(7, 2000))
      .withEventTime((r) => r.at, { outOfOrder: "1s" })
      .keyBy((r) => r.sensor)
      .window(sliding("20s", { every: "10s" }))
      .aggregate({ rows: count(), mean: avg((r) => r.value) })
      .sinkTo(into(rows)),
  "windows over windows of a stream": ({ from }, rows) =>
    from(readings(4, 1500, { boundedness: "unbounded" }))
      .withEventTime((r) => r.at, { outOfOrder: "1s" })
      .keyBy((r) => r.sensor)
      .window(tumbling("10s"))
      .aggregate({ rows: count() })
      .windowAll(tumbling("30s"))
      .aggregate({ rows: sum((w) => w.rows), sensors: count() })
      .sinkTo(into(rows)),
  vectors: ({ from }, rows) =>
    from(readings(5, 2000))
      .map((r) => ({ sensor: r.sensor, v: r.value > 9 ? null : Float64Array.of(r.value, r.at) }))
      .keyBy("sensor")
      .aggregate({ rows: count(), least: min((r) => r.v?.[0] ?? 99), first: maxBy((r) => r.v?.[1] ?? 0) })
      .map((r) => ({ sensor: r.sensor, rows: r.rows, least: r.least, v: r.first?.v ?? null }))
      .keyBy((r) => r.v)
      .topK(1, "rows")
      .sinkTo(into(rows)),
  sessions: ({ from }, rows) =>
    from(readings(3, 1500))
      .filter((r) => r.n % 100 < 40)
      .withEventTime((r) => r.at, { outOfOrder: "1s" })
      .keyBy("sensor")
      .window(session("3s"))
      .aggregate({ rows: count() })
      .sinkTo(into(rows)),
  "every kind of value": ({ from }, rows) =>
    from(readings(3, 400))
      .map((r): unknown => ({
        sensor: r.sensor,
        when: new Date(r.at),
        big: BigInt(r.n) ** 3n,
        maybe: r.n % 3 === 0 ? null : r.n % 3 === 1 ? undefined : r.value,
        list: [r.n, "é", { deep: new Map([[r.n, new Set(["a"])]]) }],
        bytes: new Uint8Array([r.n & 255]),
        truth: r.n % 2 === 0,
      }))
      .keyBy((r) => (r as { sensor: string }).sensor)
      .process({ row: (each) => [each] })
      .sinkTo(into(rows)),
  joins: ({ from }, rows) => {
    const left = from(readings(4, 600));
    const right = from(readings(2, 300)).map((r) => ({ name: r.sensor, number: r.n }));
    return left
      .filter((r) => r.n < 40)
      .join(right, { on: [(r) => r.sensor, (r) => r.name], how: "left", select: (r, s) => [r.n, s?.number] })
      .sinkTo(into(rows));
  },
  "rules for all": ({ from }, rows) =>
    from(readings(3, 900))
      .keyBy("sensor")
      .connect(from(readings(2, 5)).broadcast())
      .process({
        broadcastState: { most: state.map<string, number>() },
        row: (r) => [r.n],
        broadcast: (rule, { broadcastState: { most } }) => {
          most.set(rule.sensor, rule.n);
          return rule.sensor === "sensor 0" ? [-rule.n] : [];
        },
      })
      .sinkTo(into(rows)),
  "rounds of an iteration": ({ from }, rows) =>
    iterate(from(readings(4, 50)), { rounds: 3 }, (current) => ({
      feedback: current.map((r) => ({ ...r, value: r.value * 2 })),
    })).sinkTo(into(rows)),
  "async steps": ({ from }, rows) =>
    from(readings(4, 300))
      .keyBy("sensor")
      .process({ row: (r) => [r.n] })
      .apply(
        mapAsync(async (n) => {
          if (n % 50 === 0) await wait(1);
          return n + 1;
        }),
      )
      .sinkTo(into(rows)),
  "a slow function for each row": ({ from }, rows) =>
    from(readings(4, 200))
      .keyBy("sensor")
      .process({ row: (r) => [r.n] })
      .sinkTo(
        each(async (n) => {
          if (n % 50 === 0) await wait(1);
          rows.push(n);
        }),
      ),
  "large rows": ({ from }, rows) =>
    from(readings(2, 12))
      .map((r) => ({ n: r.n, part: r.part, text: `${r.n}`.repeat(r.n === 5 ? 3_000_000 : 30_000) }))
      .keyBy("n")
      .process({ row: (r) => [{ n: r.n, part: r.part, length: r.text.length, last: r.text.at(-1) }] })
      .sinkTo(into(rows)),
  "one hot key": ({ from }, rows) =>
    from(readings(4, 20_000, { spread: 1 }))
      .keyBy("sensor")
      .process({ row: (r) => [r.n] })
      .sinkTo(into(rows)),
  "sorted and cut": ({ from }, rows) =>
    from(readings(4, 500))
      .sort([{ by: "value", order: "descending" }, "n", "part"])
      .limit(40)
      .sinkTo(into(rows)),
  "two outputs of a changelog": ({ from }, rows) => {
    const counts = from(readings(4, 400, { boundedness: "unbounded" }))
      .keyBy("sensor")
      .aggregate({ rows: count() });
    const many = counts.filter((r) => r.rows > 20);
    return many.sinkTo(into(rows)).and(counts.keyBy("rows").aggregate({ sensors: count() }).discard());
  },
  "late ones by the side": ({ from }, rows) => {
    const windows = from(readings(3, 3000))
      .map((r) => ({ ...r, at: r.n % 10 === 9 ? 0 : r.at }))
      .withEventTime((r) => r.at)
      .keyBy("sensor")
      .window(tumbling("1s"))
      .aggregate({ rows: count() });
    return windows
      .sideOutput<Reading>("late")
      .map((r) => ({ late: r.n % 10 }))
      .distinct()
      .sinkTo(into(rows));
  },
};

/** What each plan gave in the last run. */
export const given: Readonly<Record<string, unknown[]>> = Object.fromEntries(
  Object.keys(plans).map((name) => [name, []]),
);

/** All plans in one run. */
export const all: Job = job("all", (tools) => Object.entries(plans).map(([name, plan]) => plan(tools, given[name]!)));

/** Each goes another way than to its end with all rows. */
export const others: Readonly<Record<string, Job>> = {
  "bad rows to the dead letters": job("bad rows to the dead letters", ({ from }) =>
    from(readings(4, 300))
      .keyBy("sensor")
      .process({ row: (r) => [r.n] })
      .map(
        (n) => {
          if (n % 100 === 7) throw new Error(`no ${n}`);
          return n;
        },
        { onError: millrace.deadLetter(into(letters)) },
      )
      .sinkTo(into(rows)),
  ),
  "bad rows skipped": job("bad rows skipped", ({ from }) =>
    from(readings(4, 300))
      .map(
        (r) => {
          if (r.n % 100 === 7) throw new Error(`no ${r.n}`);
          return r.n;
        },
        { onError: "skip" },
      )
      .sinkTo(into(rows)),
  ),
  "a lambda throws": job("a lambda throws", ({ from }) =>
    from(readings(4, 20_000))
      .keyBy("sensor")
      .process({ row: (r) => [r.n] })
      .map((n) => odd(n))
      .discard(),
  ),
  "a misspelt column": job("a misspelt column", ({ from }) =>
    from(readings(4, 3000))
      .flatMap((r) => [r])
      .map((r) => (r as unknown as { valeu: number }).valeu + 1)
      .discard(),
  ),
  "a column of one split": job("a column of one split", ({ from }) =>
    from(readings(4, 3000))
      .map((r) => (r.part === 3 ? { n: r.n, rare: 1 } : { n: r.n }))
      .flatMap((r) => [r])
      .map((r) => (r as { rare: number }).rare + 1)
      .discard(),
  ),
  "with a parameter": job("with a parameter", ({ from, parameter }) => {
    const remainder = Number(parameter("remainder"));
    return from(readings(2, 20))
      .keyBy("sensor")
      .process({ row: (r) => (r.n % 5 === remainder ? [r.n] : []) }, { name: `of ${remainder}` })
      .sinkTo(into(rows));
  }),
  "keeps state": job("keeps state", ({ from }) =>
    from(millrace.generate({ make: (n) => n, perSecond: 2000 }))
      .keyBy((n) => n % 5)
      .process({
        state: { last: state.value<number>() },
        row(n, { state: { last } }) {
          last.set(n);
          return [];
        },
      })
      .discard(),
  ),
  windows: job("windows", ({ from }) =>
    from(readings(4, 2000))
      .withEventTime((r) => r.at, { outOfOrder: "1s" })
      .keyBy("sensor")
      .window(tumbling("10s"))
      .process(({ rows: all }) => [all.length], { name: "a window" })
      .discard(),
  ),
  "splits read in step": job("splits read in step", ({ from }) =>
    from(readings(2, 300, { boundedness: "unbounded", slowParts: [1] }))
      .withEventTime((r) => r.at, { align: { group: "all", maxDrift: "2s" } })
      .sinkTo(into(rows as Reading[])),
  ),
  "waits for a split": job("waits for a split", ({ from }) =>
    from(readings(2, 600, { boundedness: "unbounded", endlessParts: [1] }))
      .withEventTime((r) => r.at, { outOfOrder: "1s" })
      .keyBy("sensor")
      .window(tumbling("40s"))
      .aggregate({ rows: count() }, { name: "rows of windows" })
      .discard(),
  ),
  "a lambda that never returns": job("a lambda that never returns", ({ from }) =>
    from(readings(2, Number.POSITIVE_INFINITY, { boundedness: "unbounded" }))
      .map(({ n }) => {
        while (n > 500);
        return n;
      })
      .sinkTo(into(rows as number[])),
  ),
  "a day again": job("a day again", ({ from }) =>
    from(replay(readings(4, 200), { time: "at", speedUp: 1_000_000 }))
      .map(() => threadId)
      .sinkTo(into(rows as number[])),
  ),
  "few of a stream": job("few of a stream", ({ from }) =>
    from(readings(4, Number.POSITIVE_INFINITY, { boundedness: "unbounded" }))
      .limit(10)
      .sinkTo(into(rows)),
  ),
  "a stream": job("a stream", ({ from }) =>
    from(readings(4, Number.POSITIVE_INFINITY, { boundedness: "unbounded" }))
      .keyBy("sensor")
      .process({ row: () => [] })
      .discard(),
  ),
  "keys that never meet": job("keys that never meet", () => unmet("bounded", 1).sinkTo(into(rows))),
  "keys that never meet in streams": job("keys that never meet in streams", () =>
    unmet("unbounded", Number.POSITIVE_INFINITY).sinkTo(into(rows)),
  ),
  "keys of several kinds": job("keys of several kinds", ({ from }) =>
    from(readings(4, 3))
      .flatMap(({ n }) => [{ key: n % 2 === 0 ? n : `a${n}` }])
      .join(
        from(readings(4, 3)).flatMap(({ n }) => [{ key: n % 2 === 0 ? -1 - n : `b${n}` }]),
        { on: "key", how: "semi" },
      )
      .sinkTo(into(rows)),
  ),
  "a worker exits": job("a worker exits", ({ from }) =>
    from(readings(4, 20_000))
      .keyBy("sensor")
      .process({
        row: (r) => {
          if (r.n === 9000) process.exit(7);
          return [];
        },
      })
      .discard(),
  ),
  "an error outside of all": job("an error outside of all", ({ from }) =>
    from(readings(4, Number.POSITIVE_INFINITY, { boundedness: "unbounded" }))
      .keyBy("sensor")
      .process({
        row: (r) => {
          if (r.n === 9000 && r.part === 0)
            setTimeout(() => {
              throw new Error("out of the blue");
            }, 0);
          return [];
        },
      })
      .discard(),
  ),
  "class instances": job("class instances", ({ from }) =>
    from(readings(4, 30))
      .map((r) => ({ sensor: r.sensor, url: new URL(`http://host/${r.n}`) }))
      .keyBy((r) => r.sensor)
      .process({ row: (r) => [r.url.href] })
      .sinkTo(into(rows)),
  ),
  "another plan each time": job("another plan each time", ({ from }) =>
    from(readings(4, 30))
      .map((r) => r.n, { name: `map ${Math.random()}` })
      .discard(),
  ),
  "a sink fails": job("a sink fails", ({ from }) =>
    from(readings(4, 20_000)).sinkTo(
      each(async (r) => {
        if (r.n === 700) throw new Error("the sink has had enough");
      }),
    ),
  ),
  "a timer by the clock": job("a timer by the clock", ({ from }) =>
    from(readings(2, Number.POSITIVE_INFINITY, { boundedness: "unbounded" }))
      .filter((r) => r.n < 50)
      .keyBy("sensor")
      .process({
        state: { seen: state.value<number>() },
        row: (r, context) => {
          if (context.state.seen.get() === undefined) context.setProcessingTimer(context.clock.nowMs() + 1);
          context.state.seen.set(r.n);
          return [];
        },
        onTimer: (_, { key }) => [key],
      })
      .limit(17)
      .sinkTo(into(rows as string[])),
  ),
};

const asked = new URL(import.meta.url).searchParams.get("job");

export const module: URL = new URL(import.meta.url);

/** Numbers on the left, texts on the right, of which the plan knows nothing. */
function unmet(boundedness: "bounded" | "unbounded", each: number): Dataset<{ key: unknown }> {
  const side = (keyOf: (n: number) => unknown): Dataset<{ key: unknown }> =>
    millrace.from(readings(2, each, { boundedness })).flatMap(({ n }) => [{ key: keyOf(n) }]);
  return side((n) => n).join(
    side((n) => `${n}`),
    { on: "key", how: "semi" },
  );
}

const chosen: Job | undefined = asked === "all" ? all : others[asked ?? ""];

export default chosen;
