import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import replay from "./cep.ts";

for (const name of ["cep-cases", "cep-random", "cep-keyed", "cep-rejected"]) {
  test(`every case of ${name}.json gives what was recorded`, async () => {
    const content: unknown = JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"));
    const results = await replay(content);
    expect(results.length).toBeGreaterThan(10);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });
}
