import { strict as assert } from "node:assert";
import { test } from "node:test";
import {
  avg,
  count,
  each,
  from,
  fromColumns,
  into,
  job,
  maxBy,
  range,
  session,
  sliding,
  state,
  sum,
  topK,
  tumbling,
} from "millrace";
import { tableText } from "millrace/display";

const trips = Array.from({ length: 200 }, (_, n) => ({ city: `city ${n % 3}`, km: n % 10, at: n * 60_000 }));

test("lambdas run as generated loops over columns and over plain objects", async () => {
  const kept: unknown[] = [];
  const rows = await fromColumns({
    n: Float64Array.from({ length: 50 }, (_, n) => n),
    name: Array.from({ length: 50 }, (_, n) => `é${n}`),
  })
    .filter((row) => row.n % 2 === 0)
    .map((row) => ({ name: row.name, twice: row.n * 2 }))
    .filter((row) => kept.push(row) > 0)
    .collect();
  assert.deepEqual(rows.slice(0, 2), [
    { name: "é0", twice: 0 },
    { name: "é2", twice: 4 },
  ]);
  assert.deepEqual(kept, rows);
});

test("windows, sessions and windows over windows give the same at any parallelism", async () => {
  const timed = from(trips).withEventTime((trip) => trip.at, { outOfOrder: "5m" });
  const windows = timed
    .keyBy((trip) => trip.city)
    .window(sliding("1h", { every: "30m" }))
    .aggregate({ trips: count(), mean: avg((trip) => trip.km) });
  const best = windows.windowAll(tumbling("30m")).aggregate({ best: maxBy((window) => window.mean) });
  const sessions = timed.keyBy("city").window(session("2m")).aggregate({ trips: count() });
  const text = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
  assert.deepEqual(text(await windows.collect({ parallelism: 3 })), text(await windows.collect()));
  assert.equal((await best.collect()).length, 8);
  assert.equal((await sessions.collect()).length, 200);
});

test("an unbounded stream is read row by row and can be left", async () => {
  const seen: number[] = [];
  for await (const n of range(0, Number.POSITIVE_INFINITY).filter((n) => n % 7 === 0)) {
    if (seen.push(n) === 3) break;
  }
  assert.deepEqual(seen, [0, 7, 14]);
});

test("a web stream is a source, a function and an array are sinks, and one run feeds both", async () => {
  const stream = new ReadableStream<number>({
    start(controller) {
      for (const n of [1, 2, 3]) controller.enqueue(n);
      controller.close();
    },
  });
  const numbers = from(stream);
  const [all, large]: [number[], number[]] = [[], []];
  await numbers
    .sinkTo(into(all))
    .and(numbers.filter((n) => n > 1).sinkTo(each((n) => void large.push(n))))
    .run();
  assert.deepEqual(
    [all, large],
    [
      [1, 2, 3],
      [2, 3],
    ],
  );
});

test("a job is built anew at each run", async () => {
  const totals: unknown[] = [];
  const total = job("total", ({ range }) =>
    range(5)
      .aggregate({ sum: sum((n) => n), top: topK(2, (n) => n) })
      .sinkTo(into(totals)),
  );
  await total.run();
  await total.run({ parallelism: 2 });
  assert.deepEqual(totals, [
    { sum: 10, top: [4, 3] },
    { sum: 10, top: [4, 3] },
  ]);
});

test("functions with state and timers give their rows", async () => {
  const rows = await from([
    { key: "a", at: 1 },
    { key: "b", at: 2 },
    { key: "a", at: 3 },
  ])
    .withEventTime((each) => each.at)
    .keyBy("key")
    .process({
      state: { times: state.list<number>({ ttl: { after: 10, time: "event" } }), names: state.map<object, string>() },
      row(each, { state: { times, names }, setEventTimer }) {
        times.add(each.at);
        names.set({ x: 1 }, each.key);
        setEventTimer(9);
      },
      *onTimer(until, { key, state: { times, names } }) {
        yield [key, until, times.get().join(), names.get({ x: 1 })].join(" ");
      },
    })
    .collect();
  assert.deepEqual(rows.sort(), ["a 9 1,3 a", "b 9 2 b"]);
});

test("errors tell the row, and tables show themselves", async () => {
  await assert.rejects(
    from([1, 2])
      .map((n) => {
        if (n === 2) throw new Error("two");
        return n;
      })
      .collect(),
    /at row 1 of map #1 as it threw Error: two/,
  );
  assert.match(tableText({ columns: [{ name: "n", type: "int32", values: [1] }], rowCount: 1 }), /1 row × 1 column/);
});
