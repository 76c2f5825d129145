import fc from "fast-check";
import { expect, test } from "vitest";
import { foldedKeys } from "../../../core/state/folded-keys.ts";

const numbers = fc.constantFrom(0, 1, -1, 0.5, 2 ** 53, 2 ** 40 + 1, Number.NaN);

test("combinations of numbers get places from 0 on in the order they come, the same ones the same, in any batches", () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 4 })
        .chain((parts) => fc.array(fc.array(numbers, { minLength: parts, maxLength: parts }))),
      fc.nat(40),
      (rows, cut) => {
        const folded = foldedKeys(rows[0]?.length ?? 2);
        const places = new Map<string, number>();
        for (const batch of [rows.slice(0, cut), rows.slice(cut)]) {
          const out = new Float64Array(batch.length);
          const columns = (rows[0] ?? [0, 0]).map((_, at) => Float64Array.from(batch, (row) => row[at]!));
          folded.placesOf(columns, undefined, batch.length, out);
          const expected = batch.map((row) => {
            const text = row.join(" ");
            if (!places.has(text)) places.set(text, places.size);
            return places.get(text)!;
          });
          expect([...out]).toEqual(expected);
        }
        expect(folded.size).toBe(places.size);
      },
    ),
  );
});

test("only selected rows are folded and written, and what is known of places outlives the growing of the tables", () => {
  const folded = foldedKeys(3);
  const out = new Float64Array(4).fill(-1);
  const part = Float64Array.of(5, 6, 5, 7);
  folded.placesOf([part, part, part], Int32Array.of(0, 2, 3), 4, out);
  expect([...out]).toEqual([0, -1, 0, 1]);
  expect(folded.known[0]).toBeNaN();
  folded.known[1] = 42;
  const many = Float64Array.from({ length: 10_000 }, (_, row) => row);
  const places = new Float64Array(10_000);
  folded.placesOf([many, many, many], undefined, 10_000, places);
  expect(folded.size).toBe(10_000);
  expect([places[5], places[7], new Set(places).size]).toEqual([0, 1, 10_000]);
  expect([folded.known[0], folded.known[1], folded.known[9_999]]).toEqual([Number.NaN, 42, Number.NaN]);
  expect(folded.sizeBytes).toBeGreaterThan(10_000 * 2 * 16);
});
