import type { Condition } from "../pattern/condition.ts";
import type { Atom, When } from "./when.ts";

/** Whether edges of that condition are always walked, or never; undefined where it is up to the event. */
export function knownTruth(when: When, atoms: readonly Atom[]): boolean | undefined {
  switch (when.op) {
    case "true":
      return true;
    case "atom":
      return knownAnswer(atoms[when.atom]!.condition);
    case "not":
      return opposite(knownTruth(when.of, atoms));
    default:
      return joined(when.op, [knownTruth(when.left, atoms), knownTruth(when.right, atoms)]);
  }
}

/** Whether all events fulfil a condition, or none; undefined where it is up to the event. */
export function knownAnswer(condition: Condition): boolean | undefined {
  switch (condition.kind) {
    case "true":
      return true;
    case "not":
      return opposite(knownAnswer(condition.of[0]!));
    case "and":
    case "or":
      return joined(condition.kind, condition.of.map(knownAnswer));
    default:
      return undefined;
  }
}

function opposite(known: boolean | undefined): boolean | undefined {
  return known === undefined ? undefined : !known;
}

function joined(op: "and" | "or", parts: readonly (boolean | undefined)[]): boolean | undefined {
  const decisive = op === "or";
  if (parts.includes(decisive)) return decisive;
  return parts.includes(undefined) ? undefined : !decisive;
}
