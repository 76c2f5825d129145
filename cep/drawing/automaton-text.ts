import type { PatternSpec } from "../pattern/part.ts";
import { automatonView, type StateView } from "./automaton-view.ts";

/**
 * The automaton of a pattern as text: each state with the ways from it.
 *
 * @example
 * ```ts
 * import { automatonText, pattern } from "millrace/cep";
 * const pair = pattern("a", (event: { n: string }) => event.n === "a").followedBy("b", (event) => event.n === "b");
 * console.log(automatonText(pair));
 * // 0 start a
 * //   takes an event if event.n === "a" → 1 …
 * ```
 */
export function automatonText(pattern: { readonly spec: PatternSpec }): string {
  const { states } = automatonView(pattern);
  return states
    .flatMap((state, place) => [
      `${place} ${titleOf(state)}`,
      ...state.edges.map(({ action, target, when }) => {
        const condition = when === "" ? "" : ` if ${when}`;
        return `  ${verbs[action]}${condition} → ${target === place ? "stays" : `${target} ${titleOf(states[target]!)}`}`;
      }),
    ])
    .join("\n");
}

const verbs = {
  take: "takes an event",
  ignore: "passes an event over",
  proceed: "goes on with the same event",
} as const;

function titleOf({ kind, name }: StateView): string {
  if (kind === "final") return "match";
  if (kind === "start") return `start ${name}`;
  if (kind === "stop") return `over, as ${name} came`;
  return kind === "pending" ? `match unless ${name} comes` : `waits for ${name}`;
}
