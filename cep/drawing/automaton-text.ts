import type { PatternSpec } from "../pattern/part.ts";
import { automatonView, type StateView, verbs } from "./automaton-view.ts";

/** The automaton of a pattern as text: each state with the ways from it. */
export function automatonText(spec: PatternSpec): string {
  return titledWays(spec)
    .flatMap(({ title, ways }) => [title, ...ways.map((way) => `  ${way}`)])
    .join("\n");
}

/** The same for a plan: what there is to know of a step, a line for each state that leads anywhere. */
export function automatonDetails(spec: PatternSpec): Record<string, string> {
  const led = titledWays(spec).filter(({ ways }) => ways.length > 0);
  return Object.fromEntries(led.map(({ title, ways }) => [title, ways.join("; ")]));
}

function titledWays(spec: PatternSpec): { readonly title: string; readonly ways: readonly string[] }[] {
  const { states } = automatonView(spec);
  return states.map((state, place) => ({
    title: `${place} ${titleOf(state)}`,
    ways: state.edges.map(({ action, target, when }) => {
      const condition = when === "" ? "" : ` if ${when}`;
      return `${verbs[action]}${condition} → ${target === place ? "stays" : `${target} ${titleOf(states[target]!)}`}`;
    }),
  }));
}

function titleOf({ kind, name }: StateView): string {
  if (kind === "final") return "match";
  if (kind === "start") return `start ${name}`;
  if (kind === "stop") return `over, as ${name} came`;
  return kind === "pending" ? `match unless ${name} comes` : `waits for ${name}`;
}
