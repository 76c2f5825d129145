import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  match,
  matchRules,
  type PartJson,
  type PatternJson,
  pattern,
  patternFromJson,
  patternToJson,
  type Rule,
} from "../../cep/mod.ts";
import { type Dataset, from } from "../../core/mod.ts";
import { at, end, harness, type InputEvent, on, verifyOperator, watermark } from "../../core/testing/mod.ts";
import { type Letter, naiveMatches } from "./naive.ts";
import type { Payment } from "./payment.ts";

const large = (amount: number): PatternJson => ({
  parts: [
    { step: "first", where: { op: ">", left: { field: "amount" }, right: amount } },
    { step: "second", by: "followedBy", where: { op: ">", left: { field: "amount" }, right: amount } },
  ],
});
const quiet = { onWarning: () => undefined };
const pay = (card: string, amount: number, time: number): Payment => ({ card, amount, at: time });

function operatorOf(): Parameters<typeof verifyOperator>[0] {
  const rules = from([] as Rule[]);
  const payments = from([] as Payment[]).keyBy("card");
  const { node } = payments.apply(matchRules(rules, quiet)).port;
  if (node.kind !== "operator") throw new TypeError("Cannot verify what is no operator");
  return node.operator;
}

test("an event is looked at with the rules of its time, through crashes, wherever the rules came", () => {
  const [p1, p2, p3, p4] = [pay("x", 20, 1), pay("x", 30, 3), pay("x", 40, 6), pay("x", 50, 8)];
  const rule = (version: number, json: PatternJson | null): Rule => ({ id: "large", version, pattern: json });
  const found = (version: number, first: Payment, second: Payment) => ({
    rule: "large",
    version,
    match: { first: [first], second: [second] },
  });
  verifyOperator(operatorOf(), {
    exchange: [(row: unknown) => (row as Payment).card, "broadcast"],
    input: [
      on(0, at(1, p1)),
      on(1, at(0, rule(1, large(10)))),
      on(1, at(5, rule(2, large(35)))),
      on(0, at(8, p4)),
      on(0, at(3, p2)),
      watermark(4),
      on(0, at(6, p3)),
      on(1, at(9, rule(1, large(0)))),
      watermark(8),
      on(1, at(9, rule(3, null))),
      watermark(12),
      end,
    ],
    output: [at(3, found(1, p1, p2)), watermark(4), at(8, found(2, p3, p4)), watermark(8), watermark(12), end],
    counts: { numStaleRules: 1 },
  });
});

test("a rule may be for some keys only; one without a bound is warned of when it comes", async () => {
  const warnings: string[] = [];
  const onWarning = (warning: string): void => void warnings.push(warning);
  const rule: Rule & { at: number } = { id: "r", version: 1, pattern: large(1), keys: ["x"], at: 0 };
  const rules = from([rule]).withEventTime((row) => row.at);
  const payments = from([pay("x", 5, 1), pay("y", 5, 1), pay("y", 6, 2), pay("x", 6, 2)]).withEventTime(
    (row) => row.at,
  );
  const found = await payments.keyBy("card").apply(matchRules<Payment>(rules, { onWarning })).collect();
  expect(found.map((one) => one.match.second![0]!.card)).toEqual(["x"]);
  expect(warnings).toEqual([
    expect.stringContaining('The pattern "first followedBy second" of the rule "r" version 1 has no bound'),
  ]);
});

test("a rule for some keys finds them behind so many others that keys were forgotten twice", async () => {
  const rule: Rule = {
    id: "r",
    version: 1,
    pattern: { parts: [{ step: "a", where: { op: "=", left: { field: "amount" }, right: 1 } }] },
    keys: ["vip"],
  };
  const rules = from([rule]).withEventTime(() => -1);
  const others = Array.from({ length: 140_000 }, (_, time) => pay(`card ${time}`, 0, time));
  const last = [pay("vip", 1, 140_000), pay("other", 1, 140_000)];
  const payments = from([...others, ...last]).withEventTime((row) => row.at);
  const found = await payments.keyBy("card").apply(matchRules<Payment>(rules)).collect();
  expect(found.map(({ match: { a } }) => a![0]!.card)).toEqual(["vip"]);
});

