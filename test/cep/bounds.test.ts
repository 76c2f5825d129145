import { describe, expect, test } from "vitest";
import { inAnyOrder, match, oneOf, type PatternOf, pattern } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

interface Event {
  readonly n: string;
  readonly at: number;
}

const is = (n: string) => (event: Event) => event.n === n;
const step = <Name extends string>(name: Name) => pattern(name, is(name));
const s = step("s");
const within = 5;
const late = 100_000;

/** Matches of events such as `a0 b5`, each as `a:0 b:5`. */
async function found(looked: PatternOf<Event>, events: string): Promise<string[]> {
  const rows = from(events.split(" ").map((event): Event => ({ n: event[0]!, at: Number(event.slice(1)) })));
  const matches = rows.withEventTime(({ at }) => at).apply(match(looked as never, { onWarning: () => undefined }));
  return ((await matches.collect()) as Record<string, Event[]>[])
    .map((one) => Object.entries(one).flatMap(([name, taken]) => taken.map(({ at }) => `${name}${at}`)))
    .map((taken) => taken.join(" "))
    .sort();
}

describe("each further event of a step comes within its time since the one before", () => {
  test.each<[string, PatternOf<Event>, string, string[]]>([
    ["twice", step("a").times(2, 2, { within }), `a0 a4 a${late}`, ["a0 a4"]],
    ["twice, an event exactly so much later", step("a").times(2, 2, { within }), "a0 a5", []],
    ["a loop at the end", step("a").oneOrMore({ within }), `a0 a4 a${late}`, ["a0", "a0 a4", `a${late}`, "a4"]],
    [
      "a loop, behind which the next step has time",
      s.followedBy("b", is("b")).oneOrMore({ within }).followedBy("c", is("c")),
      `s0 b1 b4 b${late} c${late + 1}`,
      [`s0 b1 b4 c${late + 1}`, `s0 b1 c${late + 1}`],
    ],
    [
      "a loop behind which something was passed over",
      s.followedBy("b", is("b")).oneOrMore({ within }).followedBy("c", is("c")),
      `s0 b1 x2 b${late} c${late + 1}`,
      [`s0 b1 c${late + 1}`],
    ],
    [
      "a loop that takes all that it can",
      s.followedBy("b", is("b")).oneOrMore({ within }).greedy().followedBy("c", is("c")),
      `s0 b1 b4 b${late} c${late + 1}`,
      [`s0 b1 b4 c${late + 1}`],
    ],
    [
      "up to three",
      s.followedBy("b", is("b")).times(1, 3, { within }).followedBy("c", is("c")),
      `s0 b1 b${late} c${late + 1}`,
      [`s0 b1 c${late + 1}`],
    ],
    [
      "rounds of a group",
      pattern(step("a").next("b", is("b"))).times(2, 2, { within }),
      `a0 b1 a4 b${late} a${late + 9} b${late + 10}`,
      [`a0 a4 b1 b${late}`],
    ],
  ])("%s", async (_, looked, events, expected) => expect(await found(looked, events)).toEqual(expected));
});

describe("the time since the event before bounds how soon a part begins", () => {
  const since = { since: "previous" } as const;
  test.each<[string, PatternOf<Event>, string, string]>([
    ["a step", s.followedBy("b", is("b")).within(5, since), "s0 b4", "s0 b5"],
    ["a group", s.followedBy(step("b").next("c", is("c"))).within(5, since), "s0 b4 c90", "s0 b5 c6"],
    ["alternatives", s.followedBy(oneOf(step("b"), step("c"))).within(5, since), "s0 c4", "s0 c5"],
    ["any order", s.followedBy(inAnyOrder([step("b"), step("c")])).within(5, since), "s0 c4 b90", "s0 c5 b6"],
    ["a loop in a group", s.followedBy(pattern(step("b").oneOrMore())).within(5, since), "s0 b4", "s0 b5"],
  ])("%s", async (_, looked, inTime, tooLate) => {
    expect(await found(looked, inTime)).toHaveLength(1);
    expect(await found(looked, tooLate)).toEqual([]);
    expect(await found(looked, tooLate.replace(" ", " x1 "))).toEqual([]);
  });

  test("what may be left out is, where it comes too late", async () => {
    const looked = s.followedBy("b", is("b")).optional().within(5, since).followedBy("c", is("c"));
    expect(await found(looked, "s0 b9 c10")).toEqual(["s0 c10"]);
    expect(await found(looked, "s0 x1 b9 c10")).toEqual(["s0 c10"]);
    expect(await found(looked, "s0 c90")).toEqual(["s0 c90"]);
  });
});

test("rounds begin with what must come, and greed of what may be left out has no time", () => {
  const open = step("a").optional().next("b", is("b"));
  const message = /further rounds of a group .*; begin the group with a step that must come, or make two patterns$/;
  expect(() => s.next(open).oneOrMore({ within })).toThrow(message);
  expect(() => s.next(pattern(open).next("c", is("c"))).oneOrMore({ within })).toThrow(message);
  expect(() => s.next("a", is("a")).oneOrMore({ within }).greedy().optional()).toThrow(
    /Cannot make greedy what may be left out .* time in a pattern as .*; leave out greedy\(\) or optional\(\), or say within/,
  );
});

test("a drawing shows the time that is asked", () => {
  const looked = s.followedBy("b", is("b")).oneOrMore({ within: "5s" }).followedBy("c", is("c"));
  expect(looked.explain()).toContain("(less than 5 s since the event before)");
});
