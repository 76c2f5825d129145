import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { anovaTest, chiSquareTest, fValueTest } from "../../../ml/mod.ts";

const rows = Array.from({ length: 3000 }, (_, at) => ({ label: at % 3, features: [at % 7, (at * at) % 5] }));

test.each([
  ["anovaTest", anovaTest],
  ["chiSquareTest", chiSquareTest],
  ["fValueTest", fValueTest],
] as [string, typeof fValueTest][])("%s does not depend on the size of batches, and needs rows", async (name, test) => {
  const whole = await test(from(rows));
  expect(await test(from(rows), {}, { run: { batchRows: 17 } })).toEqual(whole);
  expect(whole.pValues).toHaveLength(2);
  await expect(test(from(rows.slice(0, 0)))).rejects.toThrow(
    `Cannot fit ${name} as it must be given rows to learn from`,
  );
});
