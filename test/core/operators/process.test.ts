import { describe, expect, test } from "vitest";
import { avg, collect, type Dataset, from, into, type Operator, type StateOptions, state } from "../../../core/mod.ts";
import type { OperatorContext, OperatorTask } from "../../../core/operators/operator.ts";
import type { UserStore } from "../../../core/state/user/user-state.ts";
import { at, crash, end, harness, processingTime, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { operatorHost } from "../../../core/testing/operator-host.ts";
import { valueBatch } from "./consumers/value-batch.ts";
import { operatorOf } from "./operator-of.ts";

interface Click {
  readonly user: string;
  readonly page: string;
}

const clicks = from<Click>([]);
const byUser = clicks.keyBy((click) => click.user);
const exchange = [(click: Click) => click.user];
const click = (user: string, page = "/"): Click => ({ user, page });

const hostOptions = {
  outputs: () => [
    {
      emit: () => undefined,
      watermark: () => undefined,
      status: () => undefined,
      barrier: () => undefined,
      end: () => undefined,
      needed: true,
    },
  ],
  exchange,
  memoryBytes: Number.POSITIVE_INFINITY,
  onFailure: (message: string) => {
    throw new Error(message);
  },
  count: () => undefined,
};

/** Counts each user's clicks, and says so a while after the first. */
const visits = operatorOf(
  byUser.process({
    state: { clicks: state.value<number>() },
    row(_, { time, state, setEventTimer }) {
      if (state.clicks.get() === undefined) setEventTimer(time! + 10);
      state.clicks.set((state.clicks.get() ?? 0) + 1);
    },
    *onTimer(until, { key, timer, time, state }) {
      yield { key, until, timer, time, clicks: state.clicks.get() };
      state.clicks.clear();
    },
  }),
);

describe("rows", () => {
  test("may give none, one or many rows, each with its time", () =>
    verifyOperator(operatorOf(from<number>([]).process((n) => Array.from({ length: n }, (_, copy) => n * 10 + copy))), {
      input: [at(1, 0), at(2, 1), watermark(2), at(3, 2)],
      output: [at(2, 10), watermark(2), at(3, 20), at(3, 21)],
      order: "kept",
    }));

  test("the function sees the row's time, which may be absent, and the watermark", () => {
    const seen = operatorOf(from<string>([]).process((text, { time, watermark: mark }) => [[text, time, mark >= 4]]));
    verifyOperator(seen, { input: [watermark(3), at(5, "a")], output: [watermark(3), at(5, ["a", 5, false])] });
    verifyOperator(seen, { input: [row("a")], output: [row(["a", undefined, false])] });
  });

  test("yielded rows are as good as returned ones, and what is neither is refused", async () => {
    const yielded = from([1, 2]).process(function* (n) {
      yield n;
      yield -n;
    });
    expect(await yielded.collect()).toEqual([1, -1, 2, -2]);
    const wrong = async (value: unknown): Promise<unknown> =>
      from([1])
        .process(() => value as never)
        .collect()
        .catch(String);
    expect(await wrong("text")).toMatch(
      /Cannot take what row returned as it must be rows, or nothing: got string; return \[row\]/,
    );
    expect(await wrong({ a: 1 })).toMatch(/got an object/);
    expect(await wrong(null)).toMatch(/got null/);
    expect(await wrong(Promise.resolve([]))).toMatch(/got a promise; wait before it/);
  });

  test("rows for a declared side output leave there, for several consumers, with the time of the row", async () => {
    const parity = operatorOf(
      from<number>([]).process((n, { sideOutput }) => (n % 2 === 0 ? [n] : sideOutput("odd", n)), {
        sideOutputs: ["odd"],
      }),
    );
    verifyOperator(parity, {
      input: [at(1, 1), at(2, 2), at(5, 3)],
      output: [at(2, 2)],
      sides: { odd: [at(1, 1), at(5, 3)] },
    });
    const numbers = from([1, 2, 3]).process((n, { sideOutput }) => (n % 2 === 0 ? [n] : sideOutput("odd", n)), {
      sideOutputs: ["odd"],
    });
    const [first, second]: [number[], number[]] = [[], []];
    const odd = numbers.sideOutput<number>("odd");
    await odd
      .sinkTo(into(first))
      .and(odd.map((n) => -n).sinkTo(into(second)))
      .run();
    expect([first, second]).toEqual([
      [1, 3],
      [-1, -3],
    ]);
  });

  test("a side output that is not declared is refused with what to write", async () => {
    const wrong = from([1]).process((n, context) => context.sideOutput("odd", n), { sideOutputs: ["even"] });
    await expect(wrong.collect()).rejects.toThrow('to side output "odd" in process #1 as it is not declared');
  });
});

describe("keys", () => {
  test("each key has state of its own, of every kind", () =>
    verifyOperator(
      operatorOf(
        byUser.process({
          state: {
            last: state.value<string>(),
            pages: state.list<string>(),
            byPage: state.map<string, number>(),
            longest: state.reducing((a: string, b: string) => (b.length > a.length ? b : a)),
            length: state.aggregating(avg((each: Click) => each.page.length)),
            all: state.aggregating(collect((each: Click) => each.page)),
          },
          row(each, { key, state: { last, pages, byPage, longest, length, all } }) {
            const before = last.get() ?? "none";
            last.set(each.page);
            pages.add(each.page);
            byPage.set(each.page, (byPage.get(each.page) ?? 0) + 1);
            longest.add(each.page);
            length.add(each);
            all.add(each);
            const counts = byPage.entries().map(([page, count]) => `${page}:${count}`);
            return [
              [key, before, pages.get().join(), counts.join(), longest.get(), length.get(), all.get()!.length].join(
                " ",
              ),
            ];
          },
        }),
      ),
      {
        input: [row(click("a", "x")), row(click("b", "y")), row(click("a", "zzz")), crash, row(click("a", "x"))],
        output: [
          row("a none x x:1 x 1 1"),
          row("b none y y:1 y 1 1"),
          row("a x x,zzz x:1,zzz:1 zzz 2 2"),
          row(`a zzz x,zzz,x x:2,zzz:1 zzz ${5 / 3} 3`),
        ],
        exchange,
      },
    ));

  test("a null key is a failed record", () =>
    verifyOperator(operatorOf(byUser.process((each) => [each.page])), {
      input: [row(click("a", "x")), row({ user: null, page: "y" })],
      output: [row("x")],
      failures: [/a key must not be null: got null; filter such rows out/],
      exchange,
    }));

  test("keys may be objects, and are given as copies", async () => {
    const rows = [
      { a: 1, b: { c: [2] } },
      { a: 1, b: { c: [2] } },
    ];
    const counted = from(rows)
      .keyBy((each) => each.b)
      .process({
        state: { count: state.value<number>() },
        row(_, context) {
          context.key.c.push(99);
          context.state.count.set((context.state.count.get() ?? 0) + 1);
          return [[context.key, context.state.count.get()]];
        },
      });
    expect(await counted.collect()).toEqual([
      [{ c: [2] }, 1],
      [{ c: [2] }, 2],
    ]);
    const pairs = from([{ a: 1, b: "x", n: 5 }])
      .keyBy("a", "b")
      .process((each, { key }) => [[key.a, key.b, each.n]]);
    expect(await pairs.collect()).toEqual([[1, "x", 5]]);
  });

  test("state is at hand while a function runs, and not behind it", async () => {
    let kept: { get(): unknown } | undefined;
    await from([click("a")])
      .keyBy("user")
      .process({
        state: { pages: state.list<string>() },
        row(_, { state }) {
          kept = state.pages;
        },
      })
      .collect();
    expect(() => kept!.get()).toThrow(
      /Cannot use state "pages" now as it shows what belongs to a key, and none is at hand/,
    );
  });

  test("what is no plain data is refused when it is set", async () => {
    const set = (value: unknown): Promise<unknown> =>
      from([click("a")])
        .keyBy("user")
        .process({ state: { it: state.value<unknown>() }, row: (_, { state }) => state.it.set(value) })
        .collect()
        .catch(String);
    expect(await set({ nested: [new URL("http://x.example")] })).toMatch(
      /Cannot keep a value in state "it" as it must be plain data: got URL/,
    );
    expect(await set(() => 1)).toMatch(/got function/);
    const endless: unknown[] = [];
    endless.push(endless);
    expect(await set(endless)).toMatch(/as it must be nested 1,000 deep at most: got an object that holds itself/);
  });
});

describe("timers", () => {
  test("one of event time goes off when the watermark reaches it, with rows of its time", () =>
    verifyOperator(visits, {
      input: [
        at(1, click("a")),
        at(3, click("b")),
        at(5, click("a")),
        watermark(10),
        watermark(11),
        watermark(12),
        end,
      ],
      output: [
        watermark(10),
        at(11, { key: "a", until: 11, timer: "event", time: 11, clicks: 2 }),
        watermark(11),
        watermark(12),
        at(13, { key: "b", until: 13, timer: "event", time: 13, clicks: 1 }),
        end,
      ],
      exchange,
    }));

  test("they go off in the order of their times, whatever order they were set in, all before the watermark goes on", () =>
    verifyOperator(
      operatorOf(
        from<readonly number[]>([])
          .keyBy(() => "all")
          .process({
            row: (times, { setEventTimer }) => times.forEach(setEventTimer),
            onTimer: (time) => [time],
          }),
      ),
      {
        input: [at(0, [9, 3, 7, 3, 5, 7]), at(0, [4, 5]), watermark(7), watermark(9)],
        output: [at(3, 3), at(4, 4), at(5, 5), at(7, 7), watermark(7), at(9, 9), watermark(9)],
        order: "kept",
        exchange: [() => "all"],
      },
    ));

  test("one set in onTimer goes off in the same advance if it is due, and one deleted does not", () =>
    verifyOperator(
      operatorOf(
        byUser.process({
          row(_, { time, setEventTimer }) {
            for (const after of [1, 2, 3]) setEventTimer(time! + after);
          },
          onTimer(time, { setEventTimer, deleteEventTimer }) {
            deleteEventTimer(time + 1);
            deleteEventTimer(time + 1);
            if (time < 5) setEventTimer(time + 4);
            return [time];
          },
        }),
      ),
      {
        input: [at(0, click("a")), watermark(20)],
        output: [at(1, 1), at(3, 3), at(5, 5), at(7, 7), watermark(20)],
        order: "kept",
        exchange,
      },
    ));

  test("one of processing time goes off by the clock, once for each time, and its rows have no event time", () =>
    verifyOperator(
      operatorOf(
        byUser.process({
          row(_, { clock, setProcessingTimer, deleteProcessingTimer }) {
            setProcessingTimer(clock.nowMs() + 10);
            setProcessingTimer(clock.nowMs() + 10);
            setProcessingTimer(clock.nowMs() + 5);
            deleteProcessingTimer(clock.nowMs() + 5);
          },
          onTimer: (time, { key, timer, clock, time: eventTime }) => [[key, time, timer, clock.nowMs(), eventTime]],
        }),
      ),
      {
        input: [
          at(7, click("a")),
          processingTime(4),
          at(8, click("b")),
          processingTime(9),
          processingTime(30),
          watermark(1),
        ],
        output: [
          row(["a", 10, "processing", 10, undefined]),
          row(["b", 14, "processing", 14, undefined]),
          watermark(1),
        ],
        order: "kept",
        exchange,
      },
    ));

  test("of a bounded input those of processing time go off at its end", async () => {
    const rows = await from([click("a"), click("b")])
      .keyBy("user")
      .process({
        row: (_, { setProcessingTimer }) => setProcessingTimer(Number.MAX_SAFE_INTEGER),
        onTimer: (_, { key }) => [key],
      })
      .collect();
    expect(rows.sort()).toEqual(["a", "b"]);
  });

  test("one that was due while the job was down goes off right after the restore", async () => {
    const run = await harness((input: Dataset<Click>) =>
      input.keyBy("user").process({
        row: (_, { setProcessingTimer }) => setProcessingTimer(100),
        onTimer: (time) => [time],
      }),
    );
    await run.send(row(click("a")), processingTime(99), crash, processingTime(100));
    expect(run.output()).toEqual([row(100)]);
    await run.close();
  });

  test("a timer that sets itself again for its own time is refused, not followed for ever; one for each second is followed", async () => {
    const again = (by: "setEventTimer" | "setProcessingTimer") => {
      const counted = from([{ at: 0 }, { at: 1e9 }])
        .withEventTime((each) => each.at)
        .keyBy(() => "all")
        .process({ row: (each, context) => context[by](each.at), onTimer: (time, context) => context[by](time) });
      return counted.limit(1).collect();
    };
    const told =
      /^Cannot go on from process #2 as its timers must come to an end: got 10,\d+ that went off at 0 or before, each setting the next; in onTimer/;
    await expect(again("setEventTimer")).rejects.toThrow(told);
    await expect(again("setProcessingTimer")).rejects.toThrow(told);
    const days = await from([{ at: 0 }, { at: 1e8 }])
      .withEventTime((each) => each.at)
      .keyBy(() => "all")
      .process({
        row: (each, { setEventTimer }) => setEventTimer(each.at),
        onTimer(time, { setEventTimer }) {
          if (time < 9e7) setEventTimer(time + 1000);
          return [time];
        },
      })
      .collect();
    expect(days.length).toBe(90_002);
  });

  test("what is no number is not counted: a counter would hold it for ever", async () => {
    for (const by of ["3", Number.NaN, Number.POSITIVE_INFINITY]) {
      const counting = from([5]).process((_, { count }) => count("fives", by as number));
      await expect(counting.collect()).rejects.toThrow(
        `Cannot count in process #1 as it takes the name of a counter and how much comes to it: got "fives" and ${by === "3" ? '"3"' : by}; use for instance context.count(name)`,
      );
    }
    const unnamed = from([5]).process((_, { count }) => count(undefined as never));
    await expect(unnamed.collect()).rejects.toThrow("got undefined and 1");
  });

  test("! a counter of every step's is no name for one of the user's: both would be one number", async () => {
    const counting = (name: string) => from([5]).process((_, { count }) => count(name), { name: "mine" });
    for (const name of ["numRecordsIn", "numLateRecordsDropped", "stateBytes"]) {
      await expect(counting(name).collect()).rejects.toThrow(
        `Cannot count in mine as a counter of yours must have a name of its own: got "${name}", which is counted of every step`,
      );
    }
    const { metrics } = await counting("numRecordsKept").discard().run();
    expect(metrics.get("mine", "numRecordsKept")).toBe(1);
  });

  test("side outputs that are no list of names are refused when the plan is made", () => {
    expect(() => from([5]).process(() => [], { sideOutputs: "late" as never })).toThrow(
      'Cannot take sideOutputs of process as they must be a list of names: got "late"; use for instance { sideOutputs: ["late"] }',
    );
  });

  test("a promise that open gives is refused: no function would wait for it", async () => {
    const opening = from([5]).process({ open: () => Promise.resolve(7), row: (n) => [n] });
    await expect(opening.collect()).rejects.toThrow(
      "Cannot open process #1 as its open threw TypeError: it gave a promise, which nobody waits for; mend the function",
    );
  });

  test("a chain of timers of both times by turns is refused as well", async () => {
    const turns = from([1])
      .keyBy((n) => n)
      .process({
        row: (n, { setProcessingTimer }) => setProcessingTimer(n + 1e15),
        onTimer: (time, { timer, setEventTimer, setProcessingTimer }) =>
          (timer === "event" ? setProcessingTimer : setEventTimer)(time + 1),
      });
    await expect(turns.collect()).rejects.toThrow(/^Cannot end process #1 as its timers must come to an end/);
  });

  test("onTimer's context can be spread as that of a row can", async () => {
    const rows = await from([5])
      .keyBy((n) => n)
      .process({
        row: (n, context) => ({ ...context }).setEventTimer(n),
        onTimer: (_, context) => [{ ...context }].map(({ timer, key }) => `${timer} timer of ${key}`),
      })
      .collect();
    expect(rows).toEqual(["event timer of 5"]);
  });

  test("what is no number of ms is no timer to delete", async () => {
    const deleting = from([5])
      .keyBy((n) => n)
      .process({ row: (_, { deleteEventTimer }) => deleteEventTimer("5" as never), onTimer: () => [] });
    await expect(deleting.collect()).rejects.toThrow(
      "Cannot delete a timer in process #1 as its time must be a number of ms: got 5; use for instance context.time + 60_000",
    );
  });

  test("a row for a side output that comes when the function has returned is refused, not lost", async () => {
    let later: (() => void) | undefined;
    const given = from([5]).process(
      (n, { sideOutput }) => {
        later = () => sideOutput("others", n);
        return [];
      },
      { sideOutputs: ["others"] },
    );
    await given.collect();
    expect(later).toThrow(
      'Cannot give a row to side output "others" in process #1 as no function of it is running: got a call from outside; ' +
        "give it before the function returns, and wait for what comes later in a mapAsync before this step",
    );
  });

  test("a chain of timers that does not end when the input has is refused, not followed for ever", async () => {
    const ticks = from([{ user: "a", at: 0 }])
      .withEventTime((each) => each.at)
      .keyBy("user")
      .process({
        row: (_, { setEventTimer }) => setEventTimer(1000),
        onTimer: (time, { setEventTimer, watermark: mark }) =>
          time < 5000 || mark === 0 ? setEventTimer(time + 1000) : [time],
      });
    expect(await ticks.collect()).toEqual([5000]);
    const endless = from([{ user: "a", at: 0 }])
      .withEventTime((each) => each.at)
      .keyBy("user")
      .process({
        row: (_, { setEventTimer }) => setEventTimer(1000),
        onTimer: (time, { setEventTimer }) => setEventTimer(time + 1000),
      });
    await expect(endless.collect()).rejects.toThrow(
      /Cannot end process #2 as its timers must come to an end when the input has: got .* set none in onTimer when context.watermark is Infinity/,
    );
  });

  test("are told to whoever asks why nothing has come out", () => {
    let context: OperatorContext | undefined;
    let task: OperatorTask | undefined;
    const open = (given: OperatorContext) => {
      context = given;
      task = visits.open(given);
      return task;
    };
    const host = operatorHost({ ...hostOptions, operator: { ...visits, open } }, 1);
    expect(task!.holds!(undefined)).toEqual({ count: 0, of: "timers", next: undefined });
    host.batch(valueBatch([click("a"), click("b"), click("b")], [5, 1, 2]), 0);
    expect(task!.holds!(undefined)).toEqual({ count: 2, of: "timers", next: { time: "event", timeMs: 11 } });
    const ofA = task!.holds!(context!.keys.numberOf("a"));
    expect(ofA).toEqual({ count: 1, of: "timers", next: { time: "event", timeMs: 15 } });
    host.close();
  });

  test("without onTimer, or at no time, they are refused", async () => {
    const none = byUserOf([click("a")]).process({ row: (_, { setEventTimer }) => setEventTimer(1) });
    await expect(none.collect()).rejects.toThrow(/Cannot set a timer in process #1 .*it has no onTimer; add onTimer/);
    const never = byUserOf([click("a")]).process({
      row: (_, { time, setEventTimer }) => setEventTimer(time! + 1),
      onTimer: () => [],
    });
    await expect(never.collect()).rejects.toThrow(/its time must be a number of ms: got NaN/);
    const setAt = (timeMs: number) =>
      byUserOf([click("a")]).process({ row: (_, { setEventTimer }) => setEventTimer(timeMs), onTimer: () => [timeMs] });
    await expect(setAt(1.7e18).collect()).rejects.toThrow(
      /Cannot set a timer in process #1 as its time must be ms within 2\^53 .*: got 1700000000000000000; it looks like nanoseconds/,
    );
    await expect(setAt(Number.POSITIVE_INFINITY).collect()).rejects.toThrow(
      /got Infinity; use Number.MAX_SAFE_INTEGER/,
    );
    expect(await setAt(Number.MAX_SAFE_INTEGER).collect()).toEqual([Number.MAX_SAFE_INTEGER]);
  });
});

function byUserOf(rows: readonly Click[]) {
  return from(rows).keyBy("user");
}

describe("a call that throws", () => {
  const orders = byUser.process(
    {
      state: {
        pages: state.list<string>(),
        last: state.value<string>(),
        counts: state.map<string, number>(),
        all: state.aggregating(collect((page: string) => page)),
      },
      row(each, { state: { pages, last, counts, all }, setEventTimer, deleteEventTimer, sideOutput }) {
        pages.add(each.page);
        last.set(each.page);
        counts.set("clicks", (counts.get("clicks") ?? 0) + 1);
        all.add(each.page);
        setEventTimer(each.page.length);
        sideOutput("seen", each.page);
        if (each.page.startsWith("!")) {
          counts.clear();
          pages.set([]);
          deleteEventTimer(1);
          setEventTimer(50);
          throw new Error("no such page");
        }
        return [each.page];
      },
      onTimer(time, { key, state: { pages, last, counts, all } }) {
        const text = [key, pages.get().join(), last.get(), counts.get("clicks"), all.get()?.join()].join(" ");
        last.clear();
        all.add("lost");
        if (time === 3) throw new Error("three");
        return [text];
      },
    },
    { sideOutputs: ["seen"], onError: "skip" },
  );

  test("is undone: what it gave, what it changed, the timers it set and deleted", () =>
    verifyOperator(operatorOf(orders), {
      input: [
        at(0, click("a", "x")),
        at(0, click("a", "!!")),
        at(0, click("b", "!")),
        at(0, click("a", "yyy")),
        watermark(1),
        watermark(60),
      ],
      output: [at(0, "x"), at(0, "yyy"), at(1, "a x,yyy yyy 2 x,yyy"), watermark(1), watermark(60)],
      sides: { seen: [at(0, "x"), at(0, "yyy")] },
      failures: [
        /Cannot apply row at row .* as it threw Error: no such page; the row is {"user":"a","page":"!!"}/,
        /Cannot apply row .* the row is {"user":"b","page":"!"}/,
        /Cannot apply onTimer at a timer of event time of .* as it threw Error: three; the row is {"key":"a","timer":"event","time":3}/,
      ],
      exchange,
    }));

  test("fails the job unless it is said what becomes of its row", async () => {
    const fails = byUserOf([click("a", "x")]).process(() => {
      throw new Error("broken");
    });
    await expect(fails.collect()).rejects.toThrow(
      /Cannot apply row at row 0 of process #1 as it threw Error: broken; the row is/,
    );
  });
});

describe("a time to live", () => {
  const seen = (ttl: StateOptions): Operator =>
    operatorOf(
      byUser.process({
        state: {
          last: state.value<string>(ttl),
          pages: state.list<string>(ttl),
          byPage: state.map<string, number>(ttl),
        },
        row(each, { key, state: { last, pages, byPage } }) {
          const before = [key, last.get() ?? "none", pages.get().join("") || "none", byPage.keys().join("") || "none"];
          last.set(each.page);
          pages.add(each.page);
          byPage.set(each.page, 1);
          return [before.join(" ")];
        },
      }),
    );

  test("ends by the clock, for each value, item and entry", () =>
    verifyOperator(seen({ ttl: 100 }), {
      input: [
        row(click("a", "x")),
        processingTime(60),
        row(click("a", "y")),
        processingTime(99),
        row(click("a", "z")),
        processingTime(100),
        row(click("a", "w")),
        processingTime(200),
        row(click("a", "v")),
      ],
      output: [row("a none none none"), row("a x x x"), row("a y xy xy"), row("a z yz yz"), row("a none none none")],
      exchange,
    }));

  test("ends by event time as the times of the rows say, whatever the batches and watermarks", () =>
    verifyOperator(seen({ ttl: { after: 100, time: "event" } }), {
      input: [
        at(0, click("a", "x")),
        at(99, click("a", "y")),
        at(100, click("a", "z")),
        at(70, click("a", "w")),
        watermark(150),
        at(198, click("a", "v")),
        at(120, click("a", "u")),
        at(400, click("b", "b")),
        watermark(500),
        at(450, click("b", "b")),
      ],
      output: [
        at(0, "a none none none"),
        at(99, "a x x x"),
        at(100, "a y y y"),
        at(70, "a z yz yz"),
        watermark(150),
        at(198, "a w yz yz"),
        at(120, "a v yzv yzv"),
        at(400, "b none none none"),
        watermark(500),
        at(450, "b none none none"),
      ],
      exchange,
    }));

  test("of event time needs rows that have one", async () => {
    const timeless = byUserOf([click("a")]).process({
      state: { last: state.value<string>({ ttl: { after: "1h", time: "event" } }) },
      row: () => [],
    });
    await expect(timeless.collect()).rejects.toThrow(
      /Cannot let state expire by event time in process #1 as its rows must have one/,
    );
  });

  test("frees the memory of keys that come and go, of what they are as well, without any watermark", () => {
    const operator = seen({ ttl: 100 });
    let context: OperatorContext | undefined;
    const open = (given: OperatorContext) => {
      context = given;
      return operator.open(given);
    };
    const host = operatorHost({ ...hostOptions, operator: { ...operator, open } }, 1);
    const inMemory = (): number[] =>
      operator.state!.slice(0, 3).map((each) => (context!.state(each) as UserStore<unknown>).keys().length);
    const firstBytes = context!.keys.sizeBytes;
    let mostBytes = 0;
    for (let round = 0; round < 24; round++) {
      const rows = Array.from({ length: 5000 }, (_, n) => click(`user ${round}-${n}`));
      host.batch(valueBatch(rows), 0);
      host.processingTime(25 * (round + 1));
      mostBytes = Math.max(mostBytes, context!.keys.sizeBytes - firstBytes);
    }
    // Of 120,000 keys that came 25,000 are alive at most; so many are remembered before it is worth asking.
    const [values] = inMemory();
    expect(values).toBeLessThan(35_000);
    expect(mostBytes).toBeLessThan(128 * 75_000);
    host.processingTime(10_000);
    expect(inMemory()).toEqual([0, 0, 0]);
    host.close();
  });

  test("that is disabled does not end", () =>
    verifyOperator(seen({ ttl: { after: 100, updates: "disabled" } }), {
      input: [row(click("a", "x")), processingTime(1_000_000), row(click("a", "y"))],
      output: [row("a none none none"), row("a x x x")],
      exchange,
    }));
});

describe("the life of a function", () => {
  test("open is called once in each subtask before any row, close at the end", async () => {
    const calls: string[] = [];
    const rows = from(Array.from({ length: 40 }, (_, n) => n));
    const counted = rows
      .keyBy((n) => n % 8)
      .process({
        open: ({ subtask, parallelism }) => {
          calls.push(`open ${subtask} of ${parallelism}`);
          return { rows: 0, subtask };
        },
        row(_, { opened, subtask }) {
          if (opened.subtask !== subtask) throw new Error("of another subtask");
          opened.rows++;
          calls.push("row");
        },
        close: ({ rows: count, subtask }) => calls.push(`close ${subtask} ${count > 0}`),
      });
    await counted.discard().run({ parallelism: 2 });
    expect(calls.slice(0, 2).sort()).toEqual(["open 0 of 2", "open 1 of 2"]);
    expect(calls.slice(2, -2)).toEqual(Array.from({ length: 40 }, () => "row"));
    expect(calls.slice(-2).sort()).toEqual(["close 0 true", "close 1 true"]);
  });

  test("close is called after a failure, too, and not where open failed", async () => {
    const calls: string[] = [];
    const functions = (fails: "open" | "row") => ({
      open: () => {
        calls.push("open");
        if (fails === "open") throw new Error("no connection");
      },
      row: () => {
        throw new Error("broken");
      },
      close: () => void calls.push("close"),
    });
    await expect(from([1]).process(functions("row")).collect()).rejects.toThrow("broken");
    expect(calls).toEqual(["open", "close"]);
    await expect(from([1]).process(functions("open")).collect()).rejects.toThrow(
      "Cannot open process #1 as its open threw Error: no connection; mend the function",
    );
    expect(calls).toEqual(["open", "close", "open"]);
  });

  test("it knows its step, the clock, and chance that is the same in every run; it counts", async () => {
    const run = async () => {
      const rows: unknown[] = [];
      const result = await from([1, 2])
        .process(
          (_, { step, subtask, parallelism, random, count, clock }) => {
            count("seen");
            count("double", 2);
            return [[step, subtask, parallelism, random(), clock.nowMs()]];
          },
          { name: "look" },
        )
        .sinkTo(into(rows))
        .run({ clock: { nowMs: () => 77 } });
      return { rows, metrics: result.metrics.snapshot().steps.look!.counters };
    };
    const [first, second] = [await run(), await run()];
    expect(first).toEqual(second);
    expect(first.rows[0]).toEqual(["look", 0, 1, expect.any(Number), 77]);
    expect(first.metrics).toMatchObject({ seen: 2, double: 4 });
  });
});

describe("mistakes", () => {
  // biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
  const loose = byUserOf([click("a")]) as any;
  const mistakes: [string, () => unknown, RegExp][] = [
    [
      "a name that is no function's",
      () => loose.process({ row: () => [], ontimer: () => [] }),
      /Cannot set "ontimer" in process\(…\).*did you mean "?onTimer/,
    ],
    [
      "no function of rows",
      () => loose.process({ onTimer: () => [] }),
      /Cannot process with "row" as it takes a function of a row: got undefined/,
    ],
    ["an async function", () => loose.process(async () => []), /Cannot process with "row" with an async function/],
    [
      "state of no kind",
      () => loose.process({ state: { a: 1 }, row: () => [] }),
      /Cannot declare state "a" of process as it must be of a kind of state: got number; use for instance state.value\(\)/,
    ],
    [
      "state without a key",
      () => (from([1]) as typeof loose).process({ state: { a: state.value() }, row: () => [] }),
      /Cannot set "state" in process\(…\)/,
    ],
  ];
  test.each(mistakes)("%s is refused", (_, make, message) => expect(make).toThrow(message));
});
