// Card fraud: two patterns that the bank knows, and rules that its analysts write, change and withdraw while the job runs.
import { type Dataset, type Job, job, schema } from "millrace";
import { matchEach, matchRules, pattern, type Rule } from "millrace/cep";
import { kafka } from "millrace/connectors/kafka";
import { stdout } from "millrace/connectors/stdio";
import { payments, rules } from "../data/payments.ts";

export interface Payment {
  readonly card: string;
  readonly amount: number;
  readonly country: string;
  readonly shop: string;
  readonly online: boolean;
  /** ms since the epoch. */
  readonly at: number;
}

/** What is told to whoever blocks cards. */
export interface Alert {
  readonly rule: string;
  readonly card: string;
  readonly at: Date;
  readonly amounts: readonly number[];
}

/** Somebody tries whether a stolen card works: three small payments, then a large one. */
const testing = pattern("small", (payment: Payment) => payment.online && payment.amount < 5)
  .times(3)
  .followedBy("large", (payment) => payment.amount > 500)
  .within("10m")
  .afterMatch("past last");

/** The card itself is in two countries within an hour. */
const travel = pattern("here", (payment: Payment) => !payment.online)
  .followedBy("far", (payment, { first }) => !payment.online && payment.country !== first("here")!.country)
  .within("1h")
  .afterMatch("past last");

/** The alerts of payments, by what is known here and by rules, each from its own time on. */
export function fraud(paid: Dataset<Payment>, rules: Dataset<Rule>): Dataset<Alert> {
  const cards = paid.keyBy("card");
  const known = cards
    .apply(matchEach({ testing, travel }))
    .map(({ pattern: rule, match }) => alertOf(rule, Object.values(match).flat()));
  const written = cards
    .apply(matchRules(rules))
    .map(({ rule, version, match }) => alertOf(`${rule} v${version}`, Object.values(match).flat()));
  return known.union(written);
}

function alertOf(rule: string, found: readonly Payment[]): Alert {
  const last = found.at(-1)!;
  return { rule, card: last.card, at: new Date(last.at), amounts: found.map(({ amount }) => amount) };
}

const paymentColumns = schema({
  card: "string",
  amount: "float64",
  country: "string",
  shop: "string",
  online: "boolean",
  at: "float64",
});

const fraudJob: Job = job("fraud", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const isHere = brokers === "";
  const paid = isHere
    ? from(payments())
    : from(kafka<Payment>({ brokers, topic: "payments", schema: paymentColumns, group: "fraud" }));
  const written = isHere ? from(rules()) : from(kafka<Rule & { at: number }>({ brokers, topic: "fraud-rules" }));
  // Rules are rare: without idleAfter event time would wait for the next one.
  const alerts = fraud(
    paid.withEventTime((payment) => payment.at, { outOfOrder: "5s", idleAfter: "30s" }),
    written.withEventTime((rule) => rule.at, { idleAfter: "1s" }),
  );
  return alerts.sinkTo(isHere ? stdout() : kafka<Alert>({ brokers, topic: "alerts", keyOf: (alert) => alert.card }));
});

export default fraudJob;
