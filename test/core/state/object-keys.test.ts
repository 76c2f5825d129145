import fc from "fast-check";
import { expect, test } from "vitest";
import type { Column } from "../../../core/data/column.ts";
import { any } from "../../../core/data/data-type.ts";
import { from } from "../../../core/mod.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { objectKeys } from "../../../core/state/object-keys.ts";

const part = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom<unknown>("a", "b", "", "1", true, false, null, -0, Number.NaN, 2 ** 60, 0.5, 1n, undefined, [1]),
);
const object = fc.oneof(
  fc.record({ a: part, b: part }, { noNullPrototype: true }),
  fc.record({ b: part, a: part }, { noNullPrototype: true }),
  fc.record({ a: part, b: part, c: part }, { requiredKeys: ["a"] }),
  fc.record({ a: part }),
  fc.constant({}),
);
const key = fc.oneof(
  object,
  fc.tuple(object),
  fc.tuple(part),
  fc.tuple(part, part),
  fc.constantFrom<unknown>([], [[]], new Date(3)),
);
/** Of one shape, or of any. */
const keys = fc.oneof(
  fc.array(fc.record({ a: fc.integer({ max: 3, min: 0 }), b: fc.constantFrom("x", "y", null) }), { maxLength: 20 }),
  fc.array(fc.tuple(fc.constantFrom("x", 1, 0, -0, null)), { maxLength: 20 }),
  fc.array(fc.tuple(fc.record({ a: fc.constantFrom(true, 1, "1") })), { maxLength: 20 }),
  fc.array(key, { maxLength: 12 }),
);

test("the number of a key is that of the key by itself, whatever keys it comes with", () =>
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 4 }), fc.boolean(), (batches, selects) => {
      const space = keySpace(128);
      for (const values of batches) {
        const column: Column = { type: any, layout: "values", values, validity: undefined };
        const selection = selects ? Int32Array.from(values.keys()).filter((row) => row % 3 !== 1) : undefined;
        const numbers = space.numbersOf([column], [], values.length, selection);
        for (const row of selection ?? values.keys()) {
          expect(numbers[row]).toBe(space.numberOf(values[row]));
          expect(space.numberOf(space.keyOf(numbers[row]!))).toBe(numbers[row]);
        }
      }
    }),
    { numRuns: 400 },
  ));

test("objects alike are split into their properties, in the order of names; others are not", () => {
  const split = objectKeys(
    [
      { b: "x", a: 1 },
      { b: "y", a: 2 },
    ],
    2,
    undefined,
  );
  expect(split?.columns.map(({ layout }) => layout)).toEqual(["float64", "values"]);
  expect(objectKeys([[{ b: "x", a: 1 }]], 1, undefined)?.columns.length).toBe(2);
  expect(objectKeys([[7], ["x"]], 2, undefined)?.columns.length).toBe(2);
  for (const others of [
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1 }, { a: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: 1 } }],
    [[1], [1, 2]],
    [{ a: 1 }, null],
    [new Date(1)],
    [5],
  ])
    expect(objectKeys(others, others.length, undefined)).toBeUndefined();
});

test("distinct rows of many shapes are those that no row before equals", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.record({ a: fc.constantFrom(1, 2, "1", null), b: fc.constantFrom("x", true) }, { noNullPrototype: true }),
          fc.constantFrom<unknown>(1, "1", null, [1], { b: "x", a: 1 }),
        ),
        { maxLength: 30 },
      ),
      fc.integer({ min: 1, max: 9 }),
      async (rows, batchRows) => {
        const text = (row: unknown): string =>
          typeof row === "object" && row !== null && !Array.isArray(row)
            ? JSON.stringify(Object.entries(row).sort())
            : JSON.stringify(row);
        const seen = new Set<string>();
        const expected = rows.filter((row) => !seen.has(text(row)) && seen.add(text(row)));
        expect(await from(rows).distinct().collect({ batchRows })).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  ));
