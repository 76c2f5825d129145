import type { AnyOrder, Contiguity, Part } from "../pattern/part.ts";
import type { Edge, State } from "./state.ts";
import { allOf, type When, yes } from "./when.ts";

/**
 * One state in the place of the heads of alternatives: it takes what any of them takes, and ignores what all of them
 * ignore, so that the first event that fits any of them is not passed over. Heads ignore into themselves.
 */
export function mergeHeads(heads: readonly State[], { make, proceedTo, inTime }: Merging): State {
  const name = heads.map(({ step }) => step).join(" | ");
  const merged = make(name);
  const edges = heads.flatMap((head) => head.edges.filter(({ action }) => action !== "ignore"));
  merged.edges.push(...edges);
  const longest = Math.max(...heads.map(({ previousMs }) => previousMs ?? Number.POSITIVE_INFINITY));
  const previousMs = longest < Number.POSITIVE_INFINITY ? longest : undefined;
  if (proceedTo === undefined) merged.previousMs = previousMs;
  else merged.edges.push({ action: "proceed", target: proceedTo, step: name, when: yes });
  const ignore = ignoredByAll(heads);
  if (ignore === undefined) return merged;
  if (proceedTo === undefined) {
    merged.edges.push({ action: "ignore", target: merged, step: name, when: ignore });
    return merged;
  }
  const ignoring = make(name);
  ignoring.previousMs = previousMs;
  ignoring.edges.push(...edges, { action: "ignore", target: ignoring, step: name, when: ignore });
  merged.edges.push({ action: "ignore", target: ignoring, step: name, when: inTime(ignore) });
  return merged;
}

interface Merging {
  readonly make: (name: string) => State;
  /** Where it goes on if all may be left out. */
  readonly proceedTo: State | undefined;
  /** What may be ignored only until it is too late to begin. */
  readonly inTime: (ignore: When) => When;
}

/** Whether a greedy loop stands at the end. */
export function endsGreedy(parts: readonly Part[]): boolean {
  const last = parts.at(-1);
  return last?.kind === "group" ? endsGreedy(last.parts) : last?.kind === "step" && last.quantifier.greedy;
}

function ignoredByAll(heads: readonly State[]): When | undefined {
  const ignores = heads.map((head) => head.edges.find(({ action }): boolean => action === "ignore"));
  if (ignores.some((edge) => edge === undefined)) return undefined;
  return (ignores as Edge[]).map(({ when }) => when).reduce(allOf);
}

interface Subsets extends Merging {
  readonly sink: State;
  readonly branch: (parts: readonly Part[], by: Contiguity, to: State, isFirst: boolean) => State;
}

/** A state for each set of members that may still come, until enough have. */
export function subsetsFrom(part: AnyOrder, enteredBy: Contiguity, { sink, branch, ...merging }: Subsets): State {
  const { members, atLeast, inner } = part;
  const later = { ...merging, proceedTo: undefined };
  const known = new Map<number, State>();
  const behind = (taken: number): State => {
    if (bitsOf(taken) === atLeast) return sink;
    let state = known.get(taken);
    if (state === undefined) {
      const by = taken === 0 ? enteredBy : inner;
      const left = members.flatMap((member, at) => ((taken >> at) & 1 ? [] : [{ member, at }]));
      const heads = left.map(({ member, at }) => branch(member, by, behind(taken | (1 << at)), taken === 0));
      state = mergeHeads(heads, taken === 0 ? merging : later);
      known.set(taken, state);
    }
    return state;
  };
  return behind(0);
}

function bitsOf(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
