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
