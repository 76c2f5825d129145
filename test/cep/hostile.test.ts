import { expect, test } from "vitest";
import {
  inAnyOrder,
  match,
  matchRules,
  oneOf,
  type PatternJson,
  type PatternOf,
  pattern,
  patternFromJson,
  type Rule,
} from "../../cep/mod.ts";
import { Pattern } from "../../cep/pattern/pattern.ts";
import { type Dataset, from } from "../../core/mod.ts";
import type { Payment } from "./payment.ts";

const pay = (amount: number, at: number): Payment => ({ card: "x", amount, at });

test("a step may not have the name by which JavaScript finds a prototype", () => {
  const named = JSON.parse('{ "parts": [{ "step": "__proto__" }] }') as PatternJson;
  expect(() => patternFromJson(named)).toThrow(/Cannot name a step __proto__ in a pattern as JavaScript .*; rename it/);
});

test.each([
  [{ parts: [{ step: "a", repeat: { from: 1_000_000_000, to: null } }] }],
  [{ parts: [{ step: "a", repeat: { from: 1, to: 1_000_000_000 } }] }],
])("a step that comes a billion times is refused at once: %j", async (json) => {
  const rules = from([{ id: "r", version: 1, pattern: json as PatternJson }]).withEventTime(() => 0);
  const payments = from([pay(1, 1)]).withEventTime((row) => row.at);
  await expect(payments.keyBy("card").apply(matchRules<Payment>(rules)).collect()).rejects.toThrow(
    /Cannot make an automaton of a pattern as it may have 2000 states at most: got more at step "a"; repeat steps less often/,
  );
});

test("rules that are hostile fall out one by one, and those beside them go on", async () => {
  const good: PatternJson = { parts: [{ step: "a", where: { op: ">", left: { field: "amount" }, right: 1 } }] };
  let deep: unknown = { op: "=", left: 1, right: 1 };
  for (let depth = 0; depth < 3000; depth++) deep = { not: deep };
  const code = { op: "=", left: { field: "amount" }, right: { code: "process.exit()" } };
  const hostile: unknown[] = [
    null,
    "drop table",
    { id: 7, version: 1, pattern: good },
    { id: "v", version: "1; process.exit()", pattern: good },
    { id: "k", version: 1, pattern: good, keys: "x" },
    { id: "c", version: 1, pattern: { parts: [{ step: "a", where: code }] } },
    { id: "d", version: 1, pattern: { parts: [{ step: "a", where: deep }] } },
    {
      id: "m",
      version: 1,
      pattern: { parts: [{ step: "a", where: { op: "=", left: { step: "z", aggregate: "count" }, right: 1 } }] },
    },
    { id: "p", version: 1, pattern: JSON.parse('{ "parts": [{ "step": "a" }], "__proto__": { "parts": [] } }') },
  ];
  const rules = from([...hostile, { id: "good", version: 1, pattern: good }] as Rule[], { onError: "skip" });
  const payments = from([pay(1, 1), pay(5, 2)]).withEventTime((row) => row.at);
  const found = payments.keyBy("card").apply(
    matchRules<Payment>(
      rules.withEventTime(() => 0),
      { onError: "skip" },
    ),
  );
  expect((await found.collect()).map(({ rule }) => rule)).toEqual(["good"]);
});

test("a pattern that looks at a step it does not have is refused before any event comes", () => {
  const where = { op: ">", left: { step: "fisrt", aggregate: "count" }, right: 1 } as const;
  expect(() => patternFromJson({ parts: [{ step: "first" }, { step: "next", where }] })).toThrow(
    /Cannot read a pattern as its conditions may look at its own steps only: got "fisrt"; its steps are "first", "next"/,
  );
});

test("a pattern nested without end is refused with what to write instead", () => {
  let deep: unknown = true;
  for (let depth = 0; depth < 3000; depth++) deep = { not: deep };
  expect(() => patternFromJson({ parts: [{ step: "a", where: deep as true }] })).toThrow(
    /Cannot read a pattern as its parts and conditions may be nested 100 deep at most: got more; join conditions/,
  );
});

