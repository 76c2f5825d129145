import fc from "fast-check";
import { expect, test } from "vitest";
import { inAnyOrder, match, oneOf, type PatternOf, pattern } from "../../cep/mod.ts";
import { checkWhole } from "../../cep/pattern/check-pattern.ts";
import { anyTime, type Contiguity, once, type Part, type Quantifier } from "../../cep/pattern/part.ts";
import { Pattern } from "../../cep/pattern/pattern.ts";
import { from } from "../../core/mod.ts";
import { type Letter, naiveMatches } from "./naive.ts";

const letters = ["a", "b", "c", "d"] as const;
const contiguity = fc.constantFrom<Contiguity>("next", "followedBy", "followedByAny");
/** Shown as what it is where a case fails. */
function named<Test extends object>(test: Test, text: string): Test {
  return Object.assign(test, { toJSON: () => text });
}

const letterTests = Object.fromEntries(letters.map((n) => [n, named((event: Letter) => event.n === n, n)]));

// Steps never take what a negation means: as in Flink, an event that is both ends a match first.
const letter = fc.constantFrom("a", "b", "c").map((n) => ({ kind: "event", test: letterTests[n]!, text: n }) as const);
const forbidden = fc.constant({ kind: "event", test: letterTests.d! } as const);
const accepted = fc.constantFrom("a", "b", "c").map((n) => ({
  kind: "match" as const,
  test: named(
    (event: Letter, { all }: { all: (step: string) => readonly Letter[] }) =>
      event.n === n && all("s0").reduce((sum, one) => sum + one.v, 0) <= 6,
    `${n} and the sum of s0 <= 6`,
  ),
}));
const condition = fc.oneof({ weight: 4, arbitrary: letter }, { weight: 1, arbitrary: accepted });

const quantifier: fc.Arbitrary<Quantifier> = fc
  .record({
    kind: fc.constantFrom("one", "one", "times", "loop"),
    from: fc.integer({ min: 1, max: 2 }),
    more: fc.integer({ min: 0, max: 1 }),
    inner: contiguity,
    optional: fc.boolean(),
    greedy: fc.boolean(),
    withinMs: fc.constantFrom(undefined, undefined, 2, 3),
  })
  .map(({ kind, from, more, inner, optional, greedy, withinMs }) => {
    if (kind === "one") return { ...once, optional };
    const to = kind === "loop" ? Number.POSITIVE_INFINITY : from + more;
    return { ...once, kind: kind as "times", from, to, inner, optional, greedy, withinMs };
  });

function step(name: string, given: fc.Arbitrary<Quantifier> = quantifier): fc.Arbitrary<Part> {
  return fc
    .record({ where: condition, contiguity, quantifier: given, end: fc.option(letter) })
    .map(({ end, ...fields }) => {
      const { kind, greedy } = fields.quantifier;
      const until = kind === "loop" && !greedy && end !== null ? end : undefined;
      return { kind: "step", name, until, within: anyTime, ...fields } as unknown as Part;
    });
}

function negation(name: string): fc.Arbitrary<Part> {
  const by = fc.constantFrom("next", "followedBy") as fc.Arbitrary<"next" | "followedBy">;
  return fc
    .record({ where: forbidden, contiguity: by })
    .map((fields) => ({ kind: "not", name, within: anyTime, ...fields }) as Part);
}

const soon = fc.constantFrom(undefined, undefined, 2, 3);
const withinPrevious = soon.map((previousMs) => ({ firstMs: undefined, previousMs }));
const one = fc.constant(once);
const plain = (name: string): fc.Arbitrary<Part> => step(name, one);

/** Parts of a few steps, which may have a negation between two of them. */
function inside(prefix: string): fc.Arbitrary<Part[]> {
  return fc.oneof(
    fc.tuple(plain(`${prefix}0`)),
    fc.tuple(plain(`${prefix}0`), step(`${prefix}1`)),
    fc.tuple(plain(`${prefix}0`), negation(`${prefix}n`), plain(`${prefix}1`)),
  ) as fc.Arbitrary<Part[]>;
}

const group = fc
  .record({
    parts: inside("g"),
    contiguity,
    quantifier: fc.constantFrom(
      once,
      { ...once, kind: "times" as const, from: 2, to: 2 },
      { ...once, kind: "times" as const, from: 2, to: 2, withinMs: 3 },
      { ...once, kind: "times" as const, from: 2, to: 2, inner: "next" as const },
    ),
    within: withinPrevious,
  })
  .map((fields) => ({ kind: "group", until: undefined, ...fields }) as Part);
const choice = fc
  .record({
    branches: fc.tuple(inside("x"), inside("y")),
    contiguity,
    quantifier: fc.constantFrom(once, { ...once, optional: true }, { ...once, kind: "times" as const, from: 2, to: 2 }),
    within: withinPrevious,
  })
  .map((fields) => ({ kind: "oneOf", ...fields }) as Part);
const anyOrder = fc
  .record({
    members: fc.tuple(inside("x"), inside("y"), inside("z")),
    atLeast: fc.integer({ min: 1, max: 3 }),
    inner: contiguity,
    contiguity,
    quantifier: one,
    within: withinPrevious,
  })
  .map((fields) => ({ kind: "inAnyOrder", ...fields }) as Part);

