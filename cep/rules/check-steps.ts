import type { PatternJson } from "./pattern-json.ts";

/** Throws where a condition looks at a step that the pattern does not have: it would be found out at some event only. */
export function checkSteps(json: PatternJson): void {
  const has = new Set<string>();
  const wanted = new Set<string>();
  visit(json, has, wanted);
  const missing = [...wanted].find((step) => !has.has(step));
  if (missing === undefined) return;
  throw new RangeError(
    `Cannot read a pattern as its conditions may look at its own steps only: got ${JSON.stringify(missing)}; ` +
      `its steps are ${[...has].map((step) => JSON.stringify(step)).join(", ")}`,
  );
}

/** An object with a step is a part, or, with an aggregate, an operand that looks at one. */
function visit(value: unknown, has: Set<string>, wanted: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if ("step" in value) ("aggregate" in value ? wanted : has).add(value.step as string);
  for (const one of Object.values(value)) visit(one, has, wanted);
}