test("what is no rule fails with what is wrong and where", async () => {
  const broken = {
    parts: [{ step: "a", where: { op: "~", left: { field: "amount" }, right: 1 } }],
  } as unknown as PatternJson;
  expect(() => patternFromJson(broken)).toThrow(
    /Cannot read a pattern as the pattern\.parts\[0\]\.where\.op must be one of "=", .* got "~"; see patternJsonSchema/,
  );
  const rules = from([{ id: "r", version: 1, pattern: broken }] as Rule[]).withEventTime(() => 0);
  const payments = from([pay("x", 1, 1)]).withEventTime((row) => row.at);
  await expect(payments.keyBy("card").apply(matchRules<Payment>(rules)).collect()).rejects.toThrow(
    /Cannot take the rule "r" version 1 as its pattern must be one that can be found: Cannot read .*parts\[0\]\.where\.op/,
  );
});

test.each<[unknown, RegExp]>([
  [{ version: 1, pattern: null }, /Cannot take a rule as it must have an id that is a text: got nothing/],
  [{ id: "r", version: "1", pattern: null }, /the rule "r" as it must have a version that is a whole number: got "1"/],
  [{ id: "r", version: 1 }, /the rule "r" as it must have a pattern, or null: got nothing; give for instance/],
  [{ id: "r", version: 1, pattern: null, keys: "x" }, /the rule "r" as it must have keys that are a list: got "x"/],
  [{ id: "r", version: 1, pattern: null, keys: ["x", null] }, /"r" as it must have keys that an event can have: got/],
  [
    { id: "r", version: 7, pattern: { parts: [{ step: "a" }, { not: "b", by: "followedBy" }] } },
    /the rule "r" version 7 as its pattern .*: Cannot end with notFollowedBy "b"/,
  ],
  [
    { id: "r", version: 7, pattern: { ...large(1), afterMatch: { first: "z" } } },
    /the rule "r" version 7 as its pattern .*: Cannot skip to step "z"/,
  ],
])("%j is no rule, and says why and of which", async (row, said) => {
  const rules = from([row] as Rule[]).withEventTime(() => 0);
  const payments = from([pay("x", 1, 1)]).withEventTime((each) => each.at);
  await expect(payments.keyBy("card").apply(matchRules<Payment>(rules, quiet)).collect()).rejects.toThrow(said);
});

test("a rule whose keys hold themselves is refused by its name", async () => {
  const keys: unknown[] = [];
  keys.push(keys);
  const rules = from([{ id: "r", version: 1, pattern: large(1), keys }] as Rule[]).withEventTime(() => 0);
  const payments = from([pay("x", 1, 1)]).withEventTime((each) => each.at);
  await expect(payments.keyBy("card").apply(matchRules<Payment>(rules, quiet)).collect()).rejects.toThrow(
    /Cannot take the rule "r" version 1 as its pattern and its keys must be plain data: got .*circular/,
  );
});

test("rules without event time are refused by event time, as they would hold from no time on", async () => {
  const payments = from([pay("x", 1, 1)]).withEventTime((each) => each.at);
  const rules = from([{ id: "r", version: 1, pattern: large(1) }] as Rule[]);
  await expect(payments.keyBy("card").apply(matchRules<Payment>(rules, quiet)).collect()).rejects.toThrow(
    /Cannot take rules in matchRules.* by event time as each must say from when on it holds: .* add \.withEventTime/,
  );
});

test("a pattern of lambdas has no JSON form, and says which one is in the way", () => {
  expect(() => patternToJson(pattern("a", (row: Payment) => row.amount > 3))).toThrow(
    /Cannot write a pattern as JSON as its conditions must be data: got the lambda \(row\) => row.amount > 3/,
  );
});

