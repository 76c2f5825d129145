import { expect, test } from "vitest";
import { progressHtml } from "../../../core/display/mod.ts";

const plain = (html: string): string => html.replaceAll(/ style="[^"]*"/g, "");

test("a share of the rows is a bar with the percent beside it, and what is known of it behind", () => {
  expect(plain(progressHtml({ rows: 500, totalRows: 2000, bytes: 4096, elapsedMs: 1000, width: 10 }))).toBe(
    '<progress value="0.2500" max="1"></progress> 25 % · <span>500 rows · 4.1 kB · 500 rows/s · 3 s left</span> ',
  );
});

test("without a total there is no bar", () => {
  expect(plain(progressHtml({ rows: 1, elapsedMs: 500, width: 80 }))).toBe("<span>1 row · 2 rows/s</span> ");
});
