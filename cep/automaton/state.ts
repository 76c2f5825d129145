import type { When } from "./when.ts";

export type Action = "take" | "ignore" | "proceed";

/** A way from a state: with the event taken, without it, or on to another state that is asked about the same event. */
export interface Edge {
  readonly action: Action;
  readonly target: State;
  /** The step that takes the event. */
  readonly step: string;
  when: When;
}

/**
 * `"final"`: a match. `"stop"`: what must not come has come. `"pending"`: a match, unless something comes before the time
 * is over.
 */
export type StateKind = "normal" | "final" | "stop" | "pending";

/** Where a partial match may stand. */
export interface State {
  readonly number: number;
  readonly kind: StateKind;
  /** The step whose events its take edges take; what it waits for, in drawings. */
  readonly step: string;
  readonly edges: Edge[];
  /** How long after the event before it is left for good, ms. */
  previousMs: number | undefined;
}

export interface Automaton {
  readonly states: readonly State[];
  readonly start: State;
  /** How long a match may take from its first event, ms; 0 for ever. */
  readonly windowMs: number;
}