const letter = fc.constantFrom("a", "b", "c");
const step = (name: string): fc.Arbitrary<PartJson> =>
  fc
    .record(
      {
        n: letter,
        by: fc.constantFrom("next", "followedBy", "followedByAny"),
        loop: fc.boolean(),
        optional: fc.boolean(),
        least: fc.integer({ min: 0, max: 2 }),
      },
      { requiredKeys: ["n", "by", "least"] },
    )
    .map(({ n, by, loop, optional, least }) => ({
      step: name,
      by: by as "next",
      where: {
        all: [
          { op: "=", left: { field: "n" }, right: n },
          { op: ">=", left: { field: "v" }, right: least },
        ],
      },
      ...(loop ? { repeat: { from: 1, to: null } } : {}),
      ...(optional ? { optional } : {}),
    }));
const patterns = fc.tuple(step("s0"), step("s1"), step("s2")).map((parts): PatternJson => {
  return { parts: [...parts.slice(0, 2), { ...parts[2], optional: false, withinMs: 20 }] as PartJson[] };
});

test("a pattern's JSON form gives the same pattern again", () => {
  fc.assert(
    fc.property(patterns, (json) => {
      expect(patternToJson(patternFromJson(patternToJson(patternFromJson(json))))).toEqual(
        patternToJson(patternFromJson(json)),
      );
    }),
  );
});

const changes = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("p", "q"),
    from: fc.integer({ min: 0, max: 12 }),
    json: fc.option(patterns, { freq: 4 }),
  }),
  { maxLength: 5, selector: ({ id, from: time }) => `${id} ${time}` },
);
const events = fc.array(
  fc.record({ n: letter, v: fc.integer({ min: 0, max: 3 }), gap: fc.integer({ min: 1, max: 2 }) }),
  { maxLength: 9 },
);

test("rules that change midway find what each would find in the time that it holds, with a crash after every call", async () => {
  await fc.assert(
    fc.asyncProperty(changes, events, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), async (given, gaps, waits) => {
      const letters = gaps.map(({ n, v }, place): Letter => {
        return { n, v, at: gaps.slice(0, place + 1).reduce((sum, { gap }) => sum + gap, 0) };
      });
      const rules = given
        .toSorted((left, right) => left.from - right.from)
        .map(({ id, from: fromMs, json }, version) => ({ id, version, pattern: json, fromMs }));
      const run = await harness(
        (input: Dataset<Letter>, changing: Dataset<Rule>) => input.apply(matchRules<Letter>(changing) as never),
        { crashes: "after every call" },
      );
      const inputs = [
        ...letters.map((row) => ({ time: row.at, event: on(0, at(row.at, row)) })),
        ...rules.map(({ fromMs, ...rule }) => ({ time: fromMs, event: on(1, at(fromMs, rule)) })),
      ].sort((left, right) => left.time - right.time);
      for (const { time: timeMs, event } of inputs) {
        if (waits.next().value === 0) await run.send(watermark(timeMs - 1));
        await run.send(event);
      }
      await run.send(end);
      const got = run
        .output()
        .flatMap((event) => (event.event === "row" ? [textOf(event.value as never, letters)] : []));
      await run.close();
      expect(got.sort()).toEqual(expectedOf(rules, letters).sort());
    }),
    { numRuns: 120 },
  );
});

type Found = { rule: string; version: number; match: Record<string, Letter[]> };

function textOf({ rule, version, match: found }: Found, letters: readonly Letter[]): string {
  const places = Object.entries(found).map(([name, rows]) => [
    name,
    rows.map((row) => letters.findIndex((one) => one.at === row.at)),
  ]);
  return JSON.stringify([rule, version, Object.fromEntries(places)]);
}

