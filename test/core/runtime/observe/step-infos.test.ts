import { expect, test } from "vitest";
import { count, from, into, job, type StepMetrics } from "../../../../core/mod.ts";

/** `from by` or `from.side by` of each input of each step. */
function inputsOf(steps: Readonly<Record<string, StepMetrics>>): Record<string, string[]> {
  const texts = Object.entries(steps).map(([step, { inputs }]) => [
    step,
    inputs.map(({ step: before, side, by }) => `${before}${side === null ? "" : `.${side}`} ${by}`),
  ]);
  return Object.fromEntries(texts);
}

test("each step says whose rows come to it, of which output, and how they meet its subtasks", async () => {
  const run = job("inputs", () => {
    const rows = from([{ key: "a" }, { key: "b" }]).filter((row) => row.key !== "c", { name: "rows" });
    const parts = rows.process(
      { row: (row, { sideOutput }) => (row.key === "a" ? [row] : sideOutput("others", row)) },
      { name: "parts", sideOutputs: ["others"] },
    );
    const counts = rows.union(parts).keyBy("key").aggregate({ rows: count() }, { name: "counts" });
    return [
      counts.sinkTo(into<{ rows: number }>([])),
      parts
        .sideOutput("others")
        .map((row) => row, { name: "others" })
        .discard(),
    ];
  });
  const { metrics } = await run.run({ parallelism: 2 });
  expect(inputsOf(metrics.snapshot().steps)).toEqual({
    "array of 2": [],
    rows: ["array of 2 forward"],
    parts: ["rows forward"],
    "any columns": ["rows forward", "parts forward"],
    "counts (combine)": ["any columns forward"],
    counts: ["counts (combine) key"],
    "into array": ["counts forward"],
    others: ["parts.others forward"],
    discard: ["others forward"],
  });
});

test("what a run has failed with is told with its time, also once it has begun anew", async () => {
  let failures = 0;
  const { metrics } = await job("fails twice", () =>
    from([1, 2])
      .map((n) => {
        if (failures++ < 2) throw new RangeError(`no ${failures}`);
        return n;
      })
      .discard(),
  ).run({ restart: { strategy: "fixed delay", delay: "1ms", attempts: 5 }, onWarning: () => undefined });
  const told = metrics.snapshot().failures;
  expect(told.map(({ message }) => /no \d/.exec(message)?.[0])).toEqual(["no 1", "no 2"]);
  for (const { timeMs } of told) expect(Math.abs(Date.now() - timeMs)).toBeLessThan(60_000);
});
