import { expect, test } from "vitest";
import { tableHtml } from "../../../../core/display/table/table-html.ts";

test("names, types and values are escaped", () => {
  const values = ["</td></table><script>alert(1)</script>"];
  const html = tableHtml({ columns: [{ name: "<b>", type: "list<string>", values }], rowCount: 1 });
  expect(html).not.toMatch(/<script|<b>|<string>/);
  expect(html).toContain("&lt;/td&gt;&lt;/table&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("numbers stand at the right, missing values are faint, hidden rows are an ellipsis", () => {
  const html = tableHtml(
    { columns: [{ name: "n", type: "int32", values: [1, null, 3, 3, 4] }], rowCount: 5 },
    { head: 2, tail: 1 },
  );
  const cells = [...html.matchAll(/<td style="text-align:right[^"]*?(opacity:.4)?">([^<]*)<\/td>/g)].map(
    ([, faint, text]) => [text, faint !== undefined],
  );
  expect(cells).toEqual([
    ["1", false],
    ["null", true],
    ["…", true],
    ["4", false],
  ]);
});

test("a table without columns or rows is still a table with its shape", () => {
  expect(tableHtml({ columns: [], rowCount: 0 })).toContain("0 rows × 0 columns</caption>");
});

test("a cell of ten kilobytes is cut", () => {
  const html = tableHtml({ columns: [{ name: "t", type: "string", values: ["x".repeat(10_000)] }], rowCount: 1 });
  expect(html.length).toBeLessThan(1500);
  expect(html).toContain("x…</td>");
});
