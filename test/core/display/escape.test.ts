import { expect, test } from "vitest";
import { escapeHtml, visible } from "../../../core/display/escape.ts";

test("control characters are spelled out, also those of eight bits", () => {
  expect(visible("a\u001b[31mb\u0007\u009b2J")).toBe("a\\u001b[31mb\\u0007\\u009b2J");
  expect(visible("a\nb\r\tc\u0000")).toBe("a\\nb\\r\\tc\\u0000");
});

test("what turns the reading direction is spelled out; letters of every script stay", () => {
  expect(visible("\u202eabc\u2066\u200f")).toBe("\\u202eabc\\u2066\\u200f");
  expect(visible("שלום 日本 é 👩‍👩‍👧")).toBe("שלום 日本 é 👩‍👩‍👧");
});

test("lone surrogates and noncharacters are spelled out, which no encoder would let through", () => {
  expect(visible("\ud800 \udfff \uffff")).toBe("\\ud800 \\udfff \\uffff");
});

test("text is safe as content and as a quoted attribute", () => {
  expect(escapeHtml(`</script><img onerror="x('y')" & \u0000`)).toBe(
    "&lt;/script&gt;&lt;img onerror=&quot;x(&#39;y&#39;)&quot; &amp; \\u0000",
  );
});