const middle = fc.oneof(
  fc.tuple(step("s1")),
  fc.tuple(negation("n"), plain("s1")),
  fc.tuple(group),
  fc.tuple(choice),
  fc.tuple(anyOrder),
) as fc.Arbitrary<Part[]>;
const ending = fc.oneof(fc.constant([]), fc.tuple(plain("s2")), fc.tuple(plain("s2"), negation("m"))) as fc.Arbitrary<
  Part[]
>;

const patterns = fc
  .tuple(fc.oneof(plain("s0"), step("s0")), middle, ending, fc.integer({ min: 2, max: 9 }))
  .map(([first, parts, last, firstMs]) => {
    const all = [first, ...parts, ...last];
    return {
      parts: [...all.slice(0, -1), { ...all.at(-1)!, within: { ...all.at(-1)!.within, firstMs } }],
      afterMatch: "none" as const,
    };
  })
  .filter((spec) => {
    try {
      checkWhole(new Pattern(spec).spec);
      return true;
    } catch {
      return false;
    }
  });

const worlds = fc
  .array(
    fc.record({
      n: fc.constantFrom(...letters),
      v: fc.integer({ min: 0, max: 3 }),
      gap: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 8 },
  )
  .map((events) => {
    let at = 0;
    return events.map(({ n, v, gap }) => {
      at += gap;
      return { n, v, at };
    });
  });

async function findsTheSame(spec: PatternOf<Letter>["spec"], events: readonly Letter[]): Promise<void> {
  const expected = naiveMatches(spec, events).map((one) => JSON.stringify(one));
  const got = (await found(new Pattern(spec), events)).map((one) => {
    const places = Object.entries(one as Record<string, readonly Letter[]>).map(([name, rows]) => [
      name,
      rows.map((row) => events.findIndex(({ at }) => at === row.at)),
    ]);
    return JSON.stringify(Object.fromEntries(places));
  });
  expect(got.sort()).toEqual(expected.sort());
}

test("the automaton finds what looking at every choice of events finds", async () => {
  await fc.assert(fc.asyncProperty(patterns, worlds, findsTheSame), {
    numRuns: Number(process.env.NAIVE_RUNS ?? 400),
  });
});

const looped = fc
  .record({ where: letter, by: contiguity, inner: contiguity, end: letter, from: fc.integer({ min: 1, max: 2 }), soon })
  .map(({ where, by, inner, end, from: least, soon: withinMs }): Part => {
    const quantifier = { ...once, kind: "loop" as const, from: least, to: Number.POSITIVE_INFINITY, inner, withinMs };
    return { kind: "step", name: "s1", where, until: end, contiguity: by, quantifier, within: anyTime };
  });
const withLoops = fc.tuple(plain("s0"), looped, plain("s2")).map(([first, loop, last]): PatternOf<Letter>["spec"] => {
  return { parts: [first, loop, { ...last, within: { ...anyTime, firstMs: 20 } }], afterMatch: "none" };
});

test("loops that an event ends find what looking at every choice of events finds", async () => {
  await fc.assert(fc.asyncProperty(withLoops, worlds, findsTheSame), {
    numRuns: Number(process.env.NAIVE_RUNS ?? 150),
  });
});

const is = (n: string) => (event: Letter) => event.n === n;
const letterAt = (n: string, at: number): Letter => ({ n, v: 0, at });

async function found(looked: PatternOf<Letter>, events: readonly Letter[]): Promise<unknown[]> {
  const rows = from(events).withEventTime((event) => event.at);
  return await rows.apply(match(looked as never, { onWarning: () => undefined })).collect();
}

test("behind an event that a greedy loop and notNext have let go the loop takes no more, as in Flink", async () => {
  const looped = pattern("a", is("a")).oneOrMore().greedy();
  const events = [letterAt("a", 1), letterAt("c", 2), letterAt("a", 3)];
  const withNot = looped.notNext("d", is("d")).followedBy("b", is("a")).within(9);
  expect(await found(withNot as never, events)).toHaveLength(1);
  expect(await found(looped.followedBy("b", is("a")).within(9) as never, events)).toEqual([]);
});

const greedy = pattern("a", is("a")).next("b", is("b")).oneOrMore().greedy();
const single = pattern("c", is("c"));

test.each([
  ["oneOf", oneOf(greedy, single)],
  ["inAnyOrder", inAnyOrder([greedy, single], { atLeast: 1 })],
])("a greedy loop at the end of one branch of %s leaves the others what comes behind", async (_, branches) => {
  const looked = pattern("s", is("s")).next(branches).next("end", is("b")).within(10);
  const events = [letterAt("s", 1), letterAt("c", 2), letterAt("b", 3)];
  expect(await found(looked, events)).toHaveLength(1);
});

test("what comes behind the end of a greedy loop is bound by the time since the event before, too", async () => {
  const looked = pattern("a", is("a")).oneOrMore().greedy().until(is("z")).followedBy("b", is("b"));
  const bound = looked.within(3, { since: "previous" });
  expect(await found(bound, [letterAt("a", 1), letterAt("z", 2), letterAt("b", 3)])).toHaveLength(1);
  expect(await found(bound, [letterAt("a", 1), letterAt("z", 2), letterAt("b", 9)])).toEqual([]);
});
