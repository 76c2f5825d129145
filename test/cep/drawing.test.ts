import { expect, test, vi } from "vitest";
import { type ConditionJson, inAnyOrder, match, oneOf, pattern, patternFromJson } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

interface Event {
  readonly n: string;
}

const looked = pattern("a", (event: Event) => event.n === "a")
  .followedBy("b", (event) => event.n === "<b>")
  .notFollowedBy("c", (event) => event.n === "c")
  .within("5m");

const is = (n: string) => (event: Event) => event.n === n;
const a = pattern("a", is("a"));

test("an automaton as text says what each state waits for and where its ways lead", () => {
  expect(looked.explain()).toBe(
    [
      "0 start a",
      '  takes an event if event.n === "a" → 1 waits for b',
      "1 waits for b",
      '  takes an event if event.n === "<b>" → 2 match unless c comes',
      '  passes an event over if not (event.n === "<b>") → stays',
      "2 match unless c comes",
      '  goes on with the same event if event.n === "c" → 3 over, as c came',
      '  passes an event over if not (event.n === "c") → stays',
      "3 over, as c came",
    ].join("\n"),
  );
});

test("a step without a condition takes any event, and passes none over", () => {
  const unsaid = pattern("a", (event: Event) => event.n === "a")
    .notFollowedBy("n")
    .followedBy("b");
  expect(unsaid.explain()).toBe(
    [
      "0 start a",
      '  takes an event if event.n === "a" → 1 waits for b',
      "1 waits for b",
      "  takes an event → 2 match",
      "  goes on with the same event → 3 over, as n came",
      "2 match",
      "3 over, as n came",
    ].join("\n"),
  );
});

test("a greedy loop with an end leads to no state that nothing leaves", () => {
  const greedy = pattern("a", (event: Event) => event.n === "a")
    .oneOrMore()
    .until((event) => event.n === "e")
    .greedy();
  expect(greedy.next("c").explain()).toBe(
    [
      "0 start a",
      '  takes an event if (not (event.n === "e")) and (event.n === "a") → 1 waits for a',
      "1 waits for a",
      '  goes on with the same event if event.n === "e" → 2 waits for c',
      '  goes on with the same event if not (event.n === "e") → 3 waits for c',
      '  takes an event if (not (event.n === "e")) and (event.n === "a") → stays',
      '  passes an event over if (not (event.n === "e")) and (not (event.n === "a")) → 4 waits for a',
      "2 waits for c",
      "  takes an event → 5 match",
      "3 waits for c",
      '  takes an event if not (event.n === "a") → 5 match',
      "4 waits for a",
      '  takes an event if (not (event.n === "e")) and (event.n === "a") → 1 waits for a',
      '  passes an event over if (not (event.n === "e")) and (not (event.n === "a")) → stays',
      "5 match",
    ].join("\n"),
  );
  const until: ConditionJson = { op: "=", left: { field: "n" }, right: "e" };
  const any = patternFromJson({
    parts: [{ step: "a", repeat: { from: 1, to: null, greedy: true }, until }, { step: "c" }],
  });
  expect(any.explain()).toBe(
    [
      "0 start a",
      '  takes an event if not (n = "e") → 1 waits for a',
      "1 waits for a",
      '  goes on with the same event if n = "e" → 2 waits for c',
      '  takes an event if not (n = "e") → stays',
      "2 waits for c",
      "  takes an event → 3 match",
      "3 match",
    ].join("\n"),
  );
});

const back: ConditionJson = { op: ">", left: { field: "v" }, right: { step: "a", aggregate: "sum", field: "v" } };

test.each<[ConditionJson, string | undefined]>([
  [{ any: [true, back] }, ""],
  [{ any: [back, { not: { not: true } }] }, ""],
  [{ all: [true, back] }, " if v > sum(a.v)"],
  [{ all: [back, { any: [{ not: true }, { not: back }] }] }, " if (v > sum(a.v)) and (not (v > sum(a.v)))"],
  [{ all: [{ not: true }, back] }, undefined],
  [{ not: { any: [true, back] } }, undefined],
  [{ not: true }, undefined],
  [{ op: "in", left: { field: "n" }, right: ["x", 1] }, ' if n in ["x",1]'],
  [
    {
      op: "<=",
      left: { minus: [{ time: "event" }, { times: [{ field: "v" }, 2] }] },
      right: { step: "a", aggregate: "count" },
    },
    " if event time - (v * 2) <= count(a)",
  ],
])("%j is drawn as what it comes to", (where, drawn) => {
  const lines = patternFromJson({ parts: [{ step: "a" }, { step: "b", where }] })
    .explain()
    .split("\n");
  const taken = lines.slice(lines.indexOf("1 waits for b") + 1).filter((line) => line.startsWith("  takes"));
  expect(taken).toEqual(drawn === undefined ? [] : [`  takes an event${drawn} → 2 match`]);
});

