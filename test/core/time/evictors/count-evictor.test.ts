import { expect, test } from "vitest";
import { countEvictor } from "../../../../core/time/evictors/count-evictor.ts";
import { kept } from "./kept.ts";

test("the count evictor keeps the last so many records", () => {
  expect(kept(countEvictor(2), [1, 2, 3])).toEqual([2, 3]);
  expect(kept(countEvictor(3), [1, 2, 3])).toEqual([1, 2, 3]);
  expect(kept(countEvictor(0), [1, 2, 3])).toEqual([]);
});

test("a count evictor counts to a whole number", () => {
  expect(() => countEvictor(1.5)).toThrow(/size must be a whole number from 0 on: got 1.5; use for instance/);
});
