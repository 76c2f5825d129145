import fc from "fast-check";
import { expect, test } from "vitest";
import { BlocksOfPlaces, LongList } from "../../../core/operators/long-list.ts";

test("places come and go as in a list that is kept in order, with how many are before them", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.record({ place: fc.nat(40), goes: fc.boolean() }), { maxLength: 120, size: "max" }),
      (blockLength, most, changes) => {
        const list = new LongList(Int32Array.of(), new BlocksOfPlaces(), blockLength);
        const naive: number[] = [];
        for (const { place, goes } of changes) {
          const at = naive.indexOf(place);
          if (goes && at >= 0) {
            naive.splice(at, 1);
            expect(list.remove(place, most)).toBe(Math.min(at, most));
          } else if (at < 0) {
            const before = naive.filter((other) => other < place).length;
            naive.splice(before, 0, place);
            expect(list.insert(place, (other) => other > place, most)).toBe(Math.min(before, most));
          }
          for (let rank = 0; rank <= naive.length; rank++) expect(list.at(rank)).toBe(naive[rank]);
        }
      },
    ),
  ));

test("a block that is empty makes room for another: lists that come and go hold as many as there are", () => {
  const known = new BlocksOfPlaces();
  for (let round = 0; round < 100; round++) {
    const list = new LongList(
      Int32Array.from({ length: 40 }, (_, at) => at),
      known,
      4,
    );
    for (let place = 0; place < 40; place++) list.remove(place, 1);
  }
  expect(known.add(4).id).toBeLessThan(20);
});
