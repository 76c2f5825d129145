import { expect, expectTypeOf, test } from "vitest";
import { inAnyOrder, type MatchOf, match, oneOf, pattern, type TimeoutOf } from "../../cep/mod.ts";
import { from, sum } from "../../core/mod.ts";
import { at, crash, end, processingTime, row, verifyOperator, watermark } from "../../core/testing/mod.ts";
import { operatorOf } from "./operator-of.ts";

interface Event {
  readonly k: string;
  readonly n: string;
  readonly v: number;
}

const e = (k: string, n: string, v: number): Event => ({ k, n, v });

const quiet = { onWarning: () => undefined };

const small = pattern("a", (event: Event) => event.n === "a")
  .followedBy("b", (event) => event.n === "b")
  .within(10);

test("matches come when the watermark has passed their last event, in order of event time, with each key by itself", () => {
  const a1 = e("x", "a", 1);
  const a2 = e("y", "a", 2);
  const b1 = e("x", "b", 3);
  const b2 = e("y", "b", 4);
  verifyOperator(operatorOf<Event>("k", match(small)), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(5, b1), at(1, a1), at(2, a2), watermark(4), at(12, b2), watermark(5), at(3, a1), watermark(30), end],
    output: [watermark(4), at(5, { a: [a1], b: [b1] }), watermark(5), watermark(30), end],
    sides: { timeouts: [at(12, { a: [a2], b: [] })], late: [at(3, a1)] },
    counts: { numLateRecordsDropped: 1 },
  });
});

test("loops, skips, negations and conditions on what was accepted live through crashes", () => {
  const total = sum((event: Event) => event.v);
  const loop = pattern("a", (event: Event) => event.n === "a")
    .oneOrMore()
    .where((event, accepted) => (accepted.aggregate("a", total) ?? 0) + event.v <= 6)
    .notFollowedBy("stop", (event) => event.n === "s")
    .followedBy("b", (event, accepted) => event.n === "b" && event.v > accepted.first("a")!.v)
    .afterMatch("past last");
  const [a1, a2, a3, s, b] = [e("x", "a", 1), e("x", "a", 2), e("x", "a", 4), e("x", "s", 0), e("x", "b", 5)];
  verifyOperator(operatorOf<Event>("k", match(loop, quiet)), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(1, a1), at(2, a2), watermark(2), at(3, a3), at(4, b), watermark(4), at(5, a1), at(6, s), at(7, b), end],
    output: [watermark(2), at(4, { a: [a1, a2], b: [b] }), watermark(4), end],
  });
});

test("what must not come is known when the time is over, without another event", () => {
  const silent = pattern("beat", (event: Event) => event.n === "beat")
    .notFollowedBy("next beat", (event) => event.n === "beat")
    .within(5);
  const beat = e("x", "beat", 0);
  verifyOperator(operatorOf<Event>("k", match(silent)), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(1, beat), at(4, beat), watermark(8), watermark(9), at(11, beat), watermark(20), end],
    output: [watermark(8), at(9, { beat: [beat] }), watermark(9), at(16, { beat: [beat] }), watermark(20), end],
  });
});

test("by the clock events count as they come, and time runs out by it", () => {
  const [a, b] = [e("x", "a", 1), e("x", "b", 2)];
  verifyOperator(operatorOf<Event>("k", match(small, { time: "processing" })), {
    input: [row(b), row(a), processingTime(9), row(b), row(a), processingTime(30), row(b), crash, end],
    output: [row({ a: [a], b: [b] }), end],
    sides: { timeouts: [row({ a: [a], b: [] })] },
  });
});

test("events of one time are looked at in the order that is asked for", async () => {
  const byValue = match(small, { tieOrder: (left, right) => left.v - right.v });
  const events = from([e("x", "b", 2), e("x", "a", 1)]).withEventTime(() => 7);
  expect(await events.keyBy("k").apply(byValue).collect()).toEqual([{ a: [e("x", "a", 1)], b: [e("x", "b", 2)] }]);
});

test("without keys all events are one sequence", async () => {
  const events = from([e("x", "a", 1), e("y", "b", 2)]).withEventTime((event) => event.v);
  expect(await events.apply(match(small)).collect()).toEqual([{ a: [e("x", "a", 1)], b: [e("y", "b", 2)] }]);
});

test("a match's type knows its steps, how many events each has, and what their guards say", () => {
  type Shape = { kind: "circle"; radius: number } | { kind: "square"; side: number };
  const shapes = pattern("first", (shape: Shape) => shape.kind === "circle")
    .followedBy("many", (shape) => shape.kind === "square")
    .oneOrMore()
    .followedBy("maybe")
    .optional();
  type Circle = { kind: "circle"; radius: number };
  type Square = { kind: "square"; side: number };
  type Lists = {
    readonly first: readonly Circle[];
    readonly many: readonly Square[];
    readonly maybe: readonly Shape[];
  };
  expectTypeOf<MatchOf<typeof shapes>>().toEqualTypeOf<{
    readonly first: readonly [Circle];
    readonly many: readonly [Square, ...Square[]];
    readonly maybe: readonly Shape[];
  }>();
  expectTypeOf<TimeoutOf<typeof shapes>>().toEqualTypeOf<Lists>();
});

