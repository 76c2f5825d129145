import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConditionJson, match, matchRules, type PatternOf, patternFromJson, type Rule } from "../../cep/mod.ts";
import type { BadRecord } from "../../core/io/source.ts";
import { deadLetter, from, into } from "../../core/mod.ts";
import type { Payment } from "./payment.ts";

type TimedRule = Rule & { readonly at: number };

const quiet = { onWarning: () => undefined };
const amount = { field: "amount" };

/** A rule of one step: what it finds is what fulfils it while it holds. */
interface Change {
  readonly id: string;
  readonly version: number;
  readonly at: number;
  readonly least: number;
  readonly by: "=" | ">=" | "!=" | "in";
  readonly card: string | undefined;
  readonly goes: boolean;
}

function ruleOf({ id, version, at, least, by, card, goes }: Change): TimedRule {
  const where: ConditionJson =
    by === "in" ? { op: by, left: amount, right: [least, least + 1] } : { op: by, left: amount, right: least };
  const pattern = goes ? null : { parts: [{ step: "s", where }] };
  return { id, version, at, pattern, ...(card === undefined ? {} : { keys: [card] }) };
}

function fulfils({ amount, card }: Payment, rule: Change): boolean {
  if (rule.goes || (rule.card !== undefined && rule.card !== card)) return false;
  if (rule.by === "in") return amount === rule.least || amount === rule.least + 1;
  if (rule.by === "=") return amount === rule.least;
  return rule.by === ">=" ? amount >= rule.least : amount !== rule.least;
}

/** Each event with the newest version that holds of each rule. */
function expected(changes: readonly Change[], payments: readonly Payment[]): string[] {
  return payments
    .flatMap((payment) => {
      const held = new Map<string, Change>();
      for (const change of changes) {
        if (change.at > payment.at || change.version <= (held.get(change.id)?.version ?? 0)) continue;
        held.set(change.id, change);
      }
      return [...held.values()]
        .filter((rule) => fulfils(payment, rule))
        .map(({ id, version }) => JSON.stringify({ rule: id, version, match: { s: [payment] } }));
    })
    .sort();
}

const changes = fc
  .array(
    fc.record({
      id: fc.constantFrom("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"),
      least: fc.integer({ min: 0, max: 4 }),
      by: fc.constantFrom("=", ">=", "!=", "in"),
      card: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
      goes: fc.boolean(),
    }),
    { minLength: 1, maxLength: 200, size: "max" },
  )
  .map((list) => list.map((one, at): Change => ({ ...one, version: at + 1, at: 2 * at })));

test("however rules come, change and go, each event is found by those that hold at its time", async () => {
  const payments = fc.array(
    fc.record({ card: fc.constantFrom("x", "y", "z"), amount: fc.integer({ min: 0, max: 5 }) }),
    { minLength: 20, maxLength: 60, size: "max" },
  );
  await fc.assert(
    fc.asyncProperty(changes, payments, async (list, rows) => {
      const step = (2 * list.length) / rows.length;
      const timed = rows.map((row, at): Payment => ({ ...row, at: 1 + Math.floor(at * step) }));
      const found = await from(timed)
        .withEventTime((row) => row.at)
        .keyBy("card")
        .apply(
          matchRules<Payment>(
            from(list.map(ruleOf)).withEventTime((row) => (row as TimedRule).at),
            quiet,
          ),
        )
        .collect();
      expect(found.map((one) => JSON.stringify(one)).sort()).toEqual(expected(list, timed));
    }),
    { numRuns: 10 },
  );
});

class Broken {
  readonly at = 1;
  readonly card = "x";
  get amount(): number {
    throw new RangeError("no amount");
  }
}

test("a row whose property throws is one failed record, however many rules and patterns look at it", async () => {
  const payments = [new Broken() as Payment, { card: "x", amount: 3, at: 2 }];
  const stream = from(payments)
    .withEventTime((row) => row.at)
    .keyBy("card");
  const least = (number: number): Change => ({
    id: `r${number}`,
    version: 1,
    at: 0,
    least: number,
    by: ">=",
    card: undefined,
    goes: false,
  });
  const rules = [1, 2, 3].map((number) => ruleOf(least(number)));
  const one = patternFromJson(rules[0]!.pattern!) as PatternOf<Payment> & { match: unknown };
  const dead: BadRecord[] = [];
  const onError = deadLetter(into(dead));
  const timed = from(rules).withEventTime((row) => row.at);
  expect(await stream.apply(matchRules<Payment>(timed, { ...quiet, onError })).collect()).toHaveLength(3);
  expect(await stream.apply(match(one as never, { onError })).collect()).toHaveLength(1);
  expect(dead).toMatchObject([
    { message: expect.stringMatching(/Cannot apply a condition of matchRules.*no amount/) },
    { message: expect.stringMatching(/Cannot apply a condition of match .*no amount/) },
  ]);
});
