import { expect, test } from "vitest";
import { type Dataset, from, inputOf, iterate, once, pipeInputs } from "../../../../core/mod.ts";
import { end, harness, row } from "../../../../core/testing/mod.ts";
import { type Example, type Gradient, gradients, type Line } from "./gradients.ts";

const rate = 0.1;

/** Gradient descent: the model goes round until it hardly moves. */
const learn = (examples: Dataset<Example>, start: Dataset<Line>) =>
  iterate(start, { data: [once(examples)], rounds: 500, name: "fit" }, (model, [rows]) => {
    const next = pipeInputs<Gradient>(gradients(), [inputOf(rows), inputOf(model, { to: "every subtask" })])
      .reduce((a, b) => ({
        slope: a.slope + b.slope,
        offset: a.offset + b.offset,
        of: a.of,
        examples: a.examples + b.examples,
      }))
      .map(({ of, slope, offset, examples: count }) => {
        const step = { slope: (rate * slope) / count, offset: (rate * offset) / count };
        return {
          slope: of.slope - step.slope,
          offset: of.offset - step.offset,
          moved: Math.hypot(step.slope, step.offset),
        };
      });
    return { feedback: next, until: next.filter(({ moved }) => moved < 1e-4) };
  });

const examples = [-2, -1, 0, 1, 2, 3].map((x): Example => ({ x, y: 3 * x - 1 }));

test("the model goes round to all training rows, wherever they are, until it has converged", async () => {
  const lines = await Promise.all(
    [1, 3].map((parallelism) =>
      learn(from(examples), from([{ slope: 0, offset: 0 }])).collect({ parallelism, batchRows: 2 }),
    ),
  );
  for (const [line] of lines) {
    expect(line!.slope).toBeCloseTo(3, 2);
    expect(line!.offset).toBeCloseTo(-1, 2);
  }
  expect(lines[1]![0]!.slope).toBeCloseTo(lines[0]![0]!.slope, 9);
});

test("a crash after every round changes nothing of what is learnt", async () => {
  const learnt = async (crashes: "when told" | "after every call"): Promise<unknown[]> => {
    const run = await harness(
      (rows: Dataset<Example>) =>
        learn(
          rows,
          rows.limit(1).map(() => ({ slope: 0, offset: 0 })),
        ),
      { boundedness: "bounded", crashes },
    );
    await run.send(...examples.map(row), end);
    const events = run.output().filter(({ event }) => event === "row");
    await run.close();
    return events;
  };
  expect(await learnt("after every call")).toEqual(await learnt("when told"));
});
