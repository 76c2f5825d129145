import fc from "fast-check";

/** A record of the random datasets: small domains, so that keys, ties and nulls meet. Every step gives such rows again. */
export interface Sample {
  readonly at: number;
  readonly key: string;
  readonly group: number;
  readonly value: number | null;
}

/** Fractions that are whole parts of one: sums of some sums are then those of all, however they are rounded. */
const fractions = fc.integer({ min: -5 * 1024, max: 5 * 1024 }).map((n) => n / 1024);

/** How much later than a newer record one may come, ms. */
export const mostDelayMs = 50;

const sample: fc.Arbitrary<Sample> = fc.record({
  at: fc.integer({ min: -300, max: 1500 }),
  key: fc.constantFrom("a", "b", "c", "ä", ""),
  group: fc.integer({ min: -2, max: 3 }),
  value: fc.option(fc.oneof(fc.integer({ min: -9, max: 9 }), fractions), {
    freq: 6,
  }),
});

// Of any length as likely: small ones alone would tell little.
export const samples: fc.Arbitrary<Sample[]> = fc.array(sample, { maxLength: 50, size: "max" });

/** So many that a run has checkpoints in between, with much under way. */
export const manySamples: fc.Arbitrary<Sample[]> = fc.array(sample, { minLength: 60, maxLength: 250, size: "max" });

/** By how much records come late, in turn. */
export const delays: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 0, max: mostDelayMs }), { maxLength: 12 });

/** Records in an order in which none is later than the bound allows. */
export function arriving(rows: readonly Sample[], late: readonly number[]): Sample[] {
  const due = rows.map((row, n) => ({ row, due: row.at + (late[n % Math.max(1, late.length)] ?? 0) }));
  return due.sort((a, b) => a.due - b.due).map(({ row }) => row);
}
