import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { tokenizer } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

test("words are in lower case, cut at each space, as Java's split does it", async () => {
  const rows = from([{ text: "Test for tokenization." }, { text: "Te,st. \t punct  " }, { text: "" }, { text: null }]);
  expect(columnOf(await savedGives(tokenizer("text"), rows), "textTokens")).toEqual([
    ["test", "for", "tokenization."],
    ["te,st.", "", "", "punct"],
    [""],
    null,
  ]);
});

test("what is no text is refused", async () => {
  await expect(
    tokenizer("text")
      .transform(from([{ text: 3 }]) as never)
      .collect(),
  ).rejects.toThrow(
    'Cannot transform column "text" by tokenizer as it must hold texts: got 3; make texts of them by map',
  );
});
