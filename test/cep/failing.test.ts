import fc from "fast-check";
import { expect, test } from "vitest";
import { match, matchEach, type PatternOf, pattern } from "../../cep/mod.ts";
import type { BadRecord } from "../../core/io/source.ts";
import { type Dataset, deadLetter, from, into } from "../../core/mod.ts";

interface Event {
  readonly k: string;
  readonly n: string;
  readonly v: number;
  readonly at: number;
}

function fails(): never {
  throw new RangeError("no such event");
}

const isA = (event: Event): boolean => event.n === "a";
const failsAtC = (event: Event): boolean => (event.n === "c" ? fails() : event.n === "b");
const failsAtThree = (event: Event): boolean => (event.v === 3 ? fails() : event.v > 0);
const failsAtA = (event: Event): boolean => (event.n === "a" ? fails() : event.v < 2);
const failsBehind = (event: Event, { all }: { all: (step: never) => readonly Event[] }): boolean =>
  all("s0" as never).length > 1 || event.v === 2 ? fails() : true;

const condition = fc.constantFrom<unknown[]>(isA, failsAtC, failsAtThree, failsAtA, failsBehind);
const patterns = fc
  .record({
    first: condition,
    second: condition,
    by: fc.constantFrom("next", "followedBy", "followedByAny", "notNext"),
    or: fc.option(condition),
    after: fc.constantFrom("none", "past last"),
  })
  .map(({ first, second, by, or, after }) => {
    let made = pattern("s0", first as (event: Event) => boolean) as never as Record<
      string,
      (...given: unknown[]) => never
    >;
    if (or !== null) made = made.or!(or);
    made = made[by]!("s1", second);
    if (by === "notNext") made = made.followedBy!("s2", isA);
    return (made.within!(8) as unknown as Record<string, (given: string) => PatternOf<Event>>).afterMatch!(after);
  });
const worlds = fc
  .array(
    fc.record({ k: fc.constantFrom("x", "y"), n: fc.constantFrom("a", "b", "c"), v: fc.integer({ min: 0, max: 3 }) }),
    {
      maxLength: 10,
    },
  )
  .map((events) => events.map((event, at): Event => ({ ...event, at })));

const keyed = (events: readonly Event[]) =>
  from(events)
    .withEventTime((event) => event.at)
    .keyBy("k");

test("patterns find together what each finds alone, where conditions of some throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(patterns, { minLength: 1, maxLength: 10 }), worlds, async (several, events) => {
      const named = Object.fromEntries(several.map((one, at) => [`p${at}`, one]));
      const together = (await keyed(events)
        .apply(matchEach(named, { onError: "skip" }) as never)
        .collect()) as { pattern: string; match: unknown }[];
      for (const [at, one] of several.entries()) {
        const alone = (await keyed(events)
          .apply(match(one as never, { onError: "skip" }) as never)
          .collect()) as unknown[];
        const own = together.filter((each) => each.pattern === `p${at}`).map((each) => JSON.stringify(each.match));
        expect(own.sort()).toEqual(alone.map((each) => JSON.stringify(each)).sort());
      }
    }),
    { numRuns: Number(process.env.NAIVE_RUNS ?? 25) },
  );
});

const event = (n: string, v: number, at: number): Event => ({ k: "x", n, v, at });

async function withDeadLetters(make: (onError: ReturnType<typeof deadLetter>) => Dataset<unknown>) {
  const dead: BadRecord[] = [];
  const found = await make(deadLetter(into(dead))).collect();
  return { found, dead };
}

test("an event at which conditions of two patterns throw is one dead letter, and a third pattern takes it", async () => {
  const { found, dead } = await withDeadLetters((onError) =>
    keyed([event("c", 3, 1)]).apply(
      matchEach(
        {
          one: pattern("s", failsAtC),
          other: pattern("s", failsAtThree),
          fine: pattern("s", (each: Event) => each.v === 3),
        },
        { onError },
      ),
    ),
  );
  expect(found).toEqual([{ pattern: "fine", match: { s: [event("c", 3, 1)] } }]);
  expect(dead).toMatchObject([{ message: expect.stringContaining("no such event") }]);
});

test("neither a condition that throws nor a `not` of it takes an event", async () => {
  const not = { kind: "not", of: [{ kind: "event", test: failsAtC }] } as const;
  const one = pattern("s", isA);
  const [step] = one.spec.parts;
  const negated = Object.assign(Object.create(Object.getPrototypeOf(one)), {
    spec: { ...one.spec, parts: [{ ...step, where: not }] },
  }) as typeof one;
  const rows = keyed([event("c", 0, 1), event("a", 0, 2)]);
  expect(await rows.apply(match(negated, { onError: "skip" })).collect()).toEqual([{ s: [event("a", 0, 2)] }]);
});

test.each([
  ["alone", [event("c", 9, 1)], [9], 0],
  ["the first of three", [event("c", 9, 1), event("a", 2, 1), event("a", 1, 1)], [1, 2], 1],
  ["the last of three", [event("a", 2, 1), event("a", 1, 1), event("c", 9, 1)], [1, 2], 1],
])(
  "an event that cannot be put in order with those of its time is a failed record: %s",
  async (_, events, order, dead) => {
    const valueIn = ({ n, v }: Event): number => (n === "c" ? fails() : v);
    const tieOrder = (left: Event, right: Event): number => valueIn(left) - valueIn(right);
    const any = pattern("s", () => true);
    const { found, dead: letters } = await withDeadLetters((onError) =>
      keyed(events).apply(match(any as PatternOf<Event> & { match: { s: readonly Event[] } }, { tieOrder, onError })),
    );
    expect(found.map((each) => (each as { s: readonly Event[] }).s[0]!.v)).toEqual(order);
    expect(letters).toHaveLength(dead);
    const failing = keyed(events)
      .apply(match(any as never, { tieOrder } as never))
      .collect();
    if (dead > 0)
      await expect(failing).rejects.toThrow(/Cannot order events of one time in match.* threw RangeError: no such/);
    else await failing;
  },
);

test.each(["where", "or"] as const)(
  "what is joined by %s behind a condition that throws is not asked",
  async (join) => {
    const asked: number[] = [];
    const one = pattern("s", failsAtC)[join](({ v }: Event) => asked.push(v) > 0);
    const rows = keyed([event("c", 1, 1), event(join === "or" ? "a" : "b", 2, 2)]);
    expect(await rows.apply(match(one, { onError: "skip" })).collect()).toHaveLength(1);
    expect(asked).toEqual([2]);
  },
);

test("a job fails by too many partial matches, also where records that fail are skipped", async () => {
  const every = pattern("a", isA)
    .followedByAny("b", (event) => event.n === "b")
    .within(1000);
  const events = Array.from({ length: 9 }, (_, at): Event => ({ k: "x", n: "a", v: 0, at }));
  await expect(
    keyed(events)
      .apply(match(every, { onError: "skip", maxPartialMatches: 5 }))
      .collect(),
  ).rejects.toThrow(/Cannot match any further .*as a key may have 5 partial matches at most/);
});

test("a condition that looks at a step that there is not fails with the steps that there are", async () => {
  const misspelt = pattern("a", isA).next("b", (_, { all }) => all("aa" as never).length === 0);
  const events = [0, 1].map((at): Event => ({ k: "x", n: "a", v: 0, at }));
  await expect(keyed(events).apply(match(misspelt)).collect()).rejects.toThrow(
    /Cannot look at what step "aa" has accepted as the pattern has no step of that name: got "aa"; its steps are a, b/,
  );
});