test.each([1, 8, 40])(
  "optional groups of optional parts in a row make two ways each, and are refused where these are too many: %i",
  async (count) => {
    const none = { op: "<", left: { field: "amount" }, right: 0 } as const;
    const left = Array.from({ length: count }, (_, at) => ({
      group: [{ step: `o${at}`, where: none, optional: true }],
      optional: true,
      by: "followedBy" as const,
    }));
    const json: PatternJson = { parts: [{ step: "a" }, ...left, { step: "b", by: "followedBy", withinMs: 10 }] };
    if (count === 40) {
      expect(() => match(patternFromJson<Payment>(json))).toThrow(
        /Cannot make an automaton of a pattern as there may be 1,000 ways on .*: got more at step ".*"; do not make groups optional/,
      );
    } else
      expect(
        await alone()
          .apply(match(patternFromJson<Payment>(json)))
          .collect(),
      ).toHaveLength(2 ** count);
  },
);

const alone = (): Dataset<Payment> => from([pay(1, 1), pay(5, 2)]).withEventTime((row) => row.at);
const thenName = "then";
const never = (): unknown => Promise.resolve(false);
const small = (event: Payment): boolean => event.amount < 3;

test.each<[string, () => unknown]>([
  ["a condition", () => pattern("a", async () => false)],
  ["a second condition", () => pattern("a", small).or(async () => false)],
  [
    "the end of a loop",
    () =>
      pattern("a", small)
        .oneOrMore()
        .until(async () => false),
  ],
])("an async function is refused as %s before any event comes", (_, make) => {
  expect(make).toThrow(/Cannot take an async function as a condition of a pattern as nobody waits for it/);
});

test.each<[string, PatternOf<Payment>]>([
  ["of an event", pattern("a", never)],
  // What has a method `then` is a promise by another name.
  ["of an event, as an object of its own", pattern("a", () => Object.fromEntries([[thenName, never]]))],
  ["of an event and what was accepted", pattern("a", small).followedBy("b", (_, { all }) => (all("a"), never()))],
  ["that ends a loop", pattern("a", small).oneOrMore().until(never).followedBy("b", small)],
])("a promise from a condition %s is refused, not taken for true", async (_, promising) => {
  await expect(alone().keyBy("card").apply(match(promising)).collect()).rejects.toThrow(
    /Cannot apply a condition of a pattern that gives a promise as nobody waits for it/,
  );
});

test.each([
  [{ since: "previus" }, /got \{"since":"previus"\};/],
  ["previous", /got "previous";/],
  [{ form: "previous" }, /got \{"form":"previous"\};/],
])("within refuses options that it does not have: %j", (options, got) => {
  const bounded = (): unknown => pattern("a", small).within("5m", options as never);
  expect(bounded).toThrow(/Cannot bound a pattern by within as its options must be \{ since: "first" \}/);
  expect(bounded).toThrow(got);
});

test.each<[string, () => unknown, RegExp]>([
  ["an object", () => match({} as never), /Cannot match what is no pattern: got object; give one/],
  ["nothing", () => match(undefined as never), /Cannot match what is no pattern: got undefined/],
  ["a dataset", () => match(alone() as never), /Cannot match what is no pattern: got a dataset/],
  [
    "an unknown skip",
    () => pattern("a", small).afterMatch("skip" as never),
    /must be "none", "next", .* got "skip"; use/,
  ],
  ["no skip", () => pattern("a", small).afterMatch(undefined as never), /got undefined; use for instance/],
  ["one of nothing", () => (oneOf as () => unknown)(), /there must be one at least: got none; give them/],
  [
    "a pattern for an array",
    () => inAnyOrder(pattern("a", small) as never),
    /must be in an array, .* got object; give/,
  ],
  [
    "a text for a condition",
    () => pattern("a", "small" as never),
    /Cannot take a condition of "a" as .* got string; use/,
  ],
])("%s where a pattern belongs is told, with what to give", (_, make, message) => {
  expect(make).toThrow(message);
});

test.each([
  [{ time: "procesing" }, /must be "event" or "processing": got "procesing"/],
  [{ maxPartialMatches: "x" }, /must be a whole number above 0: got "x"/],
  [{ maxPartialMatches: 0 }, /must be a whole number above 0: got 0/],
])("options that would be taken for others are refused: %j", (options, message) => {
  expect(() => match(pattern("a", small), options as never)).toThrow(message);
  expect(() => matchRules<Payment>(from([] as Rule[]), options as never)).toThrow(message);
});

