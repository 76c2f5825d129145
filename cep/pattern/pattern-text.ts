import { durationText } from "../../core/mod.ts";
import type { AfterMatch, Part, PatternSpec, Quantifier } from "./part.ts";

/** How a pattern is built, in words: names, how often, what may lie between, how long. Conditions are not in it. */
export function patternText({ parts, afterMatch }: PatternSpec): string {
  return `${partsText(parts)}${afterText(afterMatch)}`;
}

function partsText(parts: readonly Part[]): string {
  return parts.map((part, at) => `${at === 0 ? "" : ` ${linkText(part)} `}${partText(part)}`).join("");
}

function linkText(part: Part): string {
  return part.kind === "not" ? `not ${part.contiguity}` : part.contiguity;
}

function partText(part: Part): string {
  const { firstMs, previousMs } = part.within;
  const within = firstMs === undefined ? "" : ` within ${durationText(firstMs)}`;
  const since = previousMs === undefined ? "" : ` within ${durationText(previousMs)} since previous`;
  const often = part.kind === "not" ? "" : quantifierText(part.quantifier);
  const until = "until" in part && part.until !== undefined ? " until" : "";
  return `${bodyText(part)}${often}${until}${within}${since}`;
}

function bodyText(part: Part): string {
  switch (part.kind) {
    case "group":
      return `(${partsText(part.parts)})`;
    case "oneOf":
      return `one of (${part.branches.map(partsText).join(" | ")})`;
    case "inAnyOrder":
      return `${part.atLeast} of (${part.members.map(partsText).join(", ")}) in any order, ${part.inner}`;
    default:
      return part.name;
  }
}

function quantifierText({ kind, from, to, inner, optional, greedy, withinMs }: Quantifier): string {
  const often =
    kind === "one" ? "" : ` ${from}${kind === "loop" ? " or more" : to === from ? " times" : ` to ${to} times`}`;
  const between =
    kind === "one" || inner === "followedBy" ? "" : inner === "next" ? " consecutive" : " in combinations";
  const each = withinMs === undefined ? "" : ` each within ${durationText(withinMs)}`;
  return `${often}${between}${greedy ? " greedy" : ""}${each}${optional ? " optional" : ""}`;
}

function afterText(after: AfterMatch): string {
  if (after === "none") return "";
  if (typeof after === "string") return `; then skip to ${after}`;
  return "first" in after ? `; then skip to the first ${after.first}` : `; then skip to the last ${after.last}`;
}
