import { knownTruth } from "../automaton/known-truth.ts";
import type { Edge, State } from "../automaton/state.ts";
import type { Atom, When } from "../automaton/when.ts";
import { prepared } from "../matching/matcher.ts";
import { conditionText, joinedText, notText } from "../pattern/condition-text.ts";
import type { PatternSpec } from "../pattern/part.ts";

/** A pattern's automaton as it is drawn: states in the order they are reached, each with how far it is from the start. */
export interface AutomatonView {
  readonly states: readonly StateView[];
}

export interface StateView {
  readonly name: string;
  readonly kind: "start" | State["kind"];
  /** Steps from the start. */
  readonly depth: number;
  readonly edges: readonly EdgeView[];
}

export interface EdgeView {
  readonly action: Edge["action"];
  /** The place of the state that it leads to. */
  readonly target: number;
  /** Under which condition; empty for always. */
  readonly when: string;
}

/** What each kind of edge does. */
export const verbs = {
  take: "takes an event",
  ignore: "passes an event over",
  proceed: "goes on with the same event",
} as const;

export function automatonView(spec: PatternSpec): AutomatonView {
  const { automaton } = prepared(spec);
  const atoms = automaton.atoms.list;
  const depths = new Map<State, number>([[automaton.start, 0]]);
  // A map goes on with what is added while it is walked through.
  for (const [state, depth] of depths) {
    for (const { target } of edgesWalked(state, atoms)) if (!depths.has(target)) depths.set(target, depth + 1);
  }
  const places = new Map([...depths.keys()].map((state, place) => [state, place]));
  const states = [...depths].map(([state, depth]): StateView => {
    const edges = edgesWalked(state, atoms).map(({ action, target, when }): EdgeView => {
      return { action, target: places.get(target)!, when: whenText(when, atoms) };
    });
    const kind = state === automaton.start ? "start" : state.kind;
    return { name: state.kind === "final" ? "match" : state.step, kind, depth, edges };
  });
  return { states };
}

/** Edges that some event may walk, without those on to a state that leads nowhere. */
function edgesWalked(state: State, atoms: readonly Atom[]): Edge[] {
  const isOpen = ({ when }: Edge): boolean => knownTruth(when, atoms) !== false;
  const isDead = ({ kind, edges }: State): boolean => kind === "normal" && !edges.some(isOpen);
  return state.edges.filter((edge) => isOpen(edge) && !(edge.action === "proceed" && isDead(edge.target)));
}

/** A condition without what is known of it anyway; empty for always. */
function whenText(when: When, atoms: readonly Atom[]): string {
  if (knownTruth(when, atoms) !== undefined) return "";
  switch (when.op) {
    case "true":
      return "";
    case "atom":
      return conditionText(atoms[when.atom]!.condition);
    case "not":
      return notText(whenText(when.of, atoms));
    default:
      return joinedText(
        when.op,
        [when.left, when.right].map((part) => whenText(part, atoms)),
      );
  }
}
