import fc from "fast-check";
import { expect, test } from "vitest";
import { KeptColumns, quantileOf } from "../../../ml/feature/kept-columns.ts";

test("quantiles of values in any order are those of the sorted ones, in the order they are asked for", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 200 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom("linear" as const, "element" as const),
      (values, shares, how) => {
        const kept = new KeptColumns(1);
        kept.add({ data: Float64Array.from(values), rows: values.length, columns: 1 });
        const sorted = Float64Array.from(values.filter((one) => !Number.isNaN(one))).sort();
        expect(kept.quantiles(shares, how)).toEqual([shares.map((share) => quantileOf(sorted, share, how))]);
      },
    ),
  );
});

test("of many values, ascending, descending, alike or in any order, too", () => {
  const count = 20_000;
  const orders = [
    (at: number) => at,
    (at: number) => -at,
    () => 7,
    (at: number) => (at * 7919) % count,
    (at: number) => at % 5,
  ];
  for (const order of orders) {
    const values = Float64Array.from({ length: count }, (_, at) => order(at));
    const kept = new KeptColumns(1);
    for (let start = 0; start < count; start += 1024)
      kept.add({ data: values.slice(start, start + 1024), rows: Math.min(1024, count - start), columns: 1 });
    const sorted = values.slice().sort();
    const shares = [0, 0.25, 0.5, 0.75, 0.999, 1];
    expect(kept.quantiles(shares, "linear")[0]).toEqual(shares.map((share) => quantileOf(sorted, share, "linear")));
  }
});
