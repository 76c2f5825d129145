import { countText } from "../../core/display/mod.ts";
import { checkContiguity, checkRepetition } from "./check-repetition.ts";
import { type AfterMatch, type Part, type PatternSpec, stepNames, withinsOf } from "./part.ts";
import { refused } from "./refused.ts";

/** Throws where a pattern says something that has no meaning, with what to say instead. */
export function checkPattern({ parts, afterMatch }: PatternSpec): void {
  if (parts[0]?.kind === "not")
    throw refused("begin with a negation", "something must have happened before it", "begin with the step before it");
  checkNames(parts);
  checkParts(parts);
  checkAfterMatch(afterMatch, parts);
}

/** Throws where a pattern is not whole yet, which only shows at its end. */
export function checkWhole(spec: PatternSpec): void {
  const windows = withinsOf(spec.parts);
  const first = Math.min(...windows.flatMap(({ firstMs }) => firstMs ?? []));
  const longer = windows.find(({ previousMs }) => previousMs !== undefined && previousMs > first);
  if (longer !== undefined) {
    throw refused(
      `wait ${longer.previousMs} ms for a step`,
      `the whole match has less time, ${first} ms`,
      "make the time since the previous event shorter, or that since the first longer",
    );
  }
  const last = lastPart(spec.parts);
  if (
    last?.kind === "not" &&
    last.contiguity === "followedBy" &&
    first === Number.POSITIVE_INFINITY &&
    last.within.previousMs === undefined
  ) {
    throw refused(
      `end with notFollowedBy ${JSON.stringify(last.name)}`,
      "it would have to wait for ever to know that nothing comes",
      'say how long: .within("5m")',
    );
  }
}

function checkNames(parts: readonly Part[]): void {
  const seen = new Set<string>();
  for (const name of allNames(parts)) {
    if (name === "")
      throw refused("name a step", "a name must not be empty", "give it one, it is the key of its events in a match");
    if (name === "__proto__")
      throw refused("name a step __proto__", "JavaScript keeps that name to itself", "rename it");
    if (seen.has(name))
      throw refused(
        `name two steps ${JSON.stringify(name)}`,
        "a match has one list for each name",
        "rename one of them",
      );
    seen.add(name);
  }
}

function checkParts(parts: readonly Part[]): void {
  parts.forEach((part, at) => {
    const before = parts[at - 1];
    checkContiguity(part);
    checkWithin(part);
    if (part.kind === "not") {
      if (before !== undefined && mayBeLeftOut(before)) throw negationBehindOptional(part.name, before);
      return;
    }
    checkRepetition(part, before);
    if (part.kind === "group") checkGroup(part);
    if (part.kind === "oneOf") part.branches.forEach(checkBranch);
    if (part.kind === "inAnyOrder") checkAnyOrder(part);
  });
}

function checkWithin({ within: { firstMs, previousMs } }: Part): void {
  for (const ms of [firstMs, previousMs]) {
    if (ms === undefined || ms > 0) continue;
    throw refused(`wait ${ms} ms`, "no event would be in time", 'give more than 0 ms, for instance within("10m")');
  }
}

function checkGroup(group: Extract<Part, { kind: "group" }>): void {
  if (group.parts[0]?.kind === "not")
    throw refused(
      "begin a group with a negation",
      "something must have happened before it",
      "put the negation before the group",
    );
  checkParts(group.parts);
  if (group.quantifier.withinMs !== undefined && group.parts.length > 1 && mayBeginLater(group.parts))
    throw refused(
      "say how soon further rounds of a group must begin whose first part may be left out",
      "which of its events is the first is open",
      "begin the group with a step that must come, or make two patterns",
    );
  const last = group.parts.at(-1);
  if (last?.kind !== "not" || (group.quantifier.kind === "one" && !group.quantifier.optional)) return;
  throw refused(
    `end a repeated or optional group with ${JSON.stringify(last.name)}, a negation`,
    "where it would end is open",
    "put the negation behind the group, or a step behind it in the group",
  );
}

function mayBeginLater([head]: readonly Part[]): boolean {
  if (head === undefined) return false;
  return mayBeLeftOut(head) || (head.kind === "group" && mayBeginLater(head.parts));
}

const mostMembers = 8;

function checkAnyOrder({ members, atLeast }: Extract<Part, { kind: "inAnyOrder" }>): void {
  if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > members.length) {
    throw refused(
      `want ${String(atLeast)} of ${countText(members.length, "part")} in any order`,
      `it must be a whole number from 1 to ${members.length}`,
      "leave atLeast out for all",
    );
  }
  if (members.length > mostMembers) {
    throw refused(
      `match ${countText(members.length, "part")} in any order`,
      `there is a state for each set of them, and ${mostMembers} are the most`,
      "match groups of them one after another, or one pattern with a condition on match.count",
    );
  }
  members.forEach(checkBranch);
}

function checkBranch(parts: readonly Part[]): void {
  const [head] = parts;
  if (head?.kind === "not")
    throw refused(
      "begin an alternative with a negation",
      "something must have happened before it",
      "begin it with a step",
    );
  if (head !== undefined && mayBeLeftOut(head)) {
    throw refused(
      "begin an alternative with what may be left out",
      "it could be nothing at all",
      "make the alternatives as a whole optional()",
    );
  }
  if (parts.at(-1)?.kind === "not")
    throw refused("end an alternative with a negation", "where it would end is open", "put a step behind it");
  checkParts(parts);
}

function mayBeLeftOut(part: Part): boolean {
  return part.kind !== "not" && part.quantifier.optional;
}

function negationBehindOptional(name: string, before: Part): TypeError {
  const optional = "name" in before ? JSON.stringify(before.name) : "a group";
  return refused(
    `put the negation ${JSON.stringify(name)} behind ${optional}, which may be left out`,
    "it would be open from where it holds",
    "make two patterns: with that part and without it; or oneOf(…) of both",
  );
}

function checkAfterMatch(after: AfterMatch, parts: readonly Part[]): void {
  checkAfterMatchShape(after);
  if (after === "none" || after === "next" || after === "past last") return;
  const name = "first" in after ? after.first : after.last;
  const names = parts.flatMap((part) => (part.kind === "group" ? [] : stepNames([part])));
  if (names.includes(name)) return;
  const isInside = stepNames(parts).includes(name);
  throw new RangeError(
    `Cannot skip to step ${JSON.stringify(name)} after a match as it must be a step of the pattern itself: ` +
      `got ${isInside ? "a step inside a group, of which each round has its own" : "no step of that name"}; skip to one of ${names.join(", ") || "none"}, or "past last"`,
  );
}

function checkAfterMatchShape(after: unknown): void {
  if (after === "none" || after === "next" || after === "past last") return;
  const { onMiss = "error", ...to } = Object(after) as Record<string, unknown>;
  const [[key, step] = [], ...others] = Object.entries(to);
  const isStep = (key === "first" || key === "last") && typeof step === "string" && others.length === 0;
  if (isStep && onMiss === "error") return;
  throw new TypeError(
    'Cannot say what becomes of other matches as it must be "none", "next", "past last", { first: step } or { last: step }: ' +
      `got ${JSON.stringify(after)}; use for instance afterMatch("past last")`,
  );
}

function allNames(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => {
    if (part.kind === "group") return allNames(part.parts);
    if (part.kind === "oneOf") return part.branches.flatMap(allNames);
    return part.kind === "inAnyOrder" ? part.members.flatMap(allNames) : [part.name];
  });
}

function lastPart(parts: readonly Part[]): Part | undefined {
  const last = parts.at(-1);
  return last?.kind === "group" ? lastPart(last.parts) : last;
}
