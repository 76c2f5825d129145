// Patterns over streams, five times: card fraud, airports that melt down on three million real flights, sensors that fall
// silent, prices that dip and recover, and carts that nobody pays for. `node notebooks/patterns.ts` runs all of them.
import { fileURLToPath } from "node:url";
import { avg, count, from, tumbling } from "millrace";
import { match, pattern, type TimeoutOf } from "millrace/cep";
import { parquet } from "millrace/connectors/parquet";

const minute = 60_000;
const day = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

await cardFraud();
await meltingAirports();
await silentSensors();
await dips();
await abandonedCarts();

/** Three small payments, then a large one, within ten minutes: somebody tries a stolen card. */
async function cardFraud(): Promise<void> {
  interface Payment {
    readonly card: string;
    readonly amount: number;
    readonly at: number;
  }
  const fraud = pattern("small", (payment: Payment) => payment.amount < 10)
    .times(3)
    .followedBy("large", (payment) => payment.amount > 500)
    .within("10m")
    .afterMatch("past last");
  const amounts = [30, 2, 4, 1, 812, 3, 9];
  const payments = from(amounts.map((amount, at): Payment => ({ card: "4711", amount, at: at * minute })));
  const found = await payments
    .withEventTime((payment) => payment.at)
    .keyBy("card")
    .apply(match(fraud))
    .collect();
  for (const { small, large } of found) {
    console.log(`card ${large[0].card}: ${small.map(({ amount }) => amount).join(", ")}, then ${large[0].amount}`);
  }
}

/** The mean delay of an hour grows by more than five minutes three times in a row or more often, to 45 minutes and more. */
async function meltingAirports(): Promise<void> {
  interface Flight {
    readonly date: Date;
    readonly delay: number;
    readonly origin: string;
  }
  interface Hour {
    readonly origin: string;
    readonly windowStart: number;
    readonly late: number;
    readonly flights: number;
  }
  const melting = pattern("calm", (hour: Hour) => hour.late < 10)
    .next("worse", (hour, { last }) => hour.late > (last("worse") ?? last("calm")!).late + 5)
    .timesOrMore(2)
    .consecutive()
    .next("down", (hour, { last }) => hour.late >= 45 && hour.late > last("worse")!.late + 5)
    .within("12h")
    .afterMatch("past last");
  const flights = from(
    parquet<Flight>(fileURLToPath(new URL("../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url))),
  );
  const hours = flights
    .withEventTime((flight) => flight.date, { outOfOrder: "1d" })
    .keyBy("origin")
    .window(tumbling("1h"))
    .aggregate({ late: avg((flight) => flight.delay), flights: count() })
    .filter((hour) => hour.flights >= 10);
  const found = await hours.keyBy("origin").apply(match(melting)).collect();
  console.log(`${found.length} times an airport melted down`);
  for (const { calm, worse, down } of found.toSorted((a, b) => b.down[0].late - a.down[0].late).slice(0, 5)) {
    const delays = [...calm, ...worse, ...down].map(({ late }) => Math.round(late)).join(" → ");
    console.log(`  ${down[0].origin} on ${day(down[0].windowStart)}: ${delays} min late`);
  }
}

/** No heartbeat for five minutes: known when the time is over, without another event. */
async function silentSensors(): Promise<void> {
  interface Beat {
    readonly sensor: string;
    readonly at: number;
  }
  const silent = pattern("last", (_beat: Beat) => true)
    .notFollowedBy("beat")
    .within("5m");
  const beats = from([0, 2, 4, 11, 13].map((at): Beat => ({ sensor: "boiler", at: at * minute })));
  const found = await beats
    .withEventTime((beat) => beat.at)
    .keyBy("sensor")
    .apply(match(silent))
    .collect();
  for (const { last } of found) console.log(`${last[0].sensor} fell silent at minute ${last[0].at / minute}`);
}

/** A price that falls several times in a row and is back where it was: a V. */
async function dips(): Promise<void> {
  interface Quote {
    readonly symbol: string;
    readonly price: number;
    readonly at: number;
  }
  const vShape = pattern("top", (_quote: Quote) => true)
    .next("fall", (quote, { last }) => quote.price < (last("fall") ?? last("top")!).price)
    .timesOrMore(2)
    .consecutive()
    .next("rise", (quote, { last }) => quote.price > (last("rise") ?? last("fall")!).price)
    .oneOrMore()
    .consecutive()
    .next("back", (quote, { last, first }) => quote.price >= first("top")!.price && quote.price > last("rise")!.price)
    .within("1h")
    .afterMatch("past last");
  const prices = [9, 12, 10, 7, 8, 11, 13, 12, 11];
  const quotes = from(prices.map((price, at): Quote => ({ symbol: "ACME", price, at: at * minute })));
  const found = await quotes
    .withEventTime((quote) => quote.at)
    .keyBy("symbol")
    .apply(match(vShape))
    .collect();
  for (const { top, fall, rise, back } of found) {
    console.log(`ACME: ${[...top, ...fall, ...rise, ...back].map(({ price }) => price).join(" ")}`);
  }
}

/** Carts that were filled and not paid for within half an hour: the timeouts are the result. */
async function abandonedCarts(): Promise<void> {
  interface Click {
    readonly user: string;
    readonly page: "cart" | "pay" | "shop";
    readonly at: number;
  }
  const bought = pattern("cart", (click: Click) => click.page === "cart")
    .followedBy("pay", (click) => click.page === "pay")
    .within("30m");
  const clicks = from<Click>([
    { user: "ann", page: "cart", at: 0 },
    { user: "bob", page: "cart", at: 2 * minute },
    { user: "ann", page: "pay", at: 5 * minute },
    { user: "bob", page: "shop", at: 50 * minute },
  ]);
  const found = clicks
    .withEventTime((click) => click.at)
    .keyBy("user")
    .apply(match(bought));
  for (const { cart } of await found.sideOutput<TimeoutOf<typeof bought>>("timeouts").collect()) {
    console.log(`${cart[0]!.user} left a cart behind`);
  }
}
