import { expect, test } from "vitest";
import {
  count,
  from,
  into,
  iterate,
  type Output,
  state,
  sum,
  type TracedCall,
  tumbling,
} from "../../../../core/mod.ts";
import { memoryFiles } from "../../../../core/testing/memory-files.ts";
import { virtualClock } from "../../../../core/testing/mod.ts";
import { type HandedSource, handed } from "../handed-source.ts";

interface Visit {
  readonly user: string;
  readonly at: number;
  readonly page: string;
}

const written: unknown[] = [];

/** Visits by user: the third is told; a visit is forgotten after 100 ms of event time. */
const visits = ({ source }: HandedSource<Visit>): Output =>
  from(source)
    .withEventTime((visit) => visit.at, { name: "timed" })
    .filter((visit) => visit.page !== "robots", { name: "people" })
    .keyBy("user")
    .process(
      {
        state: { seen: state.value<number>() },
        row({ user }, { state: { seen }, setEventTimer, time }) {
          seen.set((seen.get() ?? 0) + 1);
          setEventTimer(time! + 100);
          return seen.get() === 3 ? [{ user, third: true }] : [];
        },
        onTimer(_, { state: { seen } }) {
          seen.clear();
          return [];
        },
      },
      { name: "by user" },
    )
    .map((row) => ({ ...row, loud: row.user.toUpperCase() }), { name: "loud" })
    .sinkTo(into(written));

const visit = (user: string, at: number, page = "a"): Visit => ({ user, at, page });

/** Three visits of Ann and one of Bob, a savepoint, and then more; gives the savepoint. */
async function begun(): Promise<{ sales: HandedSource<Visit>; path: string; files: ReturnType<typeof memoryFiles> }> {
  const sales = handed<Visit>();
  const files = memoryFiles();
  const run = visits(sales).start({ clock: virtualClock(0), checkpoint: { dir: "ck", interval: "1h", files } });
  run.finished.catch(() => undefined);
  const taken = async (rows: number): Promise<void> => {
    while (run.metrics.get("by user", "numRecordsIn") < rows) await new Promise((done) => setImmediate(done));
  };
  sales.give(visit("Ann", 1), visit("Bob", 2), visit("Ann", 3));
  await taken(3);
  const path = await run.savepoint("sp");
  sales.give(visit("Bob", 10), visit("Ann", 20, "robots"), visit("Ann", 30), visit("Cid", 200), visit("Ann", 210));
  await taken(7);
  await run.stop();
  return { sales, path, files };
}

test("what steps did to a key is told from a savepoint on: what came of each row, state and timers before and after", async () => {
  const { sales, path, files } = await begun();
  written.length = 0;
  const calls = await visits(sales).replay({ from: path, key: "Ann", until: 200, files });
  const [third, forgotten, ...more] = calls;
  expect(more).toEqual([]);
  // The way of the third visit: each step's row, and what came of it.
  expect(third).toMatchObject({ step: "timed", given: "row", row: visit("Ann", 30), isOfKey: false });
  const [people] = third!.calls;
  expect(people).toMatchObject({ step: "people", gave: [{ side: null, row: visit("Ann", 30), timeMs: 30 }] });
  const [byUser] = people!.calls;
  expect(byUser).toMatchObject({
    step: "by user",
    isOfKey: true,
    timeMs: 30,
    state: { before: { seen: 2 }, after: { seen: 3 } },
    gave: [{ row: { user: "Ann", third: true } }],
  });
  expect([byUser!.holds!.before!.count, byUser!.holds!.after!.count]).toEqual([2, 3]);
  expect(byUser!.holds!.after!.next).toEqual({ time: "event", timeMs: 101 });
  expect(byUser!.calls[0]).toMatchObject({ step: "loud", gave: [{ row: { user: "Ann", third: true, loud: "ANN" } }] });
  // Cid's visit takes event time to where the timers of Ann go off.
  const down = (call: TracedCall): TracedCall[] => [call, ...call.calls.flatMap(down)];
  const timer = down(forgotten!).find(({ step, isOfKey }) => step === "by user" && isOfKey);
  expect(timer).toMatchObject({
    given: "watermark",
    timeMs: 199,
    state: { before: { seen: 3 }, after: { seen: null } },
  });
  expect([timer!.holds!.before!.count, timer!.holds!.after!.count]).toEqual([3, 0]);
  expect(written).toEqual([]);
});

test("a key that nothing concerns has no calls, and a place that is no checkpoint is refused", async () => {
  const { sales, path, files } = await begun();
  expect(await visits(sales).replay({ from: path, key: "Dan", until: 200, files })).toEqual([]);
  // Of a folder the newest is taken.
  expect(await visits(sales).replay({ from: "sp", key: "Dan", until: 200, files })).toEqual([]);
  const refused = [
    visits(sales).replay({ from: "nowhere", key: "Ann", files }),
    visits(sales).replay({ from: "", key: "Ann", files }),
  ];
  await expect(refused[0]).rejects.toThrow(
    'Cannot restore "nowhere" as it must be a checkpoint or a savepoint, or a folder that has one: got none',
  );
  await expect(refused[1]).rejects.toThrow(
    'Cannot replay as from must be the path of a checkpoint or a savepoint: got ""',
  );
});

