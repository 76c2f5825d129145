import { expect, test } from "vitest";
import { deltaEvictor } from "../../../../core/time/evictors/delta-evictor.ts";
import { kept } from "./kept.ts";

test("the delta evictor removes what is as far from the last record as its threshold, or further", () => {
  const evictor = deltaEvictor(5, (row: number, last: number) => last - row);
  expect(kept(evictor, [1, 7, 8, 12])).toEqual([8, 12]);
  expect(kept(evictor, [])).toEqual([]);
});
