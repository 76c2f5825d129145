import { type ComparisonName, isConstant, type Operand } from "../pattern/comparison.ts";
import { notReadable } from "./check-json.ts";
import type { PatternJson, RepeatJson } from "./pattern-json.ts";

/** Throws where what is of the published schema could never come true, whatever events come. */
export function checkValues(json: PatternJson): void {
  visit(json, "the pattern");
}

function visit(value: unknown, place: string): void {
  if (typeof value !== "object" || value === null) return;
  if ("op" in value) checkComparison(value as ComparisonJson, place);
  for (const [name, one] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${place}[${name}]` : `${place}.${name}`;
    if (name === "repeat") checkRepeat(one as RepeatJson, at);
    visit(one, at);
  }
}

function checkRepeat({ from, to }: RepeatJson, place: string): void {
  if (to === null || to >= from) return;
  throw notReadable({
    place: `${place}.to`,
    wanted: `a whole number of at least ${from}`,
    got: to,
    remedy: "say from and to in that order, or to: null for ever",
  });
}

interface ComparisonJson {
  readonly op: ComparisonName;
  readonly left: Operand;
  readonly right: Operand;
}

function checkComparison({ op, left, right }: ComparisonJson, place: string): void {
  if (isFixed(left) && isFixed(right)) {
    const [name] = [left, right].filter((operand) => typeof operand === "string");
    throw notReadable({
      place,
      wanted: "a comparison with a field, an accepted event or the time",
      got: { op, left, right },
      remedy: `a constant is the same for all events: for the field say { field: ${JSON.stringify(name ?? "amount")} }`,
    });
  }
  checkConstant(left, leftOf(op), `${place}.left`);
  checkConstant(right, op === "in" ? aList : leftOf(op), `${place}.right`);
}

/** Whether no event changes it. */
function isFixed(operand: Operand): boolean {
  if (isConstant(operand)) return true;
  const pair = Object.entries(operand as object).find(
    ([name]) => name === "plus" || name === "minus" || name === "times",
  );
  return pair?.[1].every(isFixed) ?? false;
}

interface Wanted {
  readonly wanted: string;
  readonly fits: (constant: Operand) => boolean;
}

const aList: Wanted = { wanted: "a list, or a field", fits: Array.isArray };
const aText: Wanted = { wanted: "a text, or a field", fits: (constant) => typeof constant === "string" };
const ordered: Wanted = {
  wanted: "a number or a text, or a field",
  fits: (constant) => typeof constant === "number" || typeof constant === "string",
};
const single: Wanted = { wanted: "no list", fits: (constant) => !Array.isArray(constant) };

/** What a constant on the left, and but for `in` on the right, may be, so that it can be compared at all. */
function leftOf(op: ComparisonName): Wanted {
  if (op === "=" || op === "!=" || op === "in") return single;
  return op === "contains" || op === "starts with" || op === "ends with" ? aText : ordered;
}

function checkConstant(operand: Operand, { wanted, fits }: Wanted, place: string): void {
  if (isConstant(operand) && !fits(operand)) throw notReadable({ place, wanted, got: operand });
}
