import fc from "fast-check";
import { expect, expectTypeOf, test, vi } from "vitest";
import { EventBuffer } from "../../cep/matching/event-buffer.ts";
import {
  type ConditionJson,
  type MatchOfEach,
  match,
  matchEach,
  matchRules,
  type PartJson,
  type PatternJson,
  pattern,
  patternFromJson,
  type Rule,
} from "../../cep/mod.ts";
import { type Dataset, from } from "../../core/mod.ts";
import { at, end, harness, verifyOperator, watermark } from "../../core/testing/mod.ts";
import { operatorOf } from "./operator-of.ts";

interface Event {
  readonly k: string;
  readonly n: string;
  readonly v: number;
}

const e = (k: string, n: string, v: number): Event => ({ k, n, v });

const pair = pattern("a", (event: Event) => event.n === "a")
  .followedBy("b", (event) => event.n === "b")
  .within(10);
const greater = pattern("low", (event: Event) => event.n === "a")
  .next("high", (event, { last }) => event.v > last("low")!.v)
  .within(10);

test("several patterns find in one pass what each finds, through crashes", () => {
  const [a, b, c] = [e("x", "a", 1), e("x", "b", 2), e("x", "a", 3)];
  verifyOperator(operatorOf<Event>("k", matchEach({ pair, greater })), {
    exchange: [(event: unknown) => (event as Event).k],
    input: [at(1, a), at(2, b), watermark(2), at(3, c), at(4, e("y", "b", 1)), watermark(30), end],
    output: [
      at(2, { pattern: "greater", match: { low: [a], high: [b] } }),
      at(2, { pattern: "pair", match: { a: [a], b: [b] } }),
      watermark(2),
      watermark(30),
      end,
    ],
    sides: {
      timeouts: [
        at(13, { pattern: "pair", match: { a: [c], b: [] } }),
        at(13, { pattern: "greater", match: { low: [c], high: [] } }),
      ],
    },
  });
});

test("an event that several patterns hold is one, in a snapshot, too", async () => {
  const run = await harness((input: Dataset<Event>) => input.apply(matchEach({ pair, greater }) as never), {
    crashes: "after every call",
  });
  await run.send(at(1, e("x", "a", 1)), watermark(1));
  await run.send(at(2, e("x", "b", 2)), watermark(2));
  const found = run.output().flatMap((event) => (event.event === "row" ? [event.value as MatchOfEach<Both>] : []));
  await run.close();
  const [one, other] = found.map((each) => (each.pattern === "pair" ? each.match.a[0] : each.match.low[0]));
  expect(one).toEqual(e("x", "a", 1));
  expect(one).toBe(other);
});

type Both = { pair: typeof pair; greater: typeof greater };

test("the name of its pattern tells what a match holds", () => {
  type Found = MatchOfEach<Both>;
  expectTypeOf<Found["pattern"]>().toEqualTypeOf<"pair" | "greater">();
  expectTypeOf<Extract<Found, { pattern: "pair" }>["match"]>().toEqualTypeOf<(typeof pair)["match"]>();
});

test("what is no pattern is refused by its name", () => {
  expect(() => matchEach({ pair: "a" as never })).toThrow(
    /Cannot match several patterns as "pair" must be a pattern: got string; give each by its name: matchEach\(/,
  );
});

const field = (name: string): { readonly field: string } => ({ field: name });
const comparison: fc.Arbitrary<ConditionJson> = fc.oneof(
  fc.constantFrom("a", "b", "c").map((n) => ({ op: "=" as const, left: field("n"), right: n })),
  fc.subarray(["a", "b", "c"]).map((n) => ({ op: "in" as const, left: field("n"), right: n })),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("<", "<=", ">", ">=", "=", "!="), fc.integer({ min: 0, max: 3 }))
      .map(([op, v]) => ({ op: op as "<", left: field("v"), right: v })),
  },
  fc.constant<ConditionJson>({ op: ">", left: { plus: [field("v"), 1] }, right: field("at") }),
);
const condition: fc.Arbitrary<ConditionJson> = fc.oneof(
  { weight: 3, arbitrary: comparison },
  { weight: 3, arbitrary: fc.array(comparison, { minLength: 1, maxLength: 3 }).map((all) => ({ all })) },
  fc.array(comparison, { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
  comparison.map((not) => ({ not })),
  fc.constant<ConditionJson>(true),
);
const later: ConditionJson = { op: ">=", left: field("v"), right: { step: "s0", aggregate: "max", field: "v" } };
const part = (name: string): fc.Arbitrary<PartJson> =>
  fc
    .record({
      where: fc.oneof({ weight: 5, arbitrary: condition }, fc.constant(name === "s0" ? (true as const) : later)),
      by: fc.constantFrom("next", "followedBy", "followedByAny"),
      loop: fc.boolean(),
    })
    .map(({ where, by, loop }) => ({
      step: name,
      by: by as "next",
      where,
      ...(loop ? { repeat: { from: 1, to: 2 } } : {}),
    }));
const patterns: fc.Arbitrary<PatternJson> = fc
  .record({
    parts: fc.tuple(part("s0"), part("s1")),
    within: fc.integer({ min: 2, max: 12 }),
    after: fc.constantFrom("none", "none", "next", "past last"),
  })
  .map(({ parts: [first, second], within, after }) => ({
    parts: [first, { ...second, withinMs: within }],
    afterMatch: after as "none",
  }));
const worlds = fc.array(
  fc.record({
    k: fc.constantFrom("x", "y"),
    n: fc.constantFrom("a", "b", "c", "d"),
    v: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 12 },
);

type Timed = Event & { readonly at: number };

function keyed(events: readonly Omit<Timed, "at">[]): ReturnType<Dataset<Timed>["keyBy"]> {
  const rows = events.map((event, time): Timed => ({ ...event, at: time }));
  return from(rows)
    .withEventTime((row) => row.at)
    .keyBy("k") as never;
}

async function alone(json: PatternJson, events: readonly Omit<Timed, "at">[]): Promise<string[]> {
  const found = await keyed(events)
    .apply(match(patternFromJson<Timed>(json)) as never)
    .collect();
  return found.map((each) => JSON.stringify(each));
}

test("patterns of data, few or so many that they are found by an index, find together what each finds alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(patterns, { minLength: 1, maxLength: 14 }), worlds, async (several, events) => {
      const named = Object.fromEntries(several.map((json, place) => [`p${place}`, patternFromJson<Timed>(json)]));
      const found = (await keyed(events)
        .apply(matchEach(named) as never)
        .collect()) as {
        pattern: string;
        match: unknown;
      }[];
      for (const [place, json] of several.entries()) {
        const own = found.filter((each) => each.pattern === `p${place}`).map((each) => JSON.stringify(each.match));
        expect(own.sort()).toEqual((await alone(json, events)).sort());
      }
    }),
    { numRuns: Number(process.env.NAIVE_RUNS ?? 25) },
  );
});

