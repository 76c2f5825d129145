import fc from "fast-check";
import { expect, test } from "vitest";
import { lookupCache } from "../../../core/operators/lookup-cache.ts";

test("the answer that was not asked for longest makes room for a new one", () => {
  const cache = lookupCache<string>(2, Number.POSITIVE_INFINITY);
  cache.set("a", "A", 0);
  cache.set("b", "B", 1);
  expect(cache.get("a", 2)).toBe("A");
  cache.set("c", "C", 3);
  expect([cache.get("a", 4), cache.get("b", 4), cache.get("c", 4)]).toEqual(["A", undefined, "C"]);
});

test("setting a key anew makes no room, and starts its time anew", () => {
  const cache = lookupCache<number>(2, 10);
  cache.set("a", 1, 0);
  cache.set("b", 2, 0);
  cache.set("a", 3, 5);
  expect([cache.get("b", 9), cache.get("a", 14), cache.get("a", 15)]).toEqual([2, 3, undefined]);
});

test("an answer holds until its time is over, and asking for it does not make it hold longer", () => {
  const cache = lookupCache<string>(9, 10);
  cache.set("a", "A", 100);
  expect([cache.get("a", 109), cache.get("a", 110)]).toEqual(["A", undefined]);
});

test("it holds what a list in the order of asking would, whatever is asked for and set", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(
        fc.record({ key: fc.integer({ min: 0, max: 8 }), sets: fc.boolean(), waits: fc.integer({ max: 3, min: 0 }) }),
      ),
      (capacity, calls) => {
        const cache = lookupCache<number>(capacity, 9);
        let list: { key: number; value: number; untilMs: number }[] = [];
        let nowMs = 0;
        calls.forEach(({ key, sets, waits }, value) => {
          nowMs += waits;
          const found = list.find((each) => each.key === key);
          list = list.filter((each) => each !== found);
          if (sets) {
            if (list.length === capacity) list.shift();
            list.push({ key, value, untilMs: nowMs + 9 });
            cache.set(key, value, nowMs);
            return;
          }
          const holds = found !== undefined && found.untilMs > nowMs;
          if (holds) list.push(found);
          expect(cache.get(key, nowMs)).toBe(holds ? found.value : undefined);
        });
      },
    ),
  );
});
