import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderKeys } from "../../../core/operators/order-keys.ts";
import { RankedRows } from "../../../core/operators/ranked-rows.ts";

interface Row {
  readonly place: number;
  readonly value: number;
}

const changes = fc.array(fc.record({ entry: fc.nat(1), value: fc.nat(6), leaves: fc.nat(999) }), {
  maxLength: 200,
  size: "max",
});

test("the best of each key are those of a list that is kept in order, however long it is", () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 4 }), fc.constantFrom("first", "last"), (all, count, ties) => {
      const orders = new OrderKeys(["ascending"]);
      orders.reserve(all.length + 1);
      const values = Float64Array.from(all, ({ value }) => value);
      orders.load(
        [{ type: { kind: "float64" }, layout: "float64", values, validity: undefined } as never],
        all.length,
        undefined,
      );
      const ranked = new RankedRows({ orders, count, ties, longFrom: 10, rowsOfBlock: 4 });
      const naive: Row[][] = [[], []];
      const long = new Set<number>();
      all.forEach(({ entry, value, leaves }, place) => {
        const rows = naive[entry]!;
        if (leaves < 400 && rows.length > 0) {
          const [gone] = rows.splice(leaves % rows.length, 1);
          ranked.leave(entry, gone!.place);
        } else {
          orders.set(place + 1, place);
          const at = rows.findIndex((other) => (ties === "first" ? other.value > value : other.value >= value));
          rows.splice(at < 0 ? rows.length : at, 0, { place, value });
          ranked.enter(entry, place);
        }
        const { places, starts, lengths } = ranked.lists;
        for (const [at, own] of naive.entries()) {
          if (own.length > 10) long.add(at);
          // Of a long list no more is held than matters.
          if (long.has(at)) expect(lengths[at]!).toBeLessThanOrEqual(count);
          const best = Math.min(lengths[at]!, count);
          const start = starts[at]!;
          expect([...places.subarray(start, start + best)]).toEqual(own.slice(0, count).map((row) => row.place));
        }
      });
    }),
  );
});

test("a long list that another takes the place of, or that is empty, is as if there was none", () => {
  const orders = new OrderKeys(["ascending"]);
  orders.reserve(41);
  const values = Float64Array.from({ length: 40 }, (_, at) => at);
  orders.load([{ type: { kind: "float64" }, layout: "float64", values, validity: undefined } as never], 40, undefined);
  const ranked = new RankedRows({ orders, count: 2, ties: "first", longFrom: 4, rowsOfBlock: 4 });
  const best = (entry: number): number[] => {
    const { places, starts, lengths } = ranked.lists;
    return [...places.subarray(starts[entry]!, starts[entry]! + Math.min(2, lengths[entry]!))];
  };
  for (let place = 0; place < 40; place++) {
    orders.set(place + 1, place);
    ranked.enter(place % 2, place);
  }
  for (let place = 0; place < 40; place += 2) ranked.leave(0, place);
  expect(best(0)).toEqual([]);
  ranked.enter(0, 4);
  ranked.enter(0, 2);
  expect(best(0)).toEqual([2, 4]);
  ranked.leave(0, 4);
  ranked.leave(0, 2);
  ranked.replace(0, 1);
  expect(best(0)).toEqual([1, 3]);
  ranked.leave(0, 1);
  expect(best(0)).toEqual([3, 5]);
  // Whoever is given its number begins anew.
  for (const place of [8, 6]) ranked.enter(1, place);
  expect(best(1)).toEqual([6, 8]);
  ranked.leave(1, 6);
  expect(best(1)).toEqual([8]);
  for (let place = 3; place < 40; place += 2) ranked.leave(0, place);
  ranked.drop(0);
  ranked.enter(0, 7);
  expect(best(0)).toEqual([7]);
  // A short one takes the place of a long one that is empty.
  for (let place = 10; place < 20; place++) ranked.enter(0, place);
  ranked.leave(0, 7);
  for (let place = 10; place < 20; place++) ranked.leave(0, place);
  ranked.replace(0, 1);
  expect(best(0)).toEqual([8]);
  ranked.enter(0, 5);
  ranked.enter(0, 9);
  expect(best(0)).toEqual([5, 8]);
  ranked.leave(0, 5);
  expect(best(0)).toEqual([8, 9]);
});