test("more partial matches of a key than allowed fail the job, saying where they wait", async () => {
  const any = pattern("a", (event: Event) => event.v > 0)
    .followedByAny("b", (event) => event.v > 0)
    .followedByAny("c", (event) => event.v < 0);
  const events = from(Array.from({ length: 30 }, (_, at) => e("x", "a", at + 1))).withEventTime((event) => event.v);
  await expect(
    events
      .keyBy("k")
      .apply(match(any, { ...quiet, maxPartialMatches: 100 }))
      .collect(),
  ).rejects.toThrow(
    /Cannot match any further in match #2 as a key may have 100 partial matches at most: got \d+ at "c", \d+ at "b", after \{"k":"x".*use followedBy/,
  );
});

test("few partial matches that grow and grow fail the job, too", async () => {
  const loop = pattern("a", (event: Event) => event.n === "a")
    .followedBy("b", (event) => event.n === "b")
    .oneOrMore()
    .greedy()
    .followedBy("c", (event) => event.n === "c")
    .within("1h");
  const letters = [..."aaaaa", ..."b".repeat(400)];
  const events = from(letters.map((n, at) => e("x", n, at))).withEventTime((event) => event.v);
  await expect(events.apply(match(loop, { maxPartialMatches: 10 })).collect()).rejects.toThrow(
    /Cannot match any further in match #2 as the partial matches of a key may hold 1,000 events in all, 100 times maxPartialMatches: got more in 5 partial matches, after .* say within\(…\) or until\(…\)/,
  );
});

test("an event at which a condition throws is left out, and changes nothing", async () => {
  const throwing = pattern("a", (event: Event) => event.n === "a").followedBy("b", (event, accepted) => {
    if (event.v === 2) throw new Error("two");
    return event.v > accepted.first("a")!.v;
  });
  const events = from([e("x", "a", 1), e("x", "b", 2), e("x", "b", 3)]).withEventTime((event) => event.v);
  const found = events.keyBy("k").apply(match(throwing, { ...quiet, onError: "skip" }));
  expect(await found.collect()).toEqual([{ a: [e("x", "a", 1)], b: [e("x", "b", 3)] }]);
});

test("where matches skip, the end of the input ends what is under way", () => {
  const [a1, a2, b] = [e("x", "a", 1), e("x", "a", 2), e("x", "b", 3)];
  verifyOperator(operatorOf<Event>("k", match(small.afterMatch("past last"))), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(1, a1), at(2, b), at(3, a2), at(4, e("y", "a", 0)), end],
    output: [at(2, { a: [a1], b: [b] }), end],
    sides: { timeouts: [at(13, { a: [a2], b: [] }), at(14, { a: [e("y", "a", 0)], b: [] })] },
  });
});

test.each(["none", "past last"] as const)("what has no bound does not time out at the end (skip %s)", (after) => {
  const halfBound = pattern("a", (event: Event) => event.n === "a")
    .followedBy("b", (event) => event.n === "b")
    .followedBy("c", (event) => event.n === "c")
    .within(5, { since: "previous" })
    .afterMatch(after);
  const [a, b] = [e("x", "a", 1), e("x", "b", 2)];
  verifyOperator(operatorOf<Event>("k", match(halfBound, quiet)), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(1, a), at(2, b), at(3, e("y", "a", 0)), watermark(4), end],
    output: [watermark(4), end],
    sides: { timeouts: [at(7, { a: [a], b: [b], c: [] })] },
  });
});

test("the smallest bound counts wherever it stands: in a group, an alternative, a member", async () => {
  const step = (name: string) => pattern(name, (event: Event) => event.n === name);
  const pair = step("a")
    .followedBy("b", (event) => event.n === "b")
    .within(10);
  const found = (looked: Parameters<typeof match<Event, unknown>>[0], ...events: Event[]): Promise<unknown[]> =>
    from(events)
      .withEventTime((event) => event.v)
      .apply(match(looked, quiet))
      .collect();
  const [c0, a1, b9, b100, c101] = [e("x", "c", 0), e("x", "a", 1), e("x", "b", 9), e("x", "b", 100), e("x", "c", 101)];
  expect(await found(oneOf(pair, step("c")), a1, b100)).toEqual([]);
  expect(await found(oneOf(pair, step("c")), a1, b9)).toHaveLength(1);
  expect(await found(inAnyOrder([pair, step("c")]), a1, b100, c101)).toEqual([]);
  expect(await found(step("c").followedBy(pair), c0, a1, b100)).toEqual([]);
  expect(await found(step("c").followedBy(pair), c0, a1, b9)).toHaveLength(1);
});

test("what must not come at the end of a group is asked about there", async () => {
  const step = (name: string) => pattern(name, (event: Event) => event.n === name);
  const alone = step("b")
    .notFollowedBy("x", (event) => event.n === "x")
    .within(10);
  const looked = step("a").followedBy(alone);
  const found = (...events: Event[]): Promise<unknown[]> =>
    from(events)
      .withEventTime((event) => event.v)
      .apply(match(looked, quiet))
      .collect();
  expect(await found(e("x", "a", 1), e("x", "b", 2), e("x", "x", 3))).toEqual([]);
  expect(await found(e("x", "a", 1), e("x", "b", 2), e("x", "x", 30))).toHaveLength(1);
});

test("where matches skip, each that time ends has the time at which it ended, however far the watermark goes at once", () => {
  const [first, second] = [e("x", "a", 1), e("x", "a", 2)];
  const silent = pattern("a", (event: Event) => event.n === "a")
    .notFollowedBy("b", (event) => event.n === "b")
    .within(5)
    .afterMatch("next");
  verifyOperator(operatorOf<Event>("k", match(silent)), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(1, first), at(2, second), watermark(30), end],
    output: [at(6, { a: [first] }), at(7, { a: [second] }), watermark(30), end],
  });
});
