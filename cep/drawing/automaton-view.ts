import type { Edge, State } from "../automaton/state.ts";
import type { Atom, When } from "../automaton/when.ts";
import { prepared } from "../matching/matcher.ts";
import type { Condition } from "../pattern/condition.ts";
import type { PatternSpec } from "../pattern/part.ts";

/** A pattern's automaton as it is drawn: states in the order they are reached, each with how far it is from the start. */
export interface AutomatonView {
  readonly states: readonly StateView[];
}

export interface StateView {
  readonly name: string;
  readonly kind: "start" | State["kind"];
  /** Steps from the start. */
  readonly depth: number;
  readonly edges: readonly EdgeView[];
}

export interface EdgeView {
  readonly action: Edge["action"];
  /** The place of the state that it leads to. */
  readonly target: number;
  /** Under which condition; empty for always. */
  readonly when: string;
}

export function automatonView(spec: PatternSpec): AutomatonView {
  const { automaton } = prepared(spec);
  const depths = new Map<State, number>([[automaton.start, 0]]);
  // A map goes on with what is added while it is walked through.
  for (const [state, depth] of depths) {
    for (const { target } of state.edges) if (!depths.has(target)) depths.set(target, depth + 1);
  }
  const places = new Map([...depths.keys()].map((state, place) => [state, place]));
  const states = [...depths].map(([state, depth]): StateView => {
    const edges = state.edges.map(({ action, target, when }): EdgeView => {
      return { action, target: places.get(target)!, when: whenText(when, automaton.atoms.list) };
    });
    const kind = state === automaton.start ? "start" : state.kind;
    return { name: state.kind === "final" ? "match" : state.step, kind, depth, edges };
  });
  return { states };
}

function whenText(when: When, atoms: readonly Atom[]): string {
  switch (when.op) {
    case "true":
      return "";
    case "atom":
      return conditionText(atoms[when.atom]!.condition);
    case "not":
      return `not ${bracketed(whenText(when.of, atoms))}`;
    default: {
      const parts = [when.left, when.right].map((part) => whenText(part, atoms)).filter((text) => text !== "");
      return parts.map((text) => (parts.length > 1 ? bracketed(text) : text)).join(` ${when.op} `);
    }
  }
}

function bracketed(text: string): string {
  return text.includes(" ") ? `(${text})` : text;
}

function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "true":
      return "always";
    case "compare": {
      const { op, left, right } = condition.comparison;
      return `${operandText(left)} ${op} ${operandText(right)}`;
    }
    case "event":
    case "match":
      return lambdaText(String(condition.test));
    case "not":
      return `not ${bracketed(conditionText(condition.of[0]!))}`;
    default:
      return condition.of.map((part) => bracketed(conditionText(part))).join(` ${condition.kind} `);
  }
}

function lambdaText(source: string): string {
  const body = source.replace(/\s+/g, " ").replace(/^[^=]*=> /, "");
  return body.length > 60 ? `${body.slice(0, 59)}…` : body;
}

function operandText(operand: unknown): string {
  if (typeof operand !== "object" || operand === null) return JSON.stringify(operand);
  if ("step" in operand) {
    const { step, aggregate, field } = operand as { step: string; aggregate: string; field?: string };
    return field === undefined ? `${aggregate}(${step})` : `${aggregate}(${step}.${field})`;
  }
  return "field" in operand ? String(operand.field) : JSON.stringify(operand);
}
