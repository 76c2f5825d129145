import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf } from "../../../core/data/column-of.ts";
import { keySpace } from "../../../core/state/key-space.ts";

const most = 2 ** 26 - 1;
const parts = fc.oneof(
  fc.nat(most + 2),
  fc.integer({ min: most - 40, max: most }),
  fc.nat(3),
  fc.constantFrom("a", "b", -1, 0.5, null, Number.NaN, 2 ** 60),
);

test("keys of two parts are told apart, come back as they are, and are the same one by one as by columns", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(parts, parts), { minLength: 1, maxLength: 12 }), (pairs) => {
      const keys = keySpace(128);
      const objects = pairs.map(([a, b]) => ({ b, a }));
      const numbers = objects.map((object) => keys.numberOf(object));
      expect(numbers.map((number) => keys.keyOf(number))).toEqual(pairs.map(([a, b]) => ({ a, b })));
      const texts = new Set(objects.map(({ a, b }) => `${typeof a} ${String(a)} ${typeof b} ${String(b)}`));
      expect(new Set(numbers).size).toBe(texts.size);
      const columns = [columnOf(pairs.map(([a]) => a)), columnOf(pairs.map(([, b]) => b))];
      expect([...keys.numbersOf(columns, ["a", "b"], pairs.length, undefined).slice(0, pairs.length)]).toEqual(numbers);
      const turned = [columns[1]!, columns[0]!];
      expect([...keys.numbersOf(turned, ["b", "a"], pairs.length, undefined).slice(0, pairs.length)]).toEqual(numbers);
    }),
  );
});

test("the largest keys of a shape are not taken for the next shape's", () => {
  const keys = keySpace(128);
  const pairs = [most, most - 21, most - 4000].flatMap((a) => [0, most - 21, most].map((b) => ({ a, b })));
  const numbers = pairs.map((pair) => keys.numberOf(pair));
  expect(numbers.map((number) => keys.keyOf(number))).toEqual(pairs);
  keys.numberOf({ a: 0, b: "x" });
  expect(numbers.map((number) => keys.keyOf(number))).toEqual(pairs);
  expect(keys.partsOf(Float64Array.from(numbers), ["a", "b"])).toBeDefined();
});

test("keys of one shape give their parts as columns, others do not", () => {
  const keys = keySpace(128);
  const numbers = Float64Array.from(
    [
      { day: 3, city: "Kent" },
      { day: 4, city: "Bend" },
    ],
    keys.numberOf,
  );
  const [day, city] = keys.partsOf(numbers, ["day", "city"])!;
  expect(day).toMatchObject({ layout: "float64", values: Float64Array.of(3, 4) });
  expect(city).toMatchObject({ layout: "dictionary" });
  const mixed = Float64Array.from(
    [
      { day: 3, city: "Kent" },
      { day: "x", city: "Kent" },
    ],
    keys.numberOf,
  );
  expect(keys.partsOf(mixed, ["day", "city"])).toBeUndefined();
});

test("texts that are parts of live keys are not forgotten", () => {
  const keys = keySpace(128);
  const live = keys.numberOf({ city: "Kent", day: 1 });
  keys.numberOf({ city: "Bend", day: 1 });
  keys.sweep((keep) => keep(live));
  expect(keys.keyOf(live)).toEqual({ city: "Kent", day: 1 });
  expect(keys.numberOf({ city: "Kent", day: 1 })).toBe(live);
});
