import { expect, test } from "vitest";
import { cutToWidth, padToWidth, textWidth, wrapped } from "../../../core/display/text-width.ts";

test("wide characters and emoji take two columns, combining marks none", () => {
  const texts = ["", "abc", "\u00e9", "e\u0301", "日本", "ｱ", "Ａ", "\ud55c", "\u1112\u1161\u11ab", "ไทยนี้"];
  expect(texts.map(textWidth)).toEqual([0, 3, 1, 1, 4, 1, 2, 2, 2, 4]);
});

test("a joined emoji, a flag and a keycap are one wide character each", () => {
  expect(["👩‍👩‍👧", "👍🏽", "🇩🇪", "1️⃣", "❤️", "❤"].map(textWidth)).toEqual([2, 2, 2, 2, 2, 1]);
});

test("text is cut to a width with …, and never through a character", () => {
  expect(cutToWidth("abcdef", 6)).toBe("abcdef");
  expect(cutToWidth("abcdef", 5)).toBe("abcd…");
  expect(cutToWidth("日本語", 4)).toBe("日…");
  expect(cutToWidth("👩‍👩‍👧👩‍👩‍👧", 3)).toBe("👩‍👩‍👧…");
  expect(cutToWidth("abc", 1)).toBe("…");
});

test("a cell of megabytes is cut without being read, also when its characters have no width", () => {
  expect(cutToWidth("x".repeat(5_000_000), 3)).toBe("xx…");
  expect(cutToWidth(`e${"\u0301".repeat(1_000_000)}`, 10).length).toBeLessThan(200);
});

test("text is filled by the columns it takes, not by its length", () => {
  expect(padToWidth("日", 4)).toBe("日  ");
  expect(padToWidth("日", 4, "right")).toBe("  日");
  expect(padToWidth("abcdef", 4)).toBe("abcdef");
});

test("words are wrapped to a width, a longer word alone", () => {
  expect(wrapped(["a", "bb", "ccc", "dddddd"], 4)).toEqual(["a bb", "ccc", "dddddd"]);
  expect(wrapped([], 4)).toEqual([]);
});
