import { lambdaText, type Operator } from "../../core/mod.ts";
import type { Condition } from "../pattern/condition.ts";
import { conditionText } from "../pattern/condition-text.ts";
import type { NamedPattern } from "./pattern-run.ts";

type Schema = Parameters<NonNullable<Operator["code"]>>[0];

/** How the conditions of patterns are asked, a line each, however many steps and patterns share it. */
export function conditionCode(patterns: readonly NamedPattern[], schema: Schema): string {
  const lines = new Set<string>();
  for (const { prepared } of patterns) {
    for (const { condition } of prepared.automaton.atoms.list) {
      for (const leaf of leavesOf(condition)) lines.add(`${conditionText(leaf)}: ${wayOf(leaf, schema)}`);
    }
  }
  return lines.size === 0 ? "no condition: every event is taken" : [...lines].join("\n");
}

function leavesOf(condition: Condition): Condition[] {
  if (condition.kind === "true") return [];
  return "of" in condition ? condition.of.flatMap(leavesOf) : [condition];
}

function wayOf(leaf: Condition, schema: Schema): string {
  if (leaf.kind === "event")
    return `${lambdaText(leaf.test as never, schema)}; once for each event, before any pattern`;
  if (leaf.kind === "match")
    return "called with the event and what was accepted, for each partial match that waits for it";
  if (leaf.kind === "compare" && leaf.back) return "compared without code, for each partial match that waits for it";
  return "compared without code, column by column";
}
