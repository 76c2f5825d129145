import type { Operator } from "./operator.ts";

/** In an iteration: an operator that lives through all rounds. In front of an exchange it is not split, as parts of it would not. */
export function lasting(operator: Operator): Operator {
  const { combine: _, ...rest } = operator;
  return { ...rest, rounds: "all" };
}

/** Passes its input on, which for those behind it does not end with the round. */
export const roundsBegin: Operator = {
  name: "all rounds",
  rounds: "all",
  endless: true,
  selection: "accepts",
  changes: "keeps",
  keepsSchema: true,
  reads: (wanted) => [wanted],
  open: (context) => ({ batch: (batch) => context.emit(batch) }),
};

/** Passes its input on, which for those behind it ends with the round again. */
export const roundsEnd: Operator = {
  name: "each round",
  ends: true,
  selection: "accepts",
  changes: "keeps",
  keepsSchema: true,
  reads: (wanted) => [wanted],
  open: (context) => ({ batch: (batch) => context.emit(batch) }),
};
