// Visits of a shop, made of single clicks: sessions, how far each of them got, and each hour how many got how far.
import { count, type Dataset, type Job, job, schema, session, sum, type TypedSchema, tumbling } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import { parquet } from "millrace/connectors/parquet";
import { stdout } from "millrace/connectors/stdio";
import { clicks } from "../data/clicks.ts";

export interface Click {
  readonly user: string;
  readonly page: "home" | "product" | "cart" | "checkout" | "paid";
  /** ms since the epoch. */
  readonly at: number;
}

/** The way through the shop: each after the one before, whatever lies between. */
export const funnel = ["home", "product", "cart", "checkout", "paid"] as const;

/** Clicks of one person with less than half an hour between them. */
export interface Visit {
  readonly user: string;
  readonly start: Date;
  readonly seconds: number;
  readonly clicks: number;
  /** How many pages of the funnel it came to, one after the other. */
  readonly depth: number;
  readonly left: Click["page"];
}

/** The visits that ended in an hour: how many came to each page of the funnel. */
export interface Hour {
  readonly hour: Date;
  readonly visits: number;
  readonly product: number;
  readonly cart: number;
  readonly checkout: number;
  readonly paid: number;
}

export function visits(timed: Dataset<Click>): Dataset<Visit> {
  return timed
    .keyBy("user")
    .window(session("30m"))
    .process(({ user, rows }) => {
      // They come as the network has it.
      const inOrder = rows.toSorted((a, b) => a.at - b.at);
      const [first, last] = [inOrder[0]!, inOrder.at(-1)!];
      let depth = 0;
      for (const { page } of inOrder) if (page === funnel[depth]) depth++;
      const seconds = Math.round((last.at - first.at) / 1000);
      return [{ user, start: new Date(first.at), seconds, clicks: rows.length, depth, left: last.page }];
    });
}

export function hours(ended: Dataset<Visit>): Dataset<Hour> {
  return ended
    .windowAll(tumbling("1h"))
    .aggregate({
      visits: count(),
      product: sum((visit) => (visit.depth > 1 ? 1 : 0)),
      cart: sum((visit) => (visit.depth > 2 ? 1 : 0)),
      checkout: sum((visit) => (visit.depth > 3 ? 1 : 0)),
      paid: sum((visit) => (visit.depth > 4 ? 1 : 0)),
    })
    .map(({ windowStart, windowEnd: _, ...counts }) => ({ hour: new Date(windowStart), ...counts }));
}

const clickColumns = schema({ user: "string", page: "string", at: "float64" }) as TypedSchema<Click>;

const clickstreamJob: Job = job("clickstream", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const out = parameter("out", "out/clickstream");
  const isHere = brokers === "";
  const clicked = isHere ? from(clicks()) : from(kafka<Click>({ brokers, topic: "clicks", schema: clickColumns }));
  const ended = visits(clicked.withEventTime((click) => click.at, { outOfOrder: "2m", idleAfter: "30s" }));
  return hours(ended)
    .sinkTo(isHere ? stdout() : kafka<Hour>({ brokers, topic: "funnel" }))
    .and(ended.sinkTo(parquet(`${out}/visits.parquet`)));
});

export default clickstreamJob;
