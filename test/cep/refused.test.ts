import { expect, test } from "vitest";
import { inAnyOrder, match, matchEach, type PartJson, pattern, patternFromJson } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

const step = (name: string, more: object = {}): PartJson => ({ step: name, ...more }) as PartJson;
const not: PartJson = { not: "n", by: "followedBy" };
const of =
  (...parts: PartJson[]) =>
  () =>
    patternFromJson({ parts });
const whole =
  (...parts: PartJson[]) =>
  () =>
    match(patternFromJson({ parts }));
const loop = { repeat: { from: 1, to: null } };
const greedy = { repeat: { from: 1, to: null, greedy: true } };
const once = (name: string) => pattern(name, (event: { n: string; at: number }) => event.n === name);

test.each<[string, () => unknown, RegExp]>([
  ["a negation first", of(not, step("a")), /begin with a negation in a pattern .*; begin with the step before it$/],
  ["no end of waiting", whole(step("a"), not), /end with notFollowedBy "n" .*; say how long: \.within\("5m"\)$/],
  ["two of a name", of(step("a"), step("a")), /name two steps "a" .*; rename one of them$/],
  [
    "a negation behind what may be left out",
    of(step("a"), step("b", { optional: true }), not, step("c")),
    /put the negation "n" behind "b".*; make two patterns/,
  ],
  [
    "a negation first in a group",
    of(step("a"), { group: [not, step("b")] }),
    /begin a group with a negation .*; put the negation before the group$/,
  ],
  [
    "a repeated group that ends so",
    of(step("a"), { group: [step("b"), not], ...loop }),
    /end a repeated or optional group with "n".*; put the negation behind/,
  ],
  [
    "a negation first in an alternative",
    of({ oneOf: [[not, step("a")]] }),
    /begin an alternative with a negation .*; begin it with a step$/,
  ],
  [
    "an alternative of nothing",
    of({ oneOf: [[step("a", { optional: true })]] }),
    /begin an alternative with what may be left out .*; make the alternatives as a whole optional/,
  ],
  [
    "an alternative that ends so",
    of({ oneOf: [[step("a"), not]] }),
    /end an alternative with a negation .*; put a step behind it$/,
  ],
  [
    "how one event follows",
    () => once("a").consecutive(),
    /say how the events of a step follow one another .*; say oneOrMore/,
  ],
  [
    "what may be left out behind greed",
    of(step("a"), step("b", greedy), step("c", { optional: true })),
    /leave out a part behind a greedy one .*; leave out greedy/,
  ],
  ["a skip into a group", () => pattern(once("a")).afterMatch({ first: "a" }), /got a step inside a group/],
  ["no patterns", () => matchEach({}), /there must be one at least: got none; give matchEach/],
  ["no members", () => inAnyOrder([] as never), /one at least: got none; give them/],
  ["text for a drawing", () => once("a").explain("dot" as never), /must be "text" or "svg": got dot; leave it out/],
])("%s is refused with what to say instead", (_, say, message) => expect(say).toThrow(message));

const rows = (...names: string[]) => from(names.map((n, at) => ({ n, at })));

test("rows without event time, and skips that find nothing to skip to, are told", async () => {
  await expect(
    rows("a")
      .apply(match(once("a")))
      .collect(),
  ).rejects.toThrow(/add \.withEventTime/);
  const looked = once("a")
    .next("b", ({ n }) => n === "b")
    .optional()
    .next("c", ({ n }) => n === "c");
  const found = (onto: "a" | "b") =>
    rows("a", "c")
      .withEventTime(({ at }) => at)
      .apply(match(looked.afterMatch({ first: onto, onMiss: "error" })))
      .collect();
  await expect(found("b")).rejects.toThrow(/must hold an event of it: got none; make the step mandatory/);
  await expect(found("a")).rejects.toThrow(/got the first event; skip to a later step/);
});
