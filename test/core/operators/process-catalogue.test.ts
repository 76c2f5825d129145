import { expect, test } from "vitest";
import { from, state } from "../../../core/mod.ts";
import type { Expiry } from "../../../core/state/user/expiry.ts";
import { userMap } from "../../../core/state/user/map.ts";
import { Driven } from "../../../core/testing/contracts/state/driven-state.ts";
import { at, end, on, processingTime, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { operatorOf } from "./operator-of.ts";

// The rows of the catalogue that are easily got wrong, by their names.

const numbers = from<number>([]).keyBy(() => "all");
const exchange = [() => "all"];

test("! registering a timer at or before the current watermark fires on the next watermark advance, not immediately", () =>
  verifyOperator(
    operatorOf(numbers.process({ row: (n, { setEventTimer }) => setEventTimer(n), onTimer: (time) => [time] })),
    {
      input: [watermark(10), at(3, 10), at(4, 2), at(5, 11), watermark(11), at(6, 1), watermark(12)],
      output: [watermark(10), at(2, 2), at(10, 10), at(11, 11), watermark(11), at(1, 1), watermark(12)],
      order: "kept",
      exchange,
    },
  ));

test("! rows of a key keep their order while state of other keys comes from disk, and timers and watermarks wait for them", () => {
  const counted = from<{ k: string; n: number }>([])
    .keyBy("k")
    .process({
      state: { seen: state.list<number>() },
      row({ k, n }, { state: { seen }, setEventTimer }) {
        seen.add(n);
        setEventTimer(10);
        return [`${k} ${[...seen.get()]}`];
      },
      onTimer: (time, { key, state: { seen } }) => [`${key} has ${[...seen.get()]} at ${time}`],
    });
  verifyOperator(operatorOf(counted), {
    input: [
      ...["a1", "b1", "a2", "c1", "b2", "a3"].map((text) => at(1, { k: text[0]!, n: Number(text[1]) })),
      watermark(9),
      at(10, { k: "b", n: 3 }),
      watermark(10),
    ],
    output: [
      ...["a 1", "b 1", "a 1,2", "c 1", "b 1,2", "a 1,2,3"].map((text) => at(1, text)),
      watermark(9),
      at(10, "b 1,2,3"),
      at(10, "a has 1,2,3 at 10"),
      at(10, "b has 1,2,3 at 10"),
      at(10, "c has 1 at 10"),
      watermark(10),
    ],
    exchange: [({ k }: { k: string }) => k],
  });
});

test("at most one timer for each key, time and domain", () =>
  verifyOperator(
    operatorOf(
      numbers.process({
        row(n, { setEventTimer, setProcessingTimer }) {
          for (let again = 0; again < 3; again++) setEventTimer(n);
          for (let again = 0; again < 3; again++) setProcessingTimer(n);
        },
        onTimer: (time, { timer }) => [`${timer} ${time}`],
      }),
    ),
    {
      input: [at(0, 5), at(0, 5), processingTime(5), watermark(5), watermark(6)],
      output: [row("processing 5"), at(5, "event 5"), watermark(5), watermark(6)],
      exchange,
    },
  ));

test("at the end of bounded input the watermark +∞ fires all event timers", () =>
  verifyOperator(
    operatorOf(numbers.process({ row: (n, { setEventTimer }) => setEventTimer(n), onTimer: (time) => [time] })),
    {
      input: [at(0, 5), at(0, 1e15), at(0, Number.MAX_SAFE_INTEGER), end],
      output: [at(5, 5), at(1e15, 1e15), at(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER), end],
      exchange,
    },
  ));

test("at the end of bounded input timers of event time go off that timers of processing time set, and the other way round", () =>
  verifyOperator(
    operatorOf(
      numbers.process({
        row: (n, { setProcessingTimer }) => setProcessingTimer(n),
        onTimer(time, { timer, setEventTimer, setProcessingTimer }) {
          if (time < 1e15 + 3) (timer === "event" ? setProcessingTimer : setEventTimer)(time + 1);
          return [`${timer} ${time}`];
        },
      }),
    ),
    {
      input: [at(0, 1e15), end],
      output: [
        row(`processing ${1e15}`),
        at(1e15 + 1, `event ${1e15 + 1}`),
        row(`processing ${1e15 + 2}`),
        at(1e15 + 3, `event ${1e15 + 3}`),
        end,
      ],
      order: "kept",
      exchange,
    },
  ));

test("! with onReadAndWrite reading refreshes the TTL of map entries individually", () =>
  verifyOperator(
    operatorOf(
      from<readonly string[]>([])
        .keyBy(() => "all")
        .process({
          state: { names: state.map<string, boolean>({ ttl: { after: 100, updates: "onReadAndWrite" } }) },
          row(read, { state: { names } }) {
            if (read.length === 0)
              names.setAll([
                ["a", true],
                ["b", true],
                ["c", true],
              ]);
            return [read.filter((name) => names.has(name)).join("")];
          },
        }),
    ),
    {
      input: [
        row([]),
        processingTime(60),
        row(["a", "b"]),
        processingTime(120),
        row(["b", "c"]),
        processingTime(170),
        row(["a", "b", "c"]),
      ],
      output: [row(""), row("ab"), row("b"), row("b")],
      exchange,
    },
  ));

test("! going from a short to a long TTL does not resurrect data", () => {
  const short: Expiry = {
    ttlMs: 100,
    updates: "onCreateAndWrite",
    visibility: "neverReturnExpired",
    time: "processing",
  };
  const names = new Driven(userMap<string, number>(short));
  names.at("k", 0).set("old", 1);
  names.at("k", 40).set("new", 2);
  names.restore(3, userMap<string, number>({ ...short, ttlMs: 1_000_000 }), 120);
  expect(names.at("k").entries()).toEqual([["new", 2]]);
});

test("! mutating a returned value in place does not leak into state, whatever keeps it", async () => {
  const rows = from([1, 2, 3])
    .keyBy(() => "all")
    .process({
      state: { all: state.value<{ list: number[] }>() },
      row(n, { state: { all } }) {
        const kept = all.get() ?? { list: [] };
        kept.list.push(n);
        if (n !== 2) all.set(kept);
        kept.list.push(99);
        return [all.get()?.list.join() ?? "nothing"];
      },
    });
  expect(await rows.collect()).toEqual(["1", "1", "1,3"]);
});

test("the value is undefined when absent, update(undefined) is clear, and a list is never null", async () => {
  const rows = from([1])
    .keyBy(() => "all")
    .process({
      state: {
        one: state.value<number>(),
        many: state.list<number>(),
        sum: state.reducing((a: number, b: number) => a + b),
      },
      row(n, { state: { one, many, sum } }) {
        const absent = [one.get(), many.get(), sum.get()];
        one.set(n);
        one.set(undefined);
        return [[...absent, one.get()]];
      },
    });
  expect(await rows.collect()).toEqual([[undefined, [], undefined, undefined]]);
});

test("the broadcast side is read-write, and every subtask has the same when the job is rescaled", () =>
  verifyOperator(
    operatorOf(
      numbers.connect(from<number>([]).broadcast()).process({
        broadcastState: { add: state.value<number>() },
        row: (n, { broadcastState }) => [n + (broadcastState.add.get() ?? 0)],
        broadcast: (n, { broadcastState }) => broadcastState.add.set(n),
      }),
    ),
    {
      input: [on(0, row(1)), on(1, row(10)), on(0, row(2)), on(1, row(20)), on(0, row(3))],
      output: [row(1), row(12), row(23)],
      exchange: [(n: number) => n, "broadcast"],
    },
  ));
