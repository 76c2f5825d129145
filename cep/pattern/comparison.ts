import { type Aggregation, avg, max, min, sum } from "../../core/mod.ts";
import type { Accepted } from "./accepted.ts";

/** How two operands of a condition without code are compared. */
export type ComparisonName = (typeof comparisonNames)[number];

export const comparisonNames = ["=", "!=", "<", "<=", ">", ">=", "contains", "starts with", "ends with", "in"] as const;

export type Constant = number | string | boolean | null;

/** What an aggregate over the accepted events of a step gives. */
export type StepAggregate = "count" | "sum" | "avg" | "min" | "max" | "first" | "last";

/** A value in a condition without code. */
export type Operand =
  | Constant
  | readonly Constant[]
  | { readonly field: string }
  | { readonly step: string; readonly aggregate: StepAggregate; readonly field?: string }
  | { readonly time: "event" }
  | { readonly plus: readonly [Operand, Operand] }
  | { readonly minus: readonly [Operand, Operand] }
  | { readonly times: readonly [Operand, Operand] };

/** Two operands compared; with null nothing is true but `=` and `!=`. */
export interface Comparison {
  readonly op: ComparisonName;
  readonly left: Operand;
  readonly right: Operand;
}

/** Whether an operand looks at accepted events, or at the time, and so at more than the event's columns. */
export function looksBack(operand: Operand): boolean {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) return false;
  if ("step" in operand || "time" in operand) return true;
  const pair = partsOf(operand);
  return pair?.some(looksBack) ?? false;
}

function partsOf(operand: object): readonly [Operand, Operand] | undefined {
  if ("plus" in operand) return operand.plus as readonly [Operand, Operand];
  if ("minus" in operand) return operand.minus as readonly [Operand, Operand];
  return "times" in operand ? (operand.times as readonly [Operand, Operand]) : undefined;
}

/** What a comparison says of an event and what was accepted before it. */
export function holds({ op, left, right }: Comparison, event: unknown, match: Accepted<never> | undefined): boolean {
  return compared(op, operandValue(left, event, match), operandValue(right, event, match));
}

/** Whether two values compare as named. Values of different kinds are not equal, and neither is less. */
export function compared(op: ComparisonName, left: unknown, right: unknown): boolean {
  switch (op) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case "in":
      return Array.isArray(right) && right.includes(left);
    case "contains":
      return typeof left === "string" && typeof right === "string" && left.includes(right);
    case "starts with":
      return typeof left === "string" && typeof right === "string" && left.startsWith(right);
    case "ends with":
      return typeof left === "string" && typeof right === "string" && left.endsWith(right);
    default:
      return ordered(op, left, right);
  }
}

function ordered(op: "<" | "<=" | ">" | ">=", left: unknown, right: unknown): boolean {
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
  const [a, b] = [left as number, right as number];
  if (op === "<") return a < b;
  if (op === "<=") return a <= b;
  return op === ">" ? a > b : a >= b;
}

function operandValue(operand: Operand, event: unknown, match: Accepted<never> | undefined): unknown {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) return operand;
  if ("field" in operand && !("step" in operand)) return fieldOf(event, operand.field);
  if ("step" in operand) return acceptedValue(operand, match!);
  if ("time" in operand) return match!.time;
  const [left, right] = partsOf(operand)!.map((part) => operandValue(part, event, match));
  // Null is no 0, and a text no number.
  if (typeof left !== "number" || typeof right !== "number") return null;
  if ("plus" in operand) return left + right;
  return "minus" in operand ? left - right : left * right;
}

/** The name of the field that an operand is; undefined for any other. */
export function fieldName(operand: Operand): string | undefined {
  if (typeof operand !== "object" || operand === null || !("field" in operand) || "step" in operand) return undefined;
  return operand.field;
}

/** Whether an operand is the same for all events. */
export function isConstant(operand: Operand): boolean {
  return typeof operand !== "object" || operand === null || Array.isArray(operand);
}

/** A property as a plain value: dates as their ms; absent ones, and what every object inherits, as null. */
export function fieldOf(event: unknown, field: string): unknown {
  if (event === null || event === undefined) return null;
  if (field in Object.prototype && !Object.hasOwn(event, field)) return null;
  const value = (event as Record<string, unknown>)[field] ?? null;
  return value instanceof Date ? value.getTime() : value;
}

interface StepOperand {
  readonly step: string;
  readonly aggregate: StepAggregate;
  readonly field?: string;
}

function acceptedValue(operand: StepOperand, match: Accepted<never>): unknown {
  const step = operand.step as never;
  switch (operand.aggregate) {
    case "count":
      return match.count(step);
    case "first":
      return fieldOf(match.first(step), operand.field!);
    case "last":
      return fieldOf(match.last(step), operand.field!);
    default:
      return match.aggregate(step, aggregationOf(operand) as never) ?? null;
  }
}

const aggregations = new WeakMap<StepOperand, Aggregation<unknown, unknown>>();

/** One for each operand, so that what it has added up is found again. */
function aggregationOf(operand: StepOperand): Aggregation<unknown, unknown> {
  let found = aggregations.get(operand);
  if (found === undefined) {
    const value = (event: unknown): number => fieldOf(event, operand.field!) as number;
    found = { sum, avg, min, max }[operand.aggregate as "sum"](value) as Aggregation<unknown, unknown>;
    aggregations.set(operand, found);
  }
  return found;
}
