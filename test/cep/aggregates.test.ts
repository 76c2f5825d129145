import { expect, test } from "vitest";
import { match, pattern } from "../../cep/mod.ts";
import * as core from "../../core/mod.ts";

interface Event {
  readonly n: string;
  readonly v: number;
  readonly at: number;
}

const value = (event: Event): number => event.v;

/** Each aggregate, made twice: what a partial match has is compared with what it gives over the same events as a dataset. */
const aggregates: Readonly<Record<string, () => core.Aggregation<Event, unknown>>> = {
  any: () => core.any((event: Event) => event.v > 3),
  approxCountDistinct: () => core.approxCountDistinct(value),
  avg: () => core.avg(value),
  collect: () => core.collect(value),
  concat: () => core.concat((event: Event) => String(event.v)),
  correlation: () => core.correlation((event: Event) => [event.v, event.at]),
  count: () => core.count(),
  countDistinct: () => core.countDistinct(value),
  covariance: () => core.covariance((event: Event) => [event.v, event.at]),
  every: () => core.every((event: Event) => event.v > 3),
  first: () => core.first(value),
  histogram: () => core.histogram(value, { from: 0, to: 10, bins: 5 }),
  last: () => core.last(value),
  max: () => core.max(value),
  maxBy: () => core.maxBy(value),
  min: () => core.min(value),
  minBy: () => core.minBy(value),
  mode: () => core.mode(value),
  quantile: () => core.quantile(value, 0.5),
  quantiles: () => core.quantiles(value, [0.25, 0.75]),
  stddev: () => core.stddev(value),
  sum: () => core.sum(value),
  topK: () => core.topK(2, value),
  variance: () => core.variance(value),
};

const events = [{ n: "s", v: 0, at: 0 }, ...[5, 3, 5, 8, 1, 9, 3].map((v, at): Event => ({ n: "a", v, at: at + 1 }))];

test("all aggregates are tried that there are", () => {
  const made = Object.entries(core).filter(([, one]) => {
    const text = typeof one === "function" ? String(one) : "";
    return /aggregation\(|Aggregation\(/.test(text) && !text.startsWith("class");
  });
  for (const [name] of made) if (name !== "aggregation") expect(Object.keys(aggregates), name).toContain(name);
});

test.each(Object.keys(aggregates))(
  "%s over accepted events is that of the partial match's own, however many branch off",
  async (name) => {
    const asked: [Event[], unknown][] = [];
    const shared = aggregates[name]!();
    const some = pattern("s", (event: Event) => event.n === "s")
      .followedBy("a", (event, { all, aggregate }) => {
        if (event.n === "a")
          asked.push([[...(all as (step: string) => Event[])("a")], aggregate("a" as never, shared)]);
        return event.n === "a";
      })
      .oneOrMore()
      .allowCombinations()
      .within(100);
    await core
      .from(events)
      .withEventTime((event) => event.at)
      .apply(match(some))
      .collect();
    expect(asked.length).toBeGreaterThan(50);
    for (const [own, got] of asked) {
      const { aggregate: fold, value: of } = aggregates[name]!() as never as {
        aggregate: {
          zero(): unknown;
          add(partial: unknown, value: unknown, row: () => unknown): unknown;
          result(partial: unknown): unknown;
        };
        value: ((event: Event) => unknown) | undefined;
      };
      const partial = own.reduce((all, event) => fold.add(all, of?.(event), () => event), fold.zero());
      expect(got).toEqual(fold.result(partial));
    }
  },
);
