import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { stopWordsRemover } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from([{ words: ["a", "the", "an"] }, { words: ["A", "The", "AN"] }, { words: ["isn't", "it", "Paris"] }]);

test("English words that say little are left out, however they are written", async () => {
  expect(columnOf(await savedGives(stopWordsRemover("words"), rows), "words")).toEqual([[], [], ["Paris"]]);
});

test("or only those that are written alike, or others", async () => {
  const exact = stopWordsRemover("words", { caseSensitive: true });
  expect(columnOf(await savedGives(exact, rows), "words")).toEqual([[], ["A", "The", "AN"], ["Paris"]]);
  const others = stopWordsRemover("words", { stopWords: ["PARIS"], output: "rest" });
  expect(columnOf(await savedGives(others, rows), "rest")[2]).toEqual(["isn't", "it"]);
});
