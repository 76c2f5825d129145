import { expect, test } from "vitest";
import { from, type KeyedDataset, type KeySpec, keyedInput, lengthOf, type Operator } from "../../../core/mod.ts";

interface Sale {
  readonly city: string;
  readonly price: number;
}

const sales = from([
  { city: "Kent", price: 1 },
  { city: "Bend", price: 2 },
  { city: "Kent", price: 3 },
]);

test("an operator of one's own is given the key of a dataset by key, whose rows meet in one subtask", async () => {
  const seen: unknown[] = [];
  const collectKeys = (key: KeySpec): Operator => ({
    name: "keys",
    open: (context) => {
      const keyed = keyedInput(context, key, []);
      return {
        batch: (batch) => {
          const { keys } = keyed(batch)!;
          for (let row = 0; row < lengthOf(batch); row++) seen.push([context.subtask, context.keys.keyOf(keys[row]!)]);
          context.emit(batch);
        },
      };
    },
  });
  const rows = await sales.keyBy("city").pipe<Sale>(collectKeys).collect({ parallelism: 3 });
  expect(rows).toHaveLength(3);
  expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(2);
});

test("a composition of a dataset by key is applied to it", async () => {
  const first = (input: KeyedDataset<Sale, unknown>) => input.topK(1, "price");
  expect(await sales.keyBy("city").apply(first).collect()).toEqual([
    { city: "Kent", price: 3 },
    { city: "Bend", price: 2 },
  ]);
});
