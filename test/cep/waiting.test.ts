import { expect, test, vi } from "vitest";
import { Matcher, prepared } from "../../cep/matching/matcher.ts";
import { PartialMatches } from "../../cep/matching/partial-matches.ts";
import { StartQueue } from "../../cep/matching/start-queue.ts";
import { match, type PatternOf, pattern } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";
import { at, end, verifyOperator, watermark } from "../../core/testing/mod.ts";
import { operatorOf } from "./operator-of.ts";

interface Event {
  readonly k: string;
  readonly n: string;
  readonly v: number;
  readonly at: number;
}

const is = (n: string) => (given: Event) => given.n === n;
const event = (n: string, v: number, atMs: number): Event => ({ k: "x", n, v, at: atMs });
const quiet = { onWarning: () => undefined };
const count = 400;

/** Each `a` and each `b` of a greater value. */
const greater = pattern("a", is("a"))
  .followedByAny("b", (given, { first }) => given.n === "b" && given.v > first("a")!.v)
  .within(1000);

/** An `a` that no `b` exceeds, one that all exceed, and so many of them. */
const exceeding = (of: number): Event[] => {
  const bs = Array.from({ length: of }, (_, place) => event("b", place + 1, place + 2));
  return [event("a", 9999, 0), event("a", 0, 1), ...bs];
};

test("matches that wait for what began before them count among what a key may have", async () => {
  const events = from(exceeding(50)).withEventTime((one) => one.at);
  const found = events.keyBy("k").apply(match(greater.afterMatch("next"), { ...quiet, maxPartialMatches: 10 }));
  await expect(found.collect()).rejects.toThrow(
    /a key may have 10 partial matches at most: got 2 at "b", 9 matches waiting for what began before them, after .*"v":9,/,
  );
});

test("matches that wait come through crashes, and the first of them drops those that began with it", () => {
  const [high, low, b1, b2] = exceeding(2) as [Event, Event, Event, Event];
  verifyOperator(operatorOf<Event>("k", match(greater.afterMatch("next"))), {
    exchange: [(one: unknown) => (one as Event).k],
    input: [at(0, high), at(1, low), at(2, b1), watermark(2), at(3, b2), watermark(999), watermark(1000), end],
    output: [watermark(2), watermark(999), at(1000, { a: [low], b: [b1] }), watermark(1000), end],
    sides: { timeouts: [at(1000, { a: [high], b: [] })] },
  });
});

/** A pattern of lambdas of the event alone, or of one atom at each step, over one place. */
function matcherOf(looked: PatternOf<Event>, maxPartials = 10_000) {
  const partials = new PartialMatches();
  const found: unknown[] = [];
  const outbox = {
    match: (row: object, timeMs: number) => found.push({ ...row, timeMs }),
    wantsTimeouts: true,
    timeout: (row: object, timeMs: number) => found.push({ ...row, timeMs }),
  };
  const ready = prepared(looked.spec);
  const matcher = new Matcher(ready, partials, outbox, maxPartials);
  const place = partials.addPlace(partials.entryOf(1), 0);
  const take = (given: Event): void => {
    const tests = matcher.decisions.atomsOfEvents.map((atom) => ready.automaton.atoms.list[atom]!.condition);
    const bits = tests.map((one) => (one.kind === "event" && one.test(given as never) ? 1 : 0));
    const offered = { eventClass: matcher.decisions.classOf(Uint8Array.from(bits)), timeMs: given.at, event: -1 };
    const cursor = { ...offered, row: () => given };
    matcher.take(place, cursor);
    if (cursor.event >= 0) partials.buffer.releaseEvent(cursor.event);
  };
  return { matcher, partials, place, found, take };
}

/** How often something is asked of partial matches. */
function asked(what: "startOf" | "startMsOf" | "nextOf", during: () => void): number {
  const spy = vi.spyOn(PartialMatches.prototype, what);
  during();
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

test("an event looks at no matches that wait but those that it adds", () => {
  const { take, partials, place } = matcherOf(greater.afterMatch("next"));
  expect(asked("nextOf", () => exceeding(count).forEach(take))).toBeLessThan(20 * count);
  expect(partials.heldCountOf(place)).toBe(count + 2);
});

const pair = pattern("a", is("a")).followedBy("b", is("b"));
const as = Array.from({ length: count }, (_, place) => event("a", 0, place));

test.each([
  ["from the first event on", pair.within(1000)],
  ["from the first event on, where matches skip", pair.within(1000).afterMatch("next")],
  ["from the event before on", pair.within(1000, { since: "previous" })],
  ["from the event before on, where matches skip", pair.within(1000, { since: "previous" }).afterMatch("next")],
])("a leap of time looks at each partial match a few times, however many end: %s", (_, looked) => {
  const { matcher, place, take, found } = matcherOf(looked);
  as.forEach(take);
  expect(asked("nextOf", () => matcher.advance(place, 2 * count + 1000))).toBeLessThan(10 * count);
  expect(found).toEqual(as.map((one) => ({ a: [one], b: [], timeMs: one.at + 1000 })));
});

test("time that goes on step by step looks at what ends, and not at what is behind it", () => {
  const { take } = matcherOf(pair.within(count));
  const twice = [...as, ...as.map((one) => ({ ...one, at: one.at + count }))];
  expect(asked("startMsOf", () => twice.forEach(take))).toBeLessThan(20 * count);
});

test.each([["none"], ["next"]] as const)("a clock that is set back ends nothing too late (skip %s)", (after) => {
  const { matcher, place, take, found } = matcherOf(pair.within(10).afterMatch(after));
  for (const atMs of [100, 50, 101]) take(event("a", 0, atMs));
  matcher.advance(place, 111);
  expect(found.map((one) => (one as { timeMs: number }).timeMs)).toEqual([60, 110, 111]);
});

test("what ends by the time since the event before drops what its match prunes, whatever ends with it", () => {
  const silent = pattern("a", is("a"))
    .followedByAny("b", is("b"))
    .notFollowedBy("c", is("c"))
    .within(5, { since: "previous" })
    .afterMatch("past last");
  const { matcher, place, take, found } = matcherOf(silent);
  const [a0, b2] = [event("a", 0, 0), event("b", 0, 2)];
  [a0, event("a", 0, 1), b2, event("b", 0, 4)].forEach(take);
  matcher.advance(place, 100);
  expect(found).toEqual([{ a: [a0], b: [b2], timeMs: 7 }]);
});

test("of very many matches that wait some are dropped without a look at all of them", () => {
  let looks = 0;
  const queue = new StartQueue([], (match) => {
    looks++;
    return match;
  });
  for (let match = 3000; match > 0; match--) queue.add(match);
  looks = 0;
  const dropped: number[] = [];
  for (let start = 1; start <= 1500; start++) queue.removeBefore(start + 1, (match) => dropped.push(match));
  expect(looks).toBeLessThan(1500 * 50);
  expect(dropped).toEqual(Array.from({ length: 1500 }, (_, place) => place + 1));
  expect(queue.matches).toHaveLength(1500);
});
