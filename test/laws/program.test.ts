import { expect, test } from "vitest";
import { textOf } from "./program.ts";

test("a program is printed with all that it needs of the package", () => {
  const row = { at: 1, key: "a", group: 1, value: null };
  const steps = ["broadcast", "aggregate", "filter", "sortAndLimit"];
  const instructions = steps.map((step) => ({ step, numbers: [1], input: 0, other: 0 }));
  const text = textOf({ sources: [[row], [row]], instructions }, [[row], [row]], {
    boundedness: "bounded",
    fused: true,
  });
  expect(text.split("\n")[0]).toBe('import { count, from, state, sum, type Dataset } from "millrace";');
  expect(text).not.toContain("__vite");
  expect(text.match(/^\/\/ \w+$/gm)).toEqual(steps.map((step) => `// ${step}`));
});
