import fc from "fast-check";
import { expect, test } from "vitest";
import { prepared } from "../../cep/matching/matcher.ts";
import {
  type ConditionJson,
  match,
  matchEach,
  matchRules,
  type PatternOf,
  patternFromJson,
  type Rule,
} from "../../cep/mod.ts";
import { PatternRun } from "../../cep/operator/pattern-run.ts";
import { type PatternState, patternState } from "../../cep/operator/pattern-state.ts";
import { RuleClasses } from "../../cep/operator/rule-classes.ts";
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

test("conditions of rules that are gone are let go of", () => {
  const keys = { numberOf: () => 0, keyOf: () => "x", groupOf: () => 0 };
  const state = patternState("rules").create({ keys } as never) as PatternState;
  const outbox = { match: () => undefined, wantsTimeouts: false, timeout: () => undefined };
  const classes = new RuleClasses([], { keys, step: "rules" } as never);
  let before: PatternRun | undefined;
  for (let at = 0; at < 500; at++) {
    const json = { parts: [{ step: "s", where: { op: "=", left: amount, right: at } as const }] };
    const named = { name: `${at}`, prepared: prepared(patternFromJson(json).spec) };
    const run = new PatternRun(named, state, { outbox, maxPartialMatches: 10 });
    classes.update([run], [run], before === undefined ? [] : [before.number]);
    state.keepOnly([run.name]);
    before = run;
    expect(classes.kept).toBeLessThan(100);
  }
});

/** What a rule looks at throws, or not. */
class Broken {
  readonly at = 1;
  readonly card = "x";
  readonly fee = 5;
  get amount(): number {
    throw new RangeError("no amount");
  }
}

const broken = new Broken() as Payment;
const plain = { card: "x", amount: 3, fee: 5, at: 2 };
const brokenFirst = from([broken, plain as Payment])
  .withEventTime((row) => row.at)
  .keyBy("card");

async function foundBy(wheres: readonly ConditionJson[]) {
  const rules = wheres.map(
    (where, at): Rule => ({ id: `r${at}`, version: 1, pattern: { parts: [{ step: "s", where }] } }),
  );
  const dead: BadRecord[] = [];
  const options = { ...quiet, onError: deadLetter(into(dead)) };
  const byRules = await brokenFirst
    .apply(
      matchRules<Payment>(
        from(rules).withEventTime(() => 0),
        options,
      ),
    )
    .collect();
  const patterns = Object.fromEntries(rules.map(({ id, pattern }) => [id, patternFromJson(pattern!)]));
  const byEach = await brokenFirst.apply(matchEach(patterns as never, options)).collect();
  const ofRules = byRules.map(({ rule, match }) => `${rule}@${match.s![0]!.at}`).sort();
  const ofEach = (byEach as { pattern: string; match: { s: Payment[] } }[])
    .map(({ pattern, match }) => `${pattern}@${match.s[0]!.at}`)
    .sort();
  expect(ofRules).toEqual(ofEach);
  return { found: ofRules, dead: dead.length };
}

const fee: ConditionJson = { op: "=", left: { field: "fee" }, right: 5 };
const three: ConditionJson = { op: "=", left: amount, right: 3 };

test.each<[string, readonly ConditionJson[], readonly string[], number]>([
  ["one that looks at it and one that does not", [three, fee], ["r0@2", "r1@1", "r1@2"], 2],
  ["the other way round", [fee, three], ["r0@1", "r0@2", "r1@2"], 2],
  ["what holds before it is asked", [{ any: [fee, three] }], ["r0@1", "r0@2"], 0],
  ["what fails before it is asked", [{ all: [{ op: "=", left: { field: "fee" }, right: 6 }, three] }], [], 0],
  ["twelve of both kinds", [three, ...new Array(11).fill(fee)], [], 2],
])("a property that throws fails its row for the rules that look at it: %s", async (name, wheres, expected, dead) => {
  const { found, dead: failed } = await foundBy(wheres);
  if (name.startsWith("twelve")) expect(found).toHaveLength(23);
  else expect(found).toEqual(expected);
  expect(failed).toBe(dead);
});

test("a row whose property throws is one failed record, however many conditions of events look at it", async () => {
  const payments = [broken, { card: "x", amount: 3, at: 2 }];
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
