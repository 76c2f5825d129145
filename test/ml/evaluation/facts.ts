import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** What `facts.py` made. Numbers that JSON lacks are texts. */
export const facts = JSON.parse(
  readFileSync(new URL("data/facts.json", import.meta.url), "utf8"),
  (_, value: unknown) => (value === "inf" ? Number.POSITIVE_INFINITY : value === "nan" ? Number.NaN : value),
  // biome-ignore lint/suspicious/noExplicitAny: facts of many shapes
) as any;

/** Says that numbers, and lists and objects of them, are equal to 1e-10. */
export function expectNear(got: unknown, want: unknown, where = ""): void {
  if (typeof want === "number") {
    const distance = Math.abs((got as number) - want);
    const isNear = Object.is(got, want) || distance <= 1e-10 + 1e-10 * Math.abs(want);
    if (!isNear) expect(got, where).toBe(want);
    return;
  }
  const wanted = Object.entries(want as object);
  if (Array.isArray(want)) expect(Object.keys(got as object).length, where).toBe(wanted.length);
  for (const [name, one] of wanted) expectNear((got as Record<string, unknown>)[name], one, `${where}.${name}`);
}
