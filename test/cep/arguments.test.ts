import { expect, test } from "vitest";
import { inAnyOrder, match, matchEach, matchRules, oneOf, pattern, type Rule } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

// What a compiler would have told is told where it is given, by the method that was called.

interface Event {
  readonly n: string;
  readonly at: number;
}

type Loose = Record<string, (...given: unknown[]) => unknown>;

const a = pattern("a", (event: Event) => event.n === "a");
const b = pattern("b", (event: Event) => event.n === "b");
const loose = a as unknown as Loose;
const skipping = b.afterMatch("past last");
const rules = from([] as Rule[]);
const known = /known are time, tieOrder, maxPartialMatches, onWarning, name, onError;/;

test.each<[string, () => unknown, RegExp]>([
  ["an option of oneOrMore", () => loose.oneOrMore!({ windw: "5s" }), /set "windw" in oneOrMore .*known are within;/],
  ["a number for its options", () => loose.oneOrMore!(3), /options of oneOrMore .*an object: got 3; use/],
  ["null for its options", () => loose.oneOrMore!(null), /options of oneOrMore .*an object: got null; use/],
  ["an option of timesOrMore", () => loose.timesOrMore!(2, { windw: 1 }), /set "windw" in timesOrMore/],
  ["an option of times", () => loose.times!(2, 3, { windw: 1 }), /set "windw" in times/],
  [
    "options for a number",
    () => loose.times!(3, { within: 5 }),
    /say both numbers, times\(3, 3, \{ within: "5s" \}\)$/,
  ],
  [
    "an option of inAnyOrder",
    () => (inAnyOrder as never as Loose["x"])!([a, b], { atleast: 1 }),
    /set "atleast" in inAnyOrder/,
  ],
  ["null for options of inAnyOrder", () => inAnyOrder([a, b], null as never), /options of inAnyOrder .*got null/],
  ["an option of match", () => match(a, { maxPartials: 5 } as never), known],
  ["an option of matchEach", () => matchEach({ a }, { maxPartials: 5 } as never), /set "maxPartials" in matchEach/],
  ["null for options of match", () => match(a, null as never), /options of match .*got null/],
  ["an option of matchRules", () => matchRules<Event>(rules, { maxPartials: 5 } as never), known],
  [
    "a number for warnings",
    () => match(a, { onWarning: 5 } as never),
    /set onWarning in match as .* function: got 5; use/,
  ],
  [
    "a number for an order",
    () => match(a, { tieOrder: 5 } as never),
    /set tieOrder in match as .* function: got 5; use/,
  ],
  [
    "nothing for a pattern",
    () => (pattern as never as Loose["x"])!(),
    /Cannot say pattern of a .*as in pattern\("name"/,
  ],
  ["nothing for a step", () => loose.next!(), /Cannot say next of a .*as in next\("name"/],
  ["a second number", () => a.times(2).oneOrMore(), /Cannot say oneOrMore of a pattern/],
  [
    "a match with a default",
    () => a.next("b", (_, accepted = {} as never) => Boolean(accepted)),
    /write \(event\) => …/,
  ],
  ["the rest for a match", () => a.next("b", (...given) => given.length > 1), /write \(event\) => …/],
  [
    "a default behind fields",
    () => a.next("b", ({ n }, m = {} as never) => Boolean(m) && n === "b"),
    /\(event, match\)/,
  ],
  [
    "a skip of a group",
    () => a.next(skipping),
    /Cannot say afterMatch .* got "past last"; say it behind the last part/,
  ],
  ["a skip of a pattern that is a group", () => pattern(skipping), /Cannot say afterMatch of a pattern/],
  ["a skip of an alternative", () => oneOf(a, skipping), /Cannot say afterMatch of a pattern/],
  ["a skip of a member", () => inAnyOrder([a, skipping]), /Cannot say afterMatch of a pattern/],
])("%s is refused, not taken for another", (_, say, message) => expect(say).toThrow(message));

test.each<[string, (event: Event) => boolean]>([
  ["a default in its body", (event) => [event].map((one, at = 1) => one.n === "b" && at >= 0)[0]!],
  ["a default of its event", (event = { n: "x", at: 0 }) => event.n === "b"],
])("a condition with %s is one of the event", async (_, where) => {
  const rows = from([
    { n: "a", at: 1 },
    { n: "b", at: 2 },
  ]).withEventTime(({ at }) => at);
  expect(await rows.apply(match(a.next("b", where))).collect()).toHaveLength(1);
});

test("what can be waited for is refused as the answer of a condition that looks at what was accepted", async () => {
  const later = {};
  Reflect.set(later, "then", (told: (answer: boolean) => void) => told(false));
  const looked = a.next("b", (_, { count }) => count("a") > 0 && later);
  const rows = from([
    { n: "a", at: 1 },
    { n: "b", at: 2 },
  ]).withEventTime(({ at }) => at);
  await expect(rows.apply(match(looked)).collect()).rejects.toThrow(/gives a promise as nobody waits/);
});
