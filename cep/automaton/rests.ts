import { knownTruth } from "./known-truth.ts";
import type { Automaton, Edge, State } from "./state.ts";
import type { Atoms } from "./when.ts";

/** An automaton with what its conditions ask. */
export type AutomatonOfAtoms = Automaton & { readonly atoms: Atoms };

/**
 * Where partial matches may rest between two events, and the edges by which each goes on at the next one: its own, and those
 * of the states that it goes on to without an event.
 */
export function restsOf({ start, atoms }: AutomatonOfAtoms): Map<State, readonly Edge[]> {
  // The start itself goes on waiting: nothing rests where it only passes events over.
  const begun = walkable(start, atoms).filter(({ action }) => action === "take");
  const rests = new Map<State, readonly Edge[]>();
  const open = begun.map(({ target }) => target);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (rests.has(state)) continue;
    const edges = walkable(state, atoms);
    rests.set(state, edges);
    open.push(...edges.map(({ target }) => target));
  }
  return rests;
}

/** Edges that take or ignore an event in a state, or behind it without an event, and are not closed to all events. */
function walkable(from: State, atoms: Atoms): Edge[] {
  const edges: Edge[] = [];
  // A set goes on with what is added while it is walked through.
  const reached = new Set([from]);
  for (const state of reached) {
    for (const edge of state.edges) {
      if (knownTruth(edge.when, atoms.list) === false) continue;
      if (edge.action === "proceed") reached.add(edge.target);
      else edges.push(edge);
    }
  }
  return edges;
}