test("rules, for all keys or some, find what each pattern finds alone among those", async () => {
  const rules = fc.array(fc.record({ json: patterns, keys: fc.option(fc.subarray(["x", "y", "z"])) }), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(rules, worlds, async (given, events) => {
      const rows = given.map(
        ({ json, keys }, place): Rule => ({
          id: `r${place}`,
          version: 1,
          pattern: json,
          ...(keys === null ? {} : { keys }),
        }),
      );
      const timed = from(rows).withEventTime(() => -1);
      const found = await (
        keyed(events).apply(matchRules<Timed>(timed) as never) as unknown as Dataset<{ rule: string; match: object }>
      ).collect();
      for (const [place, { json, keys }] of given.entries()) {
        const own = found.filter(({ rule }) => rule === `r${place}`).map((each) => JSON.stringify(each.match));
        const expected = await alone(json, events);
        const wanted = expected.filter((text) => keys === null || keys.some((key) => text.includes(`"k":"${key}"`)));
        expect(own.sort()).toEqual(wanted.sort());
      }
    }),
    { numRuns: Number(process.env.NAIVE_RUNS ?? 25) },
  );
});

test("what an aggregate has made of one pattern's events is not taken for another's", async () => {
  const events = [1, 0, 1, 0].map((v) => ({ k: "x", n: "a", v }));
  const notLess = (json: PartJson): PatternJson => ({
    parts: [json, { step: "s1", where: later, withinMs: 2 }],
  });
  const any = patternFromJson<Timed>(notLess({ step: "s0" }));
  const none = patternFromJson<Timed>(notLess({ step: "s0", where: { op: "<", left: field("v"), right: 1 } }));
  const found = (await keyed(events)
    .apply(matchEach({ any, none }) as never)
    .collect()) as { pattern: string }[];
  expect(found.map((each) => each.pattern).sort()).toEqual(["any", "none"]);
});

test("when all time is over nothing is held any more: no event, no link", async () => {
  const buffers = new Set<EventBuffer>();
  const { addEvent } = EventBuffer.prototype;
  const spied = vi.spyOn(EventBuffer.prototype, "addEvent").mockImplementation(function (this: EventBuffer, ...args) {
    buffers.add(this);
    return addEvent.apply(this, args);
  });
  await fc.assert(
    fc.asyncProperty(fc.array(patterns, { minLength: 1, maxLength: 10 }), worlds, async (several, events) => {
      const named = Object.fromEntries(several.map((json, place) => [`p${place}`, patternFromJson<Timed>(json)]));
      await keyed(events)
        .apply(matchEach(named) as never)
        .collect();
      for (const { events: held, links } of buffers) expect({ held, links }).toEqual({ held: 0, links: 0 });
    }),
    { numRuns: Number(process.env.NAIVE_RUNS ?? 25) },
  );
  expect(buffers.size).toBeGreaterThan(5);
  spied.mockRestore();
});

test("patterns whose names and texts look alike when joined are told apart", async () => {
  const rows = from([e("x", "b", 1), e("x", "c", 2)]).withEventTime((event) => event.v);
  const each = matchEach({
    a: pattern("b: c", (event: Event) => event.n === "b"),
    "a: b": pattern("c", (event: Event) => event.n === "c"),
  });
  expect(
    (await rows.apply(each).collect()).map(({ pattern: name, match: found }) => [name, Object.keys(found)]),
  ).toEqual([
    ["a", ["b: c"]],
    ["a: b", ["c"]],
  ]);
});

test("matches of a key come in the order of the events that complete them, those of one event in any", async () => {
  const isV = (v: number) => (event: Timed) => event.v === v;
  const named = Object.fromEntries(
    ["z", "a", "m"].map((name) => [name, pattern("a", isV(1)).followedBy("b", isV(2)).within("1h")]),
  );
  const found = (await keyed([1, 2, 1, 2, 1, 2].map((v) => ({ k: "x", n: "a", v })))
    .apply(matchEach(named) as never)
    .collect()) as { pattern: string; match: { a: [Timed]; b: [Timed] } }[];
  const ends = found.map(({ match: { b } }) => b[0].at);
  expect(ends).toEqual(ends.toSorted((one, other) => one - other));
  for (const at of new Set(ends)) {
    const names = found.filter(({ match: { b } }) => b[0].at === at).map((each) => each.pattern);
    expect(names.sort()).toEqual(["a", "m", "z"]);
  }
  expect(new Set(ends).size).toBe(3);
});
