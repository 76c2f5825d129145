import { expect, test } from "vitest";
import { chartBundle, mimeBundle } from "../../../core/display/mime-bundle.ts";

test("a table is text, HTML and data at once, with the same rows", () => {
  const n = { name: "n", type: "int32", values: [1, 2, 3, 4] };
  const bundle = mimeBundle({ columns: [n], rowCount: 4 }, { head: 1, tail: 1 });
  expect(bundle["text/plain"]).toBe("    n\nint32\n─────\n    1\n    …\n    4\n4 rows × 1 column");
  expect(bundle["text/html"]).toContain(">4 rows × 1 column<");
  expect(bundle["application/vnd.dataresource+json"]?.data).toEqual([{ n: 1 }, { n: 4 }]);
});

test("a chart is its picture, and its text where no picture can be shown", () => {
  expect(chartBundle("<svg/>", "▁█")).toEqual({ "text/plain": "▁█", "text/html": "<svg/>" });
});
