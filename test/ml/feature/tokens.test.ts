import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { mustBeTokens } from "../../../ml/feature/tokens.ts";
import { nGram, stopWordsRemover, tokenizer } from "../../../ml/mod.ts";

test("stages of tokens follow each other, and have a column of lists of texts", async () => {
  const texts = tokenizer("text").transform(from([{ text: "mind the gap" }]));
  const pairs = nGram("textTokens", { output: "pairs" }).transform(stopWordsRemover("textTokens").transform(texts));
  expect(await pairs.collect()).toEqual([{ text: "mind the gap", textTokens: ["mind", "gap"], pairs: ["mind gap"] }]);
});

test("lists of texts are tokens, all else is an error that says what to do", () => {
  const tokens = ["a"];
  expect(mustBeTokens("x", "v", tokens)).toBe(tokens);
  for (const value of ["a", [1], { 0: "a" }, undefined]) {
    expect(() => mustBeTokens("x", "v", value)).toThrow(
      'Cannot transform column "v" by x as it must hold lists of texts: got ',
    );
  }
});
