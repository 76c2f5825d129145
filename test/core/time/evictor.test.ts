import { expect, test } from "vitest";
import { evictOptions } from "../../../core/time/evictor.ts";
import { countEvictor } from "../../../core/time/evictors/count-evictor.ts";
import { deltaEvictor } from "../../../core/time/evictors/delta-evictor.ts";
import { timeEvictor } from "../../../core/time/evictors/time-evictor.ts";

test("evictors work before the results are made unless they say after, and refuse anything else", () => {
  expect(evictOptions.when).toEqual(["before", "after"]);
  const delta = (row: number, last: number) => last - row;
  for (const evictor of [
    (when?: "before" | "after") => countEvictor(1, when === undefined ? {} : { when }),
    (when?: "before" | "after") => timeEvictor(1, when === undefined ? {} : { when }),
    (when?: "before" | "after") => deltaEvictor(1, delta, when === undefined ? {} : { when }),
  ]) {
    expect(evictor().when).toBe("before");
    expect(evictor("after").when).toBe("after");
    expect(() => evictor("during" as "after")).toThrow(/when.*must be "before" or "after": got "during"/);
  }
});