test("a bound of 0 ms is refused in a pattern as data, too: it would be none", () => {
  const bounded = { parts: [{ step: "a" }, { step: "b", by: "followedBy", withinMs: 0 }] } as PatternJson;
  expect(() => patternFromJson(bounded)).toThrow(/withinMs must be a number above 0: got 0/);
});

test.each([["constructor"], ["__proto__"], ["toString"], ["hasOwnProperty"]])(
  "a field named %s is null where a row lacks it, whatever looks at it",
  async (field) => {
    const where = { op: "=", left: { field }, right: null } as const;
    const plus = { op: "=", left: { plus: [{ field }, 1] }, right: null } as const;
    const last = { op: "=", left: { step: "a", aggregate: "last", field }, right: null } as const;
    const json: PatternJson = {
      parts: [
        { step: "a", where: { all: [where, plus] } },
        { step: "b", where: last, withinMs: 10 },
      ],
    };
    const opaque = alone().map((row) => row);
    for (const rows of [alone(), opaque]) {
      expect(await rows.apply(match(patternFromJson<Payment>(json))).collect()).toHaveLength(1);
    }
    const rules = from([{ id: "r", version: 1, pattern: json }] as Rule[]).withEventTime(() => 0);
    expect(await alone().keyBy("card").apply(matchRules<Payment>(rules)).collect()).toHaveLength(1);
  },
);

const a = pattern("a", small);
const nine = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const step = { step: "a" };
const after = (afterMatch: unknown): unknown => a.followedBy("b", small).afterMatch(afterMatch as never);

test.each<[string, () => unknown, object, RegExp]>([
  [
    "more times at least than at most",
    () => a.times(3, 2),
    { parts: [{ ...step, repeat: { from: 3, to: 2 } }] },
    /at least 3: got 2/,
  ],
  [
    "an end of a step that comes once",
    () => a.until(small),
    { parts: [{ ...step, until: true }] },
    /end by until the step "a", which .*; say oneOrMore/,
  ],
  [
    "an end of a step that comes twice",
    () => a.times(2).until(small),
    { parts: [{ ...step, until: true, repeat: { from: 2, to: 2 } }] },
    /end by until the step "a"/,
  ],
  [
    "an end of a group that comes once",
    () => pattern(a).until(small),
    { parts: [{ group: [step], until: true }] },
    /end by until a group/,
  ],
  [
    "a negation among anything",
    () =>
      new Pattern({
        ...a.spec,
        parts: [
          ...a.spec.parts,
          {
            kind: "not",
            name: "n",
            contiguity: "followedByAny" as never,
            where: { kind: "true" },
            within: a.spec.parts[0]!.within,
          },
        ],
      }),
    { parts: [step, { not: "n", by: "followedByAny" }] },
    /followedByAny/,
  ],
  [
    "more parts than there are",
    () => inAnyOrder([a], { atLeast: 2 }),
    { parts: [{ inAnyOrder: [[step]], atLeast: 2 }] },
    /whole number from 1 to 1/,
  ],
  [
    "nine parts in any order",
    () => inAnyOrder(nine.map((name) => pattern(name, small)) as never),
    { parts: [{ inAnyOrder: nine.map((name) => [{ step: name }]) }] },
    /8/,
  ],
  ["no time", () => a.within(0), { parts: [{ ...step, withinMs: 0 }] }, /0/],
  [
    "no time since the one before",
    () => a.within(0, { since: "previous" }),
    { parts: [{ ...step, sincePreviousMs: 0 }] },
    /0/,
  ],
  [
    "no time for the next",
    () => a.oneOrMore({ within: 0 }),
    { parts: [{ ...step, repeat: { from: 1, to: null, withinMs: 0 } }] },
    /0/,
  ],
  [
    "another contiguity",
    () => inAnyOrder([a], { contiguity: "then" as never }),
    { parts: [{ inAnyOrder: [[step]], inner: "then" }] },
    /one of "next", "followedBy", "followedByAny"/,
  ],
  [
    "greedy combinations",
    () => a.oneOrMore().greedy().allowCombinations(),
    { parts: [{ ...step, repeat: { from: 1, to: null, greedy: true, inner: "followedByAny" } }] },
    /combinations greedy/,
  ],
  [
    "a greedy group",
    () => pattern(a).oneOrMore().greedy(),
    { parts: [{ group: [step], repeat: { from: 1, to: null, greedy: true } }] },
    /make a group greedy/,
  ],
  ["a first step that is none", () => pattern("", small), { parts: [{ step: "" }] }, /empty|a text/],
  [
    "a skip to two steps",
    () => after({ first: "a", last: "b" }),
    { parts: [step, { step: "b" }], afterMatch: { first: "a", last: "b" } },
    /Cannot/,
  ],
  [
    "a skip with an unknown miss",
    () => after({ first: "a", onMiss: "next" }),
    { parts: [step, { step: "b" }], afterMatch: { first: "a", onMiss: "next" } },
    /Cannot/,
  ],
  [
    "a skip to no step",
    () => after({ first: "c" }),
    { parts: [step, { step: "b" }], afterMatch: { first: "c" } },
    /no step of that name/,
  ],
])("%s is refused in words and as data", (_, say, json, message) => {
  expect(say).toThrow(message);
  expect(() => patternFromJson(json as PatternJson)).toThrow(message);
});

