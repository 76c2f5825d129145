import { expect, test } from "vitest";
import { mimeBundle, tableHtml } from "../../../../core/display/mod.ts";

const view = { columns: [{ name: "n", type: "int32", values: [3, null, 1], nulls: 1234 }], rowCount: 3 };

test("the script that sorts is the same whatever a table holds, which stands before it as positions", () => {
  const nasty = { columns: [{ name: "</script>", type: "string", values: ["<script>", "`$x`"] }], rowCount: 2 };
  const [, script] = mimeBundle(view)["text/html"].split("<script>");
  const [markup, sameScript] = mimeBundle(nasty)["text/html"].split("<script>");
  expect(sameScript).toBe(script);
  expect(markup).toContain(' data-order="0 1" data-absent=""');
  expect(mimeBundle(view)["text/html"]).toContain(' data-order="2 0" data-absent="1"');
});

test("a table of one row, and one for a page that runs nothing, has no script", () => {
  const one = { columns: [{ name: "n", type: "int32", values: [3] }], rowCount: 1 };
  expect(mimeBundle(one)["text/html"]).not.toContain("<script");
  expect(tableHtml(view)).not.toContain("<script");
});

test("a header tells how many values are absent, where some are", () => {
  expect(tableHtml(view)).toContain(">int32 · 1,234 nulls</small>");
  expect(tableHtml({ ...view, columns: [{ ...view.columns[0]!, nulls: 1 }] })).toContain(">int32 · 1 null</small>");
  expect(tableHtml({ ...view, columns: [{ ...view.columns[0]!, nulls: 0 }] })).toContain(">int32</small>");
});

test("NaN is behind all numbers, as they came; a time in the year 10000 is behind one in 9999", () => {
  const orderOf = (values: readonly unknown[]): string | undefined =>
    / data-order="([^"]*)"/.exec(
      mimeBundle({ columns: [{ name: "n", type: "any", values }], rowCount: values.length })["text/html"],
    )?.[1];
  expect(orderOf([Number.NaN, 5, Number.NaN, -1])).toBe("3 1 0 2");
  expect(orderOf([new Date(Date.UTC(10_000, 0)), new Date(Date.UTC(9999, 0))])).toBe("1 0");
  expect(orderOf([true, "b", "a", false])).toBe("3 0 2 1");
});
