import { Dataset, inputOf, type KeyedDataset, type KeySpec, type Operator, pipeInputs } from "../core/mod.ts";
import { checkMatchOptions } from "./check-options.ts";
import type { MatchOptions } from "./match.ts";
import { prepared } from "./matching/matcher.ts";
import { type FixedPatterns, matchOperator } from "./operator/match-operator.ts";
import type { MatchPlan } from "./operator/match-task.ts";
import { checkWhole } from "./pattern/check-pattern.ts";
import type { PatternSpec } from "./pattern/part.ts";
import { warn, warnOfUnbounded } from "./pattern/unbounded.ts";

/** A pattern that a step looks for. */
export interface LookedFor {
  readonly name: string;
  readonly spec: PatternSpec;
  readonly text: string;
}

/** What becomes of matches, and what is told of the step. */
export interface StepShape extends Omit<FixedPatterns, "patterns"> {
  /** What its user has called. */
  readonly method: string;
  readonly rowOf: MatchPlan["rowOf"];
  readonly called: MatchPlan["called"];
}

/** The step that looks for patterns in a dataset, by key where it is, otherwise in all events together. */
export function matching<Event, Row>(
  looked: readonly LookedFor[],
  options: MatchOptions<Event>,
  { method, rowOf, called, details, form }: StepShape,
): (input: Dataset<Event> | KeyedDataset<Event, unknown>) => Dataset<Row> {
  checkMatchOptions(options, method);
  const { time = "event", tieOrder, maxPartialMatches = 100_000, onWarning = warn, ...step } = options;
  for (const { spec, text } of looked) {
    checkWhole(spec);
    warnOfUnbounded(prepared(spec).automaton, JSON.stringify(text), onWarning);
  }
  return (input) => {
    const of = (key: KeySpec): Operator => {
      const plan = {
        key,
        rowOf,
        called,
        time,
        tieOrder: tieOrder as never,
        maxPartialMatches,
        patternsChange: "never",
      } as const;
      const patterns = looked.map(({ name, spec }) => ({ name, prepared: prepared(spec) }));
      return matchOperator(plan, { patterns, details, form });
    };
    if (!(input instanceof Dataset)) return input.pipe<Row>(of, step);
    return pipeInputs<Row>(of(undefined), [inputOf(input, { to: "one subtask" })], step);
  };
}