test("windows are told by what they hold of the key, and give", async () => {
  const sales = handed<Visit>();
  const files = memoryFiles();
  const hourly = (): Output =>
    from(sales.source)
      .withEventTime((one) => one.at)
      .keyBy("user")
      .window(tumbling(100))
      .aggregate({ visits: count(), last: sum((one) => one.at) }, { name: "hundreds" })
      .discard();
  const run = hourly().start({ clock: virtualClock(0), checkpoint: { dir: "ck", interval: "1h", files } });
  run.finished.catch(() => undefined);
  sales.give(visit("Ann", 1));
  while (run.metrics.get("hundreds", "numRecordsIn") < 1) await new Promise((done) => setImmediate(done));
  const path = await run.savepoint("sp");
  await run.stop();
  sales.give(visit("Ann", 7), visit("Bob", 150), visit("Bob", 350));
  const calls = await hourly().replay({ from: path, key: "Ann", until: 300, files });
  const down = (call: TracedCall): TracedCall[] => [call, ...call.calls.flatMap(down)];
  const own = calls.flatMap(down).filter(({ step, isOfKey }) => step === "hundreds" && isOfKey);
  expect(own.map(({ given, holds }) => [given, holds!.before?.count, holds!.after?.count])).toEqual([
    ["row", 1, 1],
    ["watermark", 1, 0],
  ]);
  expect(own[1]!.gave).toMatchObject([{ row: { user: "Ann", visits: 2, last: 8 } }]);
});

const flat = (calls: readonly TracedCall[]): TracedCall[] => calls.flatMap((call) => [call, ...flat(call.calls)]);

interface Hop {
  readonly user: string;
  readonly left: number;
}

test("steps within an iteration over a stream are told, each time that a row goes round", async () => {
  const hops = handed<Hop>();
  const files = memoryFiles();
  const counted = (): Output =>
    iterate(from(hops.source), {}, (each) => {
      const seen = each.keyBy("user").process(
        {
          state: { hops: state.value<number>() },
          row(row, { state: own }) {
            own.hops.set((own.hops.get() ?? 0) + 1);
            return [row];
          },
        },
        { name: "hop" },
      );
      const feedback = seen
        .filter((row) => row.left > 0)
        .map((row) => ({ ...row, left: row.left - 1 }), { name: "on" });
      return { feedback, output: seen.filter((row) => row.left === 0) };
    })
      .map((row) => row.user, { name: "arrived" })
      .sinkTo(into(written));
  const run = counted().start({ clock: virtualClock(0), checkpoint: { dir: "ck", interval: "1h", files } });
  run.finished.catch(() => undefined);
  hops.give({ user: "Ann", left: 1 });
  while (run.metrics.get("arrived", "numRecordsIn") < 1) await new Promise((done) => setImmediate(done));
  const path = await run.savepoint("sp");
  await run.stop();
  hops.give({ user: "Ann", left: 2 }, { user: "Bob", left: 1 });
  const calls: TracedCall[] = [];
  const stop = new AbortController();
  const replay = counted().replay({
    from: path,
    key: "Ann",
    files,
    signal: stop.signal,
    onCall: (call) => {
      calls.push(call);
      if (flat(calls).some(({ step }) => step === "arrived")) stop.abort();
    },
  });
  await replay.catch((error: unknown) => expect(stop.signal.aborted, `${error}`).toBe(true));
  const own = flat(calls).filter(({ step }) => step === "hop");
  expect(own.map(({ row, state: kept }) => [(row as Hop).left, kept!.before, kept!.after])).toEqual([
    [2, { hops: 2 }, { hops: 3 }],
    [1, { hops: 3 }, { hops: 4 }],
    [0, { hops: 4 }, { hops: 5 }],
  ]);
  expect(own.map(({ gave }) => gave.length)).toEqual([1, 1, 1]);
  expect(flat(calls).filter(({ step }) => step === "arrived")).toMatchObject([{ gave: [{ row: "Ann" }] }]);
});

test("steps of an iteration in rounds are told with the round that they are in", async () => {
  const rows = [
    { user: "Ann", left: 2 },
    { user: "Bob", left: 1 },
  ];
  const files = memoryFiles();
  const halved = (): Output =>
    iterate(from(rows), { rounds: 3 }, (each) => ({
      feedback: each
        .keyBy("user")
        .aggregate({ left: sum((row) => row.left) }, { name: "sums" })
        .map((row) => ({ user: row.user, left: row.left! - 1 })),
    }))
      .map((row) => row, { name: "over" })
      .sinkTo(into(written));
  const run = halved().start({ clock: virtualClock(0), checkpoint: { dir: "ck", interval: "1h", files } });
  const path = await run.savepoint("sp");
  await run.stop().catch(() => undefined);
  const calls = flat(await halved().replay({ from: path, key: "Ann", files }));
  const sums = calls.filter(({ step, given, isOfKey }) => step === "sums" && given === "row" && isOfKey);
  expect(sums.map(({ round, row }) => [round, (row as Hop).left])).toEqual([
    [0, 2],
    [1, 1],
    [2, 0],
  ]);
});
