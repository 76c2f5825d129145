import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { nGram } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from([{ words: [] as string[] }, { words: ["a", "b", "c"] }, { words: ["a", "b", "c", "d"] }]);

test("all runs of n tokens, none where there are fewer", async () => {
  expect(columnOf(await savedGives(nGram("words"), rows), "wordsNGrams")).toEqual([
    [],
    ["a b", "b c"],
    ["a b", "b c", "c d"],
  ]);
  expect(columnOf(await savedGives(nGram("words", { n: 4, output: "four" }), rows), "four")).toEqual([
    [],
    [],
    ["a b c d"],
  ]);
});

test("what is no list of texts is refused", async () => {
  await expect(
    nGram("words")
      .transform(from([{ words: ["a", 1] }]) as never)
      .collect(),
  ).rejects.toThrow(
    'Cannot transform column "words" by nGram as it must hold lists of texts: got ["a",1]; use tokenizer for texts',
  );
});
