import { expect, test } from "vitest";
import type { Evictor } from "../../../../core/time/evictor.ts";
import { timeEvictor } from "../../../../core/time/evictors/time-evictor.ts";
import { kept } from "./kept.ts";

test("the time evictor keeps what is less than its span older than the newest record, wherever that stands", () => {
  expect(kept(timeEvictor(5), [4, 9, 3, 5, 8])).toEqual([9, 5, 8]);
});

test("the time evictor keeps records without a time", () => {
  const rows = [1, 2].map((row) => ({ row, timeMs: undefined }));
  const evictor: Evictor<number> = timeEvictor(5);
  expect(evictor.keep(rows)).toBe(rows);
});