function expectedOf(rules: readonly (Rule & { fromMs: number })[], letters: readonly Letter[]): string[] {
  return rules.flatMap((rule) => {
    if (rule.pattern === null) return [];
    const until =
      rules.find(({ id, version }) => id === rule.id && version > rule.version)?.fromMs ?? Number.POSITIVE_INFINITY;
    const first = letters.findIndex((one) => one.at >= rule.fromMs);
    if (first < 0) return [];
    const inTime = letters.filter((one) => one.at >= rule.fromMs && one.at < until);
    const { spec } = patternFromJson<Letter>(rule.pattern);
    return naiveMatches(spec, inTime).map((found) => {
      const rows = Object.fromEntries(
        Object.entries(found).map(([name, places]) => [name, places.map((place) => inTime[place]!)]),
      );
      return textOf({ rule: rule.id, version: rule.version, match: rows }, letters);
    });
  });
}

test("a pattern of data finds what the same pattern of lambdas finds", async () => {
  const total = patternFromJson<Payment>({
    parts: [
      {
        step: "small",
        where: {
          all: [
            { op: "<", left: { field: "amount" }, right: 10 },
            { op: "<=", left: { plus: [{ step: "small", aggregate: "count" }, { field: "amount" }] }, right: 4 },
          ],
        },
        repeat: { from: 1, to: null },
      },
      {
        step: "end",
        by: "followedBy",
        where: { op: ">", left: { field: "amount" }, right: { step: "small", aggregate: "max", field: "amount" } },
      },
    ],
  });
  const lambdas = pattern("small", (row: Payment, { count }) => row.amount < 10 && count("small") + row.amount <= 4)
    .oneOrMore()
    .followedBy("end", (row, { all }) => row.amount > Math.max(...all("small").map((one) => one.amount)));
  const rows = from([1, 2, 3, 2, 7, 30].map((amount, time) => pay("x", amount, time))).withEventTime((row) => row.at);
  const found = await rows.apply(match(total, quiet)).collect();
  expect(found).toEqual(await rows.apply(match(lambdas, quiet)).collect());
  expect(found.length).toBeGreaterThan(2);
});

const valued = (value: number): PatternJson => ({
  parts: [{ step: "s", where: { op: "=", left: { field: "amount" }, right: value } }],
});

test.each([false, true])(
  "of two rules of one version the first that holds counts, with a crash between: %j",
  async (crashes) => {
    const run = await harness((payments: Dataset<Payment>, rules: Dataset<Rule>) =>
      payments.keyBy("card").apply(matchRules(rules, quiet)),
    );
    const rule = (value: number): Rule => ({ id: "r", version: 1, pattern: valued(value) });
    await run.send(on(1, at(10, rule(1))), on(1, at(5, rule(2))), watermark(10));
    if (crashes) await run.send({ event: "crash" });
    await run.send(on(0, at(11, pay("x", 1, 11))), on(0, at(12, pay("x", 2, 12))), watermark(20), end);
    const found = run.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
    await run.close();
    expect(found).toMatchObject([{ rule: "r", match: { s: [{ amount: 2 }] } }]);
  },
);

/** The rule, its version and the amount of each match: payments of 1 and 2 come at the end. */
async function foundBy(steps: readonly InputEvent[]): Promise<unknown[]> {
  const run = await harness((payments: Dataset<Payment>, rules: Dataset<Rule>) =>
    payments.keyBy("card").apply(matchRules(rules, quiet)),
  );
  await run.send(...steps);
  await run.send(on(0, at(91, pay("x", 1, 91))), on(0, at(92, pay("x", 2, 92))), watermark(100), end);
  const found = run.output().flatMap((event) => (event.event === "row" ? [event.value as Found] : []));
  await run.close();
  return found.map(({ version, match: { s } }) => [version, (s as unknown as Payment[])[0]!.amount]);
}

const versioned = (version: number, value: number | null): Rule => {
  return { id: "r", version, pattern: value === null ? null : valued(value) };
};

