import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import replay from "./window.ts";

for (const name of ["window-cases", "window-random"]) {
  test(`every case of ${name}.json gives what was recorded`, async () => {
    const content: unknown = JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"));
    const results = await replay(content);
    expect(results.length).toBeGreaterThan(20);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });
}

test("a case that differs is told with the operation at which it does", async () => {
  const { cases } = JSON.parse(readFileSync(new URL("data/window-cases.json", import.meta.url), "utf8")) as {
    cases: { operator: string; expected: unknown[] }[];
  };
  const one = cases.find(({ operator }) => operator === "window")!;
  const wrong = { ...one, expected: one.expected.map((step, at) => (at === 1 ? { out: [] } : step)) };
  expect(await replay({ cases: [wrong] })).toMatchObject([{ passed: false, expected: { operation: 1, out: [] } }]);
});
