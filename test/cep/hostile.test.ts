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

const alone = (): Dataset<Payment> => from([pay(1, 1), pay(5, 2)]).withEventTime((row) => row.at);
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
