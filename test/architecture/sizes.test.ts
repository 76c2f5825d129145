import { expect, test } from "vitest";
import { checkSizes, quantiles } from "./sizes.ts";
import { sourceOf } from "./source.ts";

const lines = (count: number): string => "x;\n".repeat(count);

function messages(path: string, text: string): string[] {
  return checkSizes([sourceOf(path, text)]).map(({ line, message }) => `${line} ${message}`);
}

test("quantiles are values of the sample", () => {
  expect(quantiles([3, 1, 2])).toEqual({ median: 2, p90: 3, cap: 3 });
  expect(quantiles([])).toEqual({ median: 0, p90: 0, cap: 0 });
});

test("a short file has no violation", () => {
  expect(messages("core/a.ts", `function f() {\n${lines(3)}}\n`)).toEqual([]);
});

test("a file over the cap, and a tree of long files, are reported", () => {
  expect(messages("core/a.ts", lines(401))).toEqual([
    "0 the file has 401 lines, the cap is 400",
    "0 over the whole tree the median is 401 lines, the limit is 90",
    "0 over the whole tree the p90 is 401 lines, the limit is 250",
  ]);
});

test("a function over the cap is reported with its line and name", () => {
  const long = `\nconst total = () => {\n${lines(60)}};\n`;
  const short = "() => 1;\n".repeat(10);
  expect(messages("core/a.ts", long + short)).toEqual(["2 total has 62 lines, the cap is 60"]);
});

test("kernels are exempt, and so is the length of a mod.ts", () => {
  expect(messages("core/data/kernels/a.ts", lines(500))).toEqual([]);
  expect(messages("core/mod.ts", lines(500))).toEqual([]);
});
