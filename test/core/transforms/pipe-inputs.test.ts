import { expect, test } from "vitest";
import { from, inputOf, type Operator, pipeInputs } from "../../../core/mod.ts";
import { valueBatch } from "../operators/consumers/value-batch.ts";

/** Tells where rows of each input come in. */
const places: Operator = {
  name: "places",
  inputs: 2,
  open: (context) => ({
    batch: (batch, input) => {
      const rows = Array.from({ length: batch.rowCount }, () => `${input} in ${context.subtask}`);
      context.emit(valueBatch(rows));
    },
  }),
};

async function placesOf(...ways: readonly NonNullable<Parameters<typeof inputOf>[1]>[]): Promise<string[]> {
  const inputs = ways.map((way, at) => inputOf(from([{ id: at }, { id: at }]), way as object));
  return (await pipeInputs<string>(places, inputs).collect({ parallelism: 3, batchRows: 1 })).sort();
}

test("rows stay where they are, go to every subtask, to one, to each in turn, or meet by key", async () => {
  expect(await placesOf({}, { to: "every subtask" })).toEqual([
    "0 in 0",
    "0 in 0",
    ...["1 in 0", "1 in 0", "1 in 1", "1 in 1", "1 in 2", "1 in 2"],
  ]);
  expect(await placesOf({ to: "each in turn" }, {})).toEqual(["0 in 0", "0 in 1", "1 in 0", "1 in 0"]);
  const byKey = await placesOf({ key: "id" as never }, { key: (row: unknown) => (row as { id: number }).id });
  expect(new Set(byKey).size).toBe(2);
});

test("too few inputs, and two ways at once, are refused", () => {
  expect(() => pipeInputs(places, [inputOf(from([1]))])).toThrow(/got 1 input, it has 2/);
  expect(() => inputOf(from([1]), { key: (n) => n, to: "one subtask" })).toThrow("they go one way");
  expect(() => inputOf(from([1]), { to: "nowhere" as never })).toThrow(/every subtask/);
});

test("a dataset by key as an input goes by its own key", async () => {
  const seen: unknown[] = [];
  const operator: Operator = {
    name: "pass",
    open: (context) => ({
      batch: (batch) => {
        seen.push(context.subtask);
        context.emit(batch);
      },
    }),
  };
  const rows = from([{ k: "a" }, { k: "a" }, { k: "a" }]);
  expect(await pipeInputs(operator, [inputOf(rows.keyBy("k"))]).collect({ parallelism: 4 })).toHaveLength(3);
  expect(new Set(seen).size).toBe(1);
  expect(() => inputOf(rows.keyBy("k"), { to: "every subtask" })).toThrow(/by a key as they go one way/);
});
