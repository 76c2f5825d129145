import { type PatternOf, pattern } from "../../../cep/mod.ts";
import { a, b, type CepEvent, c } from "./events.ts";

export type PatternName = "a" | "b" | "c";

/** The three patterns that FlinkCEP was measured on. */
export const patterns: Readonly<Record<PatternName, PatternOf<CepEvent>>> = {
  a: pattern("a", (event: CepEvent) => event.type === a)
    .followedBy("b", (event) => event.type === b)
    .within("10s"),
  b: pattern("a", (event: CepEvent) => event.type === a)
    .oneOrMore()
    .greedy()
    .followedBy("b", (event) => event.type === b)
    .within("10s"),
  c: pattern("a", (event: CepEvent) => event.type === a)
    .next("b", (event) => event.type === b)
    .where((event, { last }) => event.value > last("a")!.value)
    .next("c", (event) => event.type === c)
    .where((event, { last }) => event.value > last("b")!.value)
    .within("10s"),
};

/** A match as a row of the digest: the event numbers of each step, each followed by `,`, each step closed by `;`. */
export function matchText(match: Readonly<Record<string, readonly CepEvent[]>>): string {
  return Object.values(match)
    .map((events) => `${events.map(({ n }) => `${n},`).join("")};`)
    .join("");
}