test("a rule that is gone stays so against its older versions, through a crash; a newer one brings it back", async () => {
  const gone = [on(1, at(1, versioned(1, 1))), on(1, at(3, versioned(2, null))), watermark(4)] as const;
  const again = [on(1, at(5, versioned(1, 1))), on(1, at(6, versioned(2, 1))), watermark(10)] as const;
  expect(await foundBy([...gone, { event: "crash" }, ...again])).toEqual([]);
  expect(await foundBy([...gone, { event: "crash" }, on(1, at(5, versioned(3, 2))), watermark(10)])).toEqual([[3, 2]]);
});

test("a rule of the time that the watermark has reached holds at once: what comes after it is not newer", async () => {
  const late = [watermark(10), on(1, at(10, versioned(1, 1))), watermark(10), on(1, at(5, versioned(1, 2)))] as const;
  expect(await foundBy(late)).toEqual([[1, 1]]);
});

test("a rule that is none is left out though one of its version is known, and the job can be restored", async () => {
  const run = await harness((payments: Dataset<Payment>, rules: Dataset<Rule>) =>
    payments.keyBy("card").apply(matchRules(rules, { ...quiet, onError: "skip" })),
  );
  const broken = { id: "r", version: 1, pattern: { parts: "bad" } } as unknown as Rule;
  await run.send(on(1, at(10, { id: "r", version: 1, pattern: valued(1) })), on(1, at(5, broken)), watermark(10));
  await run.send({ event: "crash" }, on(0, at(11, pay("x", 1, 11))), watermark(20), end);
  const found = run.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
  await run.close();
  expect(found).toMatchObject([{ rule: "r", match: { s: [{ amount: 1 }] } }]);
});

test("rules for bigint keys come back from snapshots, at another parallelism", async () => {
  const run = await harness(
    (payments: Dataset<Payment>, rules: Dataset<Rule>) =>
      payments.keyBy((payment) => BigInt(payment.card)).apply(matchRules(rules, quiet)),
    { parallelism: 3 },
  );
  await run.send(on(1, at(1, { id: "r", version: 1, pattern: valued(1), keys: [7n] })), watermark(2));
  await run.send({ event: "crash" });
  await run.rescale(1);
  await run.send(on(0, at(3, pay("7", 1, 3))), on(0, at(4, pay("8", 1, 4))), watermark(20), end);
  const found = run.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
  await run.close();
  expect(found).toMatchObject([{ rule: "r", match: { s: [{ card: "7" }] } }]);
});

test.each<[string, unknown]>([
  ["null is no 0", { op: ">", left: { plus: [{ field: "missing" }, 5] }, right: 3 }],
  ["a text is no number", { op: "=", left: { times: [{ field: "card" }, 1] }, right: 7 }],
])("with what is no number nothing is computed: %s", async (_, where) => {
  const json = { parts: [{ step: "s", where }] } as PatternJson;
  const payments = from([pay("7", 1, 1)]).withEventTime((payment) => payment.at);
  expect(await payments.apply(match(patternFromJson<Payment>(json))).collect()).toEqual([]);
});

test("a rule is written as text once, however many come and change after it", async () => {
  const timed = Array.from({ length: 100 }, (_, place) => {
    return { id: `r${place % 50}`, version: place, pattern: valued(place % 7), at: place };
  });
  const rules = from(timed).withEventTime((rule) => rule.at);
  const payments = from([pay("x", 3, 500)]).withEventTime((payment) => payment.at);
  const written = vi.spyOn(JSON, "stringify");
  const found = await payments.keyBy("card").apply(matchRules<Payment>(rules, quiet)).collect();
  const { length } = written.mock.calls.filter(([given]) => Array.isArray(given) && given.length === 4);
  written.mockRestore();
  expect(length).toBe(100);
  expect(found).toHaveLength(7);
});
