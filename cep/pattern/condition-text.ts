import { knownAnswer } from "../automaton/known-truth.ts";
import type { Operand } from "./comparison.ts";
import type { Condition } from "./condition.ts";

/** A condition as it is read, without what all events fulfil anyway; empty where nothing is left. */
export function conditionText(condition: Condition): string {
  if (knownAnswer(condition) !== undefined) return "";
  switch (condition.kind) {
    case "true":
      return "";
    case "compare": {
      const { op, left, right } = condition.comparison;
      return `${operandText(left)} ${op} ${operandText(right)}`;
    }
    case "event":
    case "match":
      return lambdaText(String(condition.test));
    case "not":
      return notText(conditionText(condition.of[0]!));
    default:
      return joinedText(condition.kind, condition.of.map(conditionText));
  }
}

export function notText(text: string): string {
  return `not ${bracketed(text)}`;
}

/** What is known is empty: the parts that are not are what it depends on. */
export function joinedText(op: "and" | "or", texts: readonly string[]): string {
  const open = texts.filter((text) => text !== "");
  return open.length === 1 ? open[0]! : open.map(bracketed).join(` ${op} `);
}

function bracketed(text: string): string {
  return /^[\w$.]*$/.test(text) ? text : `(${text})`;
}

function lambdaText(source: string): string {
  const body = source.replace(/\s+/g, " ").replace(/^[^=]*=> /, "");
  return body.length > 60 ? `${body.slice(0, 59)}…` : body;
}

function operandText(operand: Operand): string {
  if (typeof operand !== "object" || operand === null || "length" in operand) return JSON.stringify(operand);
  if ("step" in operand) {
    const { step, aggregate, field } = operand;
    return `${aggregate}(${field === undefined ? step : `${step}.${field}`})`;
  }
  if ("field" in operand) return operand.field;
  if ("time" in operand) return "event time";
  if ("plus" in operand) return operand.plus.map(operandIn).join(" + ");
  return "minus" in operand ? operand.minus.map(operandIn).join(" - ") : operand.times.map(operandIn).join(" * ");
}

/** Brackets where it is itself calculated. */
function operandIn(operand: Operand): string {
  const isPair =
    typeof operand === "object" && operand !== null && ["plus", "minus", "times"].some((op) => op in operand);
  return isPair ? `(${operandText(operand)})` : operandText(operand);
}
