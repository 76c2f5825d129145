import { expect, test } from "vitest";
import { from, replay } from "../../../core/mod.ts";
import { payments, rules, stolen } from "../../../notebooks/cases/data/payments.ts";
import { type Alert, fraud } from "../../../notebooks/cases/fraud/job.ts";
import { checkPicture, runCase, sorted } from "./case.ts";

const paid = payments();
const written = rules();
const stored = await fraud(
  from(paid).withEventTime((payment) => payment.at, { outOfOrder: "5s" }),
  from(written).withEventTime((rule) => rule.at),
).collect();

const cardsOf = (alerts: readonly Alert[], rule: string): string[] =>
  alerts.filter((alert) => alert.rule.startsWith(rule)).map(({ card }) => card);

test("each stolen card is told, once, by what is done with it, and no other card", () => {
  const [unknownThen, ...known] = stolen["gift cards"];
  expect(unknownThen).toBe("card 301");
  expect(cardsOf(stored, "testing").sort()).toEqual(stolen.testing.toSorted());
  expect(cardsOf(stored, "travel").sort()).toEqual(stolen.travel.toSorted());
  expect(cardsOf(stored, "gift cards").sort()).toEqual(known.toSorted());
  expect(stored).toHaveLength(10);
});

test("a payment is looked at with the rules of its time: none in the morning, the stricter one from 15:00 on", () => {
  const found = stored.filter(({ rule }) => rule.startsWith("gift cards"));
  expect(sorted(found.map(({ rule, card, amounts }) => [rule, card, amounts]))).toEqual([
    ["gift cards v1", "card 845", [160, 160, 160]],
    ["gift cards v2", "card 1042", [120, 120, 120]],
  ]);
});

test("without the rules of analysts the same payments give the other alerts alone", async () => {
  const none = from(written.slice(0, 0)).withEventTime((rule) => rule.at);
  const alerts = await fraud(
    from(paid).withEventTime((payment) => payment.at, { outOfOrder: "5s" }),
    none,
  ).collect();
  expect(sorted(alerts)).toEqual(sorted(stored.filter(({ rule }) => !rule.startsWith("gift cards"))));
});

test("a stream of the day, in which payments come late and rules when they are written, gives what the stored day does", async () => {
  const late = paid
    .map((payment, at) => ({ payment, sentMs: payment.at + (at % 7) * 700 }))
    .sort((a, b) => a.sentMs - b.sentMs)
    .map(({ payment }) => payment);
  const speedUp = Number.POSITIVE_INFINITY;
  const alerts: Alert[] = [];
  await fraud(
    from(replay(late, { time: "at", speedUp })).withEventTime((payment) => payment.at, { outOfOrder: "5s" }),
    from(replay(written, { time: "at", speedUp })).withEventTime((rule) => rule.at),
  ).forEach((alert) => void alerts.push(alert));
  expect(sorted(alerts)).toEqual(sorted(stored));
});

test("the command prints an alert a line", async () => {
  expect(sorted(await runCase("fraud"))).toEqual(sorted(stored.map((alert) => JSON.parse(JSON.stringify(alert)))));
});

test("its picture is what is drawn now", () => checkPicture("fraud"));
