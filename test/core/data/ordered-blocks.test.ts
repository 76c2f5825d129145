import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedBlocks } from "../../../core/data/ordered-blocks.ts";

const change = fc.record({
  number: fc.integer({ min: 0, max: 900 }),
  does: fc.constantFrom("set", "set", "set", "delete"),
});

test("values are those of a map, from any number down, whatever is set and deleted", () =>
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 200, maxLength: 3000, size: "max" }),
      fc.array(fc.integer({ min: -2, max: 902 }), { minLength: 5, maxLength: 20 }),
      (changes, asked) => {
        const blocks = new OrderedBlocks<number>();
        const map = new Map<number, number>();
        changes.forEach(({ number, does }, value) => {
          if (does === "set") blocks.set(number, value);
          else blocks.delete(number);
          if (does === "set") map.set(number, value);
          else map.delete(number);
        });
        expect(blocks.size).toBe(map.size);
        const ordered = [...map].sort(([one], [other]) => other - one);
        for (const number of asked) {
          expect(blocks.get(number)).toBe(map.get(number));
          expect([...blocks.downFrom(number)]).toEqual(
            ordered.filter(([each]) => each <= number).map(([, value]) => value),
          );
          expect([...blocks.upFrom(number)].reverse()).toEqual(
            ordered.filter(([each]) => each >= number).map(([, value]) => value),
          );
        }
      },
    ),
    { numRuns: 60 },
  ));

test.each([
  ["in order", (n: number) => n],
  ["the other way", (n: number) => -n],
  ["in any order", (n: number) => (n * 7919) % 200_000],
])("two hundred thousand that come %s, and go from the first, are there and then not", (_, numberOf) => {
  const blocks = new OrderedBlocks<number>();
  for (let n = 0; n < 200_000; n++) blocks.set(numberOf(n), n);
  const all = [...blocks.downFrom(Number.POSITIVE_INFINITY)].map(numberOf);
  expect(all.length).toBe(200_000);
  expect(all.every((number, at) => at === 0 || number < all[at - 1]!)).toBe(true);
  for (const number of all.reverse()) blocks.delete(number);
  expect([blocks.size, ...blocks.downFrom(Number.POSITIVE_INFINITY)]).toEqual([0]);
});

test("the largest size of a range is that of its values, whatever came, went or changed since it was last looked for", () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          does: fc.constantFrom("set", "delete", "resize"),
          number: fc.integer({ min: 0, max: 3000 }),
          from: fc.integer({ min: 0, max: 1500 }),
          // Of what is there the largest: what goes or changes matters then.
          isLargest: fc.boolean(),
          isSmall: fc.boolean(),
        }),
        { minLength: 100, maxLength: 200, size: "max" },
      ),
      (steps) => {
        const blocks = new OrderedBlocks<{ size: number }>(({ size }) => size);
        const plain = new Map<number, { size: number }>();
        const set = (number: number, size: number): void => {
          const value = { size };
          blocks.set(number, value);
          plain.set(number, value);
        };
        for (let n = 0; n < 1500; n++) set((n * 7919) % 3001, n % 100);
        steps.forEach(({ does, number, from, isLargest, isSmall }, step) => {
          const largest = Math.max(...[...plain.values()].map(({ size }) => size));
          const chosen = isLargest ? [...plain].find(([, { size }]) => size === largest)![0] : number;
          const size = isSmall ? 0 : 1000 + step;
          if (does === "set") set(chosen, size);
          else if (does === "delete") {
            blocks.delete(chosen);
            plain.delete(chosen);
          } else if (plain.has(chosen)) {
            plain.get(chosen)!.size = size;
            blocks.resized(chosen);
          }
          const within = [...plain].filter(([each]) => each >= from && each < 2900).map(([, value]) => value.size);
          expect(blocks.largestIn(from, 2900)).toBe(Math.max(Number.NEGATIVE_INFINITY, ...within));
        });
      },
    ),
    { numRuns: 20 },
  ));
