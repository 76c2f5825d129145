import { expect, test } from "vitest";
import { arraySource } from "../../../core/io/memory-source.ts";
import { count, from, range, replay } from "../../../core/mod.ts";

test("an array that is said to be unbounded gives changelogs, as any stream does", async () => {
  const counts = from(["a", "b"], { boundedness: "unbounded" }).aggregate({ rows: count() });
  expect(counts.boundedness).toBe("unbounded");
  expect(() => range(2).sort((n) => n)).not.toThrow();
  expect(() => from([1], { boundedness: "unbounded" }).sort((n) => n)).toThrow(/got an unbounded dataset/);
});

test("a source says itself whether it ends", () => {
  expect(() => from(arraySource([1]), { boundedness: "unbounded" })).toThrow(
    "Cannot read array of 1 as unbounded as a source says itself whether it ends: got one that is bounded; " +
      "leave boundedness out, or use replay(…) for stored data as a stream",
  );
  expect(from(arraySource([1]), { boundedness: "bounded" }).boundedness).toBe("bounded");
});

test("what cannot be replayed is told", () => {
  expect(() => replay(undefined as never, { time: "at", speedUp: 1 })).toThrow(
    'Cannot replay undefined as it must be a source, an array or a dataset; use for instance replay(parquet("day.parquet"), { time: "at", speedUp: 60 })',
  );
});
