import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { indexToString } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const stage = indexToString("n", { labels: ["no", "yes"] });

test("numbers become their labels", async () => {
  const rows = from([{ n: 1 }, { n: 0 }, { n: null }]);
  expect(columnOf(await savedGives(stage, rows), "nLabel")).toEqual(["yes", "no", null]);
});

test.each([2, -1, 0.5, Number.NaN])("the label of %d is not there", async (n) => {
  const rows = stage.transform(from([{ n }]));
  await expect(rows.collect()).rejects.toThrow(
    'Cannot find the label of column "n" as its number must be a whole one from 0 to 1: got ' + n,
  );
});

test("a label that is called like a property of lists is no label", async () => {
  await expect(
    indexToString("n", { labels: [] })
      .transform(from([{ n: 0 }]))
      .collect(),
  ).rejects.toThrow("got 0");
});
