import type { Operator } from "../../core/mod.ts";
import { conditionCode } from "./condition-code.ts";
import { type MatchPlan, MatchTask } from "./match-task.ts";
import type { NamedPattern } from "./pattern-run.ts";
import { patternState } from "./pattern-state.ts";
import { waitingState } from "./waiting-rows.ts";

/** A step that looks for the same patterns all the time. */
export interface FixedPatterns {
  readonly patterns: readonly NamedPattern[];
  readonly details: Readonly<Record<string, string>>;
  /** Differs where the patterns are built otherwise. */
  readonly form: string;
}

/** Finds matches of patterns in the rows of each key, in order of their event time or as they come. */
export function matchOperator(plan: MatchPlan, { patterns, details, form }: FixedPatterns): Operator {
  const waiting = waitingState();
  const state = patternState(form);
  const byEventTime = plan.time === "event";
  return {
    name: "match",
    sides: ["timeouts", ...(byEventTime ? ["late"] : [])],
    state: byEventTime ? [waiting, state] : [state],
    selection: "accepts",
    reads: () => ["all"],
    details,
    code: (schema) => conditionCode(patterns, schema),
    open: (context) => {
      const task = new MatchTask(plan, context, context.state(state), byEventTime ? context.state(waiting) : undefined);
      task.patterns.replace(patterns);
      task.sleep();
      return task;
    },
  };
}
