import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { regexTokenizer } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from([{ text: "Test for  tokenization." }, { text: " Te,st. punct" }, { text: null }]);

test("tokens are what is between matches, or the matches, of a least length", async () => {
  expect(columnOf(await savedGives(regexTokenizer("text"), rows), "textTokens")).toEqual([
    ["test", "for", "tokenization."],
    ["te,st.", "punct"],
    null,
  ]);
  const words = regexTokenizer("text", {
    pattern: "\\w+",
    gaps: false,
    minTokenLength: 3,
    toLowercase: false,
    output: "words",
  });
  expect(columnOf(await savedGives(words, rows), "words")).toEqual([["Test", "for", "tokenization"], ["punct"], null]);
});

test("what is no regular expression is refused", () => {
  expect(() => regexTokenizer("text", { pattern: "(" })).toThrow(
    'Cannot set pattern in regexTokenizer as it must be a regular expression: got "("',
  );
});
