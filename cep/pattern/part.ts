import type { Condition } from "./condition.ts";

/** What may lie between an event and the one taken before it: nothing, what does not match, or anything. */
export type Contiguity = (typeof contiguities)[number];

export const contiguities = ["next", "followedBy", "followedByAny"] as const;

/** One part of a pattern, in order. */
export type Part = Step | Negation | Group | Choice | AnyOrder;

interface Common {
  readonly contiguity: Contiguity;
  readonly quantifier: Quantifier;
  readonly within: Within;
}

export interface Step extends Common {
  readonly kind: "step";
  readonly name: string;
  readonly where: Condition;
  readonly until: Condition | undefined;
}

/** Events that must not come: right behind the step before, or anywhere before the next one. */
export interface Negation {
  readonly kind: "not";
  readonly name: string;
  readonly contiguity: "next" | "followedBy";
  readonly where: Condition;
  readonly within: Within;
}

export interface Group extends Common {
  readonly kind: "group";
  readonly parts: readonly Part[];
  readonly until: Condition | undefined;
}

/** One of several patterns: whichever comes first. */
export interface Choice extends Common {
  readonly kind: "oneOf";
  readonly branches: readonly (readonly Part[])[];
}

/** So many of several patterns, in whatever order. */
export interface AnyOrder extends Common {
  readonly kind: "inAnyOrder";
  readonly members: readonly (readonly Part[])[];
  readonly atLeast: number;
  /** What may lie between one member and the next. */
  readonly inner: Contiguity;
}

/** How often a part comes. */
export interface Quantifier {
  readonly kind: "one" | "times" | "loop";
  /** Of a loop and of times; 1 for one. */
  readonly from: number;
  /** Infinity for a loop. */
  readonly to: number;
  /** What may lie between one of its events and the next. */
  readonly inner: Contiguity;
  readonly optional: boolean;
  readonly greedy: boolean;
  /** How long after the one before each may come, ms. */
  readonly withinMs: number | undefined;
}

/** How long it may take, ms: since the first event of the match, or since the one before. */
export interface Within {
  readonly firstMs: number | undefined;
  readonly previousMs: number | undefined;
}

export const once: Quantifier = {
  kind: "one",
  from: 1,
  to: 1,
  inner: "followedBy",
  optional: false,
  greedy: false,
  withinMs: undefined,
};

export const anyTime: Within = { firstMs: undefined, previousMs: undefined };

/** What becomes of other partial matches when one has matched. */
export type AfterMatch =
  | "none"
  | "next"
  | "past last"
  | { readonly first: string; readonly onMiss?: "error" }
  | { readonly last: string; readonly onMiss?: "error" };

/** A pattern as plain records: what its JSON form, its automaton and its drawing are made of. */
export interface PatternSpec {
  readonly parts: readonly Part[];
  readonly afterMatch: AfterMatch;
}

/** The names of all steps that a match may hold, in order. */
export function stepNames(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => (part.kind === "step" ? [part.name] : insideOf(part).flatMap(stepNames)));
}

/** The sequences of parts that a part is made of; none for a step. */
function insideOf(part: Part): readonly (readonly Part[])[] {
  if (part.kind === "group") return [part.parts];
  if (part.kind === "oneOf") return part.branches;
  return part.kind === "inAnyOrder" ? part.members : [];
}

/** How long parts may take, and what is inside of them: the smallest counts, wherever it stands. */
export function withinsOf(parts: readonly Part[]): Within[] {
  return parts.flatMap((part) => [part.within, ...insideOf(part).flatMap(withinsOf)]);
}