test.each<[string, () => unknown, RegExp]>([
  ["a second number", () => a.times(2).oneOrMore(), /got times before it; say one of both$/],
  ["an option said first", () => a.optional().times(2), /got optional\(\) before it; say times\(…\)\.optional\(\)$/],
  ["a condition of a group", () => pattern(a).where(small), /got group; say it of each step in it$/],
  ["a repeated negation", () => a.notNext("n", small).times(2), /got not "n"; say it of the step before it$/],
  [
    "greed of a step that comes once",
    () => a.greedy(),
    /comes once .*; say oneOrMore\(\) or times\(n, m\) before greedy\(\)$/,
  ],
  ["a second end", () => a.oneOrMore().until(small).until(small), /a second one; join both conditions by \|\| in one$/],
])("%s is refused with what to say instead", (_, say, message) => {
  expect(say).toThrow(message);
});

test("a rule for some keys is refused where events have none, and those beside it go on", async () => {
  const json: PatternJson = { parts: [{ step: "a" }] };
  const given = [
    { id: "some", version: 1, pattern: json, keys: ["x"] },
    { id: "all", version: 1, pattern: json },
  ] satisfies Rule[];
  const rules = from<Rule>(given).withEventTime(() => 0);
  await expect(alone().apply(matchRules<Payment>(rules)).collect()).rejects.toThrow(
    /Cannot take the rule "some" version 1 in matchRules.* for some keys as the events have none: got 1 key, .*; say \.keyBy\(…\) before/,
  );
  const found = await alone()
    .apply(matchRules<Payment>(rules, { onError: "skip" }))
    .collect();
  expect(found.map(({ rule }) => rule)).toEqual(["all", "all"]);
});

test.each([
  [{ parts: [{ inAnyOrder: nine.map((name) => [{ step: name }]) }] }, /inAnyOrder must be a list of 1 to 8: got/],
  [
    { parts: [{ step: "a", where: { op: "=", left: { plus: [1, 2, 3] }, right: 6 } }] },
    /plus must be a list of 2: got/,
  ],
])("lists that are too long are refused by the place where they stand: %j", (json, message) => {
  expect(() => patternFromJson(json as PatternJson)).toThrow(message);
});

test("a step that may come later than the whole match is over is refused, in a rule, too", async () => {
  const longer = a.followedBy("b", small).within("20s", { since: "previous" }).within("10s");
  expect(() => match(longer)).toThrow(
    /Cannot wait 20000 ms for a step in a pattern as the whole match has less time, 10000 ms; make the time since/,
  );
  const json: PatternJson = { parts: [step, { step: "b", sincePreviousMs: 20, withinMs: 10 }] };
  const rules = from<Rule>([{ id: "r", version: 1, pattern: json }]).withEventTime(() => 0);
  await expect(alone().apply(matchRules<Payment>(rules)).collect()).rejects.toThrow(/Cannot wait 20 ms for a step/);
});
