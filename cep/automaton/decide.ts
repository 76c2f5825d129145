import type { Automaton, Edge, State } from "./state.ts";
import type { When } from "./when.ts";

/** What becomes of a partial match at an event: a question to ask of it, or an outcome. */
export interface Decision {
  /** The atom that decides, or −1 where there is an outcome. */
  readonly ask: number;
  readonly outcome: Outcome | undefined;
  ifTrue: Decision | undefined;
  ifFalse: Decision | undefined;
  /** What is known here, by atom: for what is decided behind it. */
  readonly known: ReadonlyMap<number, boolean>;
  readonly state: State;
}

/** Whether a partial match is as it was, is gone, or goes its ways. */
export const outcomeKind = { stays: 0, dies: 1, goes: 2 } as const;

export type OutcomeKind = (typeof outcomeKind)[keyof typeof outcomeKind];

export interface Outcome {
  readonly kind: OutcomeKind;
  /** What must not come has come: only what matches at this very event is left. */
  readonly stopped: boolean;
  readonly ways: readonly Way[];
  /** The only way that goes on, to one state: the partial match itself can go it. Undefined for none, or several. */
  readonly heir: Way | undefined;
  /** Whether any way makes a match. */
  readonly matches: boolean;
}

/** One way on. */
export interface Way {
  /** The number of the step that takes the event; −1 where it is ignored. */
  readonly step: number;
  /** The states gone to, by number: those that wait for more. */
  readonly next: readonly number[];
  /** How many matches it makes: one, where it ends, or could. */
  readonly matches: number;
}

/** Looks up steps by their names. */
export type StepNumber = (name: string) => number;

/**
 * What a partial match in a state does when so much is known of the event. The walk is Flink's: a stack of states that are
 * reached without the event, whose edges are looked at in order; it stops at the first condition that is not known.
 */
export function decide(automaton: Automaton, state: State, known: Decision["known"], stepOf: StepNumber): Decision {
  const walked = walk(state, known);
  const none = { ifTrue: undefined, ifFalse: undefined, known, state };
  if (typeof walked === "number") return { ask: walked, outcome: undefined, ...none };
  const ways: Way[] = [];
  for (const edge of walked.edges) {
    const way = wayOf(edge, state === automaton.start, known, stepOf);
    if (typeof way === "number") return { ask: way, outcome: undefined, ...none };
    if (way !== undefined) ways.push(way);
  }
  return { ask: -1, outcome: outcomeOf(ways, walked.stopped, state), ...none };
}

/** A decision by which a partial match is as it was, and nothing begins. */
export function noEvent(state: State, isStart: boolean): Decision {
  const kind = isStart ? outcomeKind.dies : outcomeKind.stays;
  const outcome = { kind, stopped: false, ways: [], heir: undefined, matches: false };
  return { ask: -1, outcome, ifTrue: undefined, ifFalse: undefined, known: new Map(), state };
}

function outcomeOf(ways: readonly Way[], stopped: boolean, state: State): Outcome {
  const kept = stopped ? ways.filter(({ matches }) => matches > 0).map((way) => ({ ...way, next: [] })) : ways;
  const going = kept.filter(({ next }) => next.length > 0);
  const heir = going.length === 1 && going[0]!.next.length === 1 ? going[0] : undefined;
  return { kind: kindOf(kept, state), stopped, ways: kept, heir, matches: kept.some(({ matches }) => matches > 0) };
}

function kindOf(ways: readonly Way[], state: State): OutcomeKind {
  const [first] = ways;
  if (first === undefined) return outcomeKind.dies;
  const isSame = ways.length === 1 && first.step < 0 && first.matches === 0 && first.next.length === 1;
  return isSame && first.next[0] === state.number ? outcomeKind.stays : outcomeKind.goes;
}

type Reached = { readonly edges: readonly Edge[]; readonly stopped: boolean };

function walk(from: State, known: Decision["known"]): Reached | number {
  const edges: Edge[] = [];
  let stopped = false;
  const stack: (readonly State[])[] = [[from]];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    const state = path.at(-1)!;
    if (state.kind === "stop") {
      stopped = true;
      continue;
    }
    for (const edge of state.edges) {
      const open = truth(edge.when, known);
      if (typeof open === "number") return open;
      if (!open) continue;
      if (edge.action !== "proceed") edges.push(edge);
      // Parts that may all be left out can lead back to where they begin.
      else if (!path.includes(edge.target)) stack.push([...path, edge.target]);
    }
  }
  return { edges, stopped };
}

function wayOf(
  { action, target, step }: Edge,
  isStart: boolean,
  known: Decision["known"],
  stepOf: StepNumber,
): Way | undefined | number {
  if (action === "ignore") {
    // The start goes on waiting by itself.
    if (isStart) return undefined;
    return target.kind === "final"
      ? { step: -1, next: [], matches: 1 }
      : { step: -1, next: [target.number], matches: 0 };
  }
  if (target.kind === "final") return { step: stepOf(step), next: [], matches: 1 };
  const ends = mayEnd(target, known);
  if (typeof ends === "number") return ends;
  return { step: stepOf(step), next: [target.number], matches: ends ? 1 : 0 };
}

/** Whether what comes behind a state may be left out up to the end, as far as this event says. */
function mayEnd(from: State, known: Decision["known"]): boolean | number {
  const seen = new Set([from]);
  const stack = [from];
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    for (const { action, target, when } of state.edges) {
      if (action !== "proceed") continue;
      const open = truth(when, known);
      if (typeof open === "number") return open;
      if (!open) continue;
      if (target.kind === "final") return true;
      if (seen.has(target)) continue;
      seen.add(target);
      stack.push(target);
    }
  }
  return false;
}

/** Whether it is so, or the first atom that has to be asked. */
function truth(when: When, known: Decision["known"]): boolean | number {
  switch (when.op) {
    case "true":
      return true;
    case "atom":
      return known.get(when.atom) ?? when.atom;
    case "not": {
      const of = truth(when.of, known);
      return typeof of === "number" ? of : !of;
    }
    case "and": {
      const left = truth(when.left, known);
      return left === true ? truth(when.right, known) : left;
    }
    case "or": {
      const left = truth(when.left, known);
      return left === false ? truth(when.right, known) : left;
    }
  }
}
