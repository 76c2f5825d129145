import { expect, test } from "vitest";
import { type Dataset, from, into, iterate } from "../../../core/mod.ts";

interface Row {
  readonly id: number;
}

const branch = (fail: (row: Row) => boolean): Dataset<Row> =>
  from([{ id: 1 }])
    .filter((row) => row.id > 0)
    .map((row) => {
      if (fail(row)) throw new Error("it broke");
      return { id: row.id };
    });

const joined = (fails: "left" | "right" | "none"): Dataset<Row> =>
  branch(() => fails === "left").join(
    branch(() => fails === "right"),
    { on: "id", how: "semi" },
  );

test("steps of both sides of a join are told apart in errors, in the plan, in its code, in metrics and by why", async () => {
  await expect(joined("left").collect()).rejects.toThrow(/Cannot apply the lambda of map #2 at /);
  await expect(joined("right").collect()).rejects.toThrow(/Cannot apply the lambda of map #2 \(2\) at /);
  for (const what of ["plan", "code"] as const) {
    const text = await joined("none").explain(what);
    for (const name of ["filter #1", "map #2", "filter #1 (2)", "map #2 (2)"]) expect(text).toContain(name);
  }
  const run = joined("none").discard().start();
  const { metrics } = await run.finished;
  expect(metrics.snapshot().steps["filter #1 (2) → map #2 (2)"]).toMatchObject({
    numRecordsIn: 1,
    numRecordsOut: 1,
  });
  expect((await run.why("map #2 (2)")).step).toBe("filter #1 (2) → map #2 (2)");
});

test("a step that two outputs share keeps its name, as do those of the first branch", async () => {
  const shared = from([{ id: 1 }]).map((row) => ({ ...row }));
  const [ones, others]: [Row[], Row[]] = [[], []];
  const text = await shared
    .sinkTo(into(ones))
    .and(shared.sinkTo(into(others)))
    .explain();
  expect(text.match(/map #1/g)).toHaveLength(2);
  expect(text).not.toContain("map #1 (2)");
  expect(text).toContain("sink into array (2)");
});

test("steps within a loop are told from those around it, and it runs as before", async () => {
  const rows = from([1, 2]).map((n) => n + 1);
  const grown = iterate(rows, { rounds: 2 }, (numbers) => ({ feedback: numbers.map((n) => n * 2) }));
  expect(await grown.collect()).toEqual([8, 12]);
  expect(await grown.explain()).toContain("map #1 (2)");
  const failing = iterate(rows, { rounds: 2 }, (numbers) => ({
    feedback: numbers.map((n): number => {
      throw new Error(`no ${n}`);
    }),
  }));
  await expect(failing.collect()).rejects.toThrow("Cannot apply the lambda of map #1 (2) at");
});