test("an SVG says below what its lines mean, and at its edges what is short", () => {
  const long = "a text that has no room at an edge";
  const svg = a
    .followedBy("b", is("<b>"))
    .next("c", (event) => event.n === "a text that has no room at an edge")
    .explain("svg");
  const shown = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(shown).toEqual(
    expect.arrayContaining(["takes an event", "passes an event over", "goes on with the same event", "event.n === n"]),
  );
  expect(shown.filter((text) => text!.includes(long))).toEqual([]);
  expect(svg).toContain(`<title>take if event.n === &quot;${long}&quot;</title>`);
});

test("an automaton as SVG has a circle for each state and no markup of its conditions", () => {
  const svg = looked.explain("svg");
  expect(svg.match(/<circle /g)).toHaveLength(4);
  expect(svg).toContain("take if event.n === &quot;&lt;b&gt;&quot;");
  expect(svg).not.toContain("<b>");
});

test("the plan names the pattern and has a line for each state of its automaton", async () => {
  const found = from([{ n: "a" }])
    .withEventTime(() => 0)
    .apply(match(looked));
  const plan = await found.explain();
  expect(plan).toContain("a followedBy b not followedBy c within 5 m");
  expect(plan).toContain('0 start a: takes an event if event.n === "a" → 1 waits for b');
  expect(plan).toContain('(event.n === "c") → stays');
});

test("a pattern can be explained as text or SVG only", () => {
  expect(() => looked.explain("html" as "svg")).toThrow(
    /Cannot say explain of a pattern as it must be "text" or "svg": got html/,
  );
});

function warningsOf(looked: Parameters<typeof match<Event, unknown>>[0]): string[] {
  const warnings: string[] = [];
  match(looked, { onWarning: (warning) => void warnings.push(warning) });
  return warnings;
}

test("a pattern without a bound is warned of when its step is made, one with a bound is not", () => {
  expect(warningsOf(looked)).toEqual([]);
  expect(warningsOf(a.next("b"))).toEqual([]);
  expect(warningsOf(a.followedBy("b", is("b")))).toEqual([
    'The pattern "a followedBy b" has no bound: what it has found waits at "b" until a fitting event comes, if ever; ' +
      "say .within(…), so that it is forgotten when its time is over",
  ]);
  expect(warningsOf(a.oneOrMore().consecutive())[0]).toMatch(
    /what it has found grows at "a" as long as fitting events come; say \.within/,
  );
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  match(a.followedBy("b", is("b")));
  expect(warned).toHaveBeenCalledOnce();
  warned.mockRestore();
});

const pair = a.next("b", is("b"));
const inOrder = inAnyOrder([pattern("p", is("p")), pattern("q", is("q")).next("r", is("r"))], { contiguity: "next" });
const either = oneOf(pattern("x", is("x")), pattern("y", is("y")));

test.each([
  ["a loop of a group", pattern(pair).oneOrMore().consecutive(), 'found grows at "b", "a" as'],
  [
    "the same behind a step",
    pattern("s", is("s")).next(pattern(pair).oneOrMore().consecutive()),
    'grows at "b", "a" as',
  ],
  [
    "a loop in a loop",
    pattern(a.oneOrMore().consecutive()).oneOrMore().consecutive().next("b"),
    'found grows at "a" as',
  ],
  [
    "a loop in a group",
    a.next(pattern("c", is("c")).next("b", is("b")).oneOrMore().consecutive().next("d")),
    'found grows at "b" as',
  ],
  ["a loop of alternatives", a.next(either.oneOrMore().consecutive()), 'found grows at "x", "y" as'],
  ["a loop of parts in any order", a.next(inOrder.oneOrMore().consecutive()), 'found grows at "r", "p", "q" as'],
  ["a loop that passes events over", a.next("b", is("b")).oneOrMore(), 'waits at "b" until .* and grows at "b" as'],
  ["alternatives that are waited for", a.followedBy(either), 'found waits at "x", "y" until'],
  [
    "a loop whose events must come soon after one another",
    a.followedBy("b", is("b")).oneOrMore({ within: "1m" }),
    'grows at "b" as',
  ],
])("%s without a bound is warned of", (_, unbounded, said) => {
  expect(warningsOf(unbounded as never)).toEqual([expect.stringMatching(said)]);
  expect(warningsOf((unbounded as unknown as typeof a).within("1m"))).toEqual([]);
});

test.each([
  ["so many of a group", pattern(pair).times(2).consecutive()],
  ["a group that may be left out", pattern("s", is("s")).next(pattern(pair).optional()).next("e", is("e"))],
  ["alternatives", a.next(either)],
  ["parts in any order, one right behind the other", a.next(inOrder)],
  ["any event at all", a.followedBy("b").followedBy("c")],
  ["what must come in time", a.followedBy("b", is("b")).within("1m", { since: "previous" })],
  [
    "a start that passes events over",
    patternFromJson({ parts: [{ step: "s", by: "followedByAny", optional: true }, { step: "b" }] }),
  ],
])("%s ends by itself, and is not warned of", (_, bounded) => {
  expect(warningsOf(bounded as never)).toEqual([]);
});
