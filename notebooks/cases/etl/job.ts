// Orders as a shop's server sends them, on their way into a data lake: read, checked, each once, with what is known of the customer, as
// Parquet by day. What is no good goes to a folder of its own, with the reason.
import { type Dataset, deadLetter, type Job, job, lookupJoin, type OnError, state } from "millrace";
import { jsonLines } from "millrace/connectors/json-lines";
import { kafka } from "millrace/connectors/kafka";
import { parquet } from "millrace/connectors/parquet";
import { customers, messages } from "../data/orders.ts";

interface Order {
  readonly id: string;
  readonly customer: number;
  readonly at: Date;
  readonly lines: readonly { readonly sku: string; readonly count: number; readonly price: number }[];
}

/** A line of an order, as it is kept. */
export interface OrderLine {
  /** `2026-03-01`: the folder that it lies in. */
  readonly day: string;
  readonly order: string;
  readonly at: Date;
  readonly customer: number;
  readonly country: string;
  readonly sku: string;
  readonly count: number;
  readonly eur: number;
}

/** Throws where a message is no order: the reason goes where `onError` says. */
function parsed(message: string): Order {
  const { id, customer, at, lines } = JSON.parse(message);
  if (typeof id !== "string" || typeof customer !== "number") throw new TypeError("an order has an id and a customer");
  if (!(lines?.length > 0)) throw new TypeError("an order has lines");
  for (const { count, price } of lines)
    if (!(count > 0 && price >= 0)) throw new RangeError("a line has a count above 0 and a price");
  return { id, customer, at: new Date(at), lines };
}

/** In the place of a database or a service: asked once for each customer, and again an hour later. */
async function customerOf(id: number): Promise<{ country: string }> {
  const known = customers.get(id);
  if (known === undefined) throw new RangeError(`nobody is customer ${id}`);
  return known;
}

export function etl(received: Dataset<string>, onError: OnError): Dataset<OrderLine> {
  return received
    .map(parsed, { name: "parse", onError })
    .keyBy("id")
    .process({
      // A server that has no answer sends again, a day later at most.
      state: { seen: state.value<boolean>({ ttl: "1d" }) },
      row(order, { state: { seen } }) {
        if (seen.get()) return [];
        seen.set(true);
        return [order];
      },
    })
    .apply(
      lookupJoin({
        by: (order) => order.customer,
        lookup: customerOf,
        cache: { ttl: "1h" },
        onError,
        name: "customers",
      }),
    )
    .flatMap(({ id, at, customer, country, lines }) =>
      lines.map(({ sku, count, price }) => ({
        day: at.toISOString().slice(0, 10),
        order: id,
        at,
        customer,
        country,
        sku,
        count,
        eur: Math.round(100 * count * price) / 100,
      })),
    );
}

const etlJob: Job = job("etl", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const out = parameter("out", "out/etl"); // s3://lake/orders, say
  const received =
    brokers === "" ? from(messages()) : from(kafka<string>({ brokers, topic: "orders", value: "string" }));
  const refused = deadLetter(jsonLines(`${out}/refused/`));
  return etl(received, refused).sinkTo(parquet(`${out}/lines/`, { partitionBy: ["day"] }));
});

export default etlJob;
