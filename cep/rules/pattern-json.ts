import { type Comparison, type ComparisonName, looksBack, type Operand } from "../pattern/comparison.ts";
import { always, type Condition } from "../pattern/condition.ts";
import {
  type AfterMatch,
  anyTime,
  type Contiguity,
  once,
  type Part,
  type PatternSpec,
  type Quantifier,
} from "../pattern/part.ts";
import { Pattern } from "../pattern/pattern.ts";
import { checkShape } from "./check-json.ts";
import { checkSteps } from "./check-steps.ts";
import { checkValues } from "./check-values.ts";

/** A condition without code. */
export type ConditionJson =
  | true
  | { readonly op: ComparisonName; readonly left: Operand; readonly right: Operand }
  | { readonly all: readonly ConditionJson[] }
  | { readonly any: readonly ConditionJson[] }
  | { readonly not: ConditionJson };

/** How often a part comes, and how its events follow one another; `to` null for ever. */
export interface RepeatJson {
  readonly from: number;
  readonly to: number | null;
  readonly inner?: Contiguity;
  readonly greedy?: boolean;
  readonly withinMs?: number;
}

interface PartJsonBase {
  /** What may lie before it; `"next"` where it is left out. */
  readonly by?: Contiguity;
  readonly repeat?: RepeatJson;
  readonly optional?: boolean;
  /** ms since the first event of the match. */
  readonly withinMs?: number;
  /** ms since the event before. */
  readonly sincePreviousMs?: number;
}

/** A part of a pattern without code. */
export type PartJson = PartJsonBase &
  (
    | { readonly step: string; readonly where?: ConditionJson; readonly until?: ConditionJson }
    | { readonly not: string; readonly where?: ConditionJson }
    | { readonly group: readonly PartJson[]; readonly until?: ConditionJson }
    | { readonly oneOf: readonly (readonly PartJson[])[] }
    | {
        readonly inAnyOrder: readonly (readonly PartJson[])[];
        readonly atLeast?: number;
        readonly inner?: Contiguity;
      }
  );

/** A pattern without code, as it is written down or sent. `patternJsonSchema` says what it may hold. */
export interface PatternJson {
  readonly parts: readonly PartJson[];
  readonly afterMatch?: AfterMatch;
}

/**
 * A pattern of its JSON form. What it may not hold is refused with the place where it stands.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { match, patternFromJson, patternToJson } from "millrace/cep";
 * const rule = patternFromJson<{ amount: number; at: number }>({
 *   parts: [
 *     { step: "small", where: { op: "<", left: { field: "amount" }, right: 10 }, repeat: { from: 3, to: 3 } },
 *     { step: "large", by: "followedBy", where: { op: ">", left: { field: "amount" }, right: 500 }, withinMs: 600_000 },
 *   ],
 * });
 * const rows = from([1, 2, 3, 900].map((amount, at) => ({ amount, at }))).withEventTime((row) => row.at);
 * console.log((await rows.apply(match(rule)).collect()).length); // 1
 * console.log(patternToJson(rule).parts.length); // 2
 * ```
 */
export function patternFromJson<Event = unknown>(
  json: PatternJson,
): Pattern<Event, Readonly<Record<string, readonly Event[]>>, string> {
  checkShape(json);
  checkSteps(json);
  checkValues(json);
  return new Pattern({ parts: json.parts.map(partFrom), afterMatch: json.afterMatch ?? "none" });
}

/** The JSON form of a pattern; one that holds lambdas has none. */
export function patternToJson({ spec }: { readonly spec: PatternSpec }): PatternJson {
  const parts = spec.parts.map(jsonOf);
  return spec.afterMatch === "none" ? { parts } : { parts, afterMatch: spec.afterMatch };
}

function conditionIn(json: ConditionJson): Condition {
  if (json === true) return always;
  if ("all" in json) return { kind: "and", of: json.all.map(conditionIn) };
  if ("any" in json) return { kind: "or", of: json.any.map(conditionIn) };
  if ("not" in json) return { kind: "not", of: [conditionIn(json.not)] };
  const comparison: Comparison = { op: json.op, left: json.left, right: json.right };
  return {
    kind: "compare",
    comparison,
    text: JSON.stringify(comparison),
    back: looksBack(json.left) || looksBack(json.right),
  };
}

function partFrom(json: PartJson): Part {
  const { by = "next", repeat, optional = false, withinMs, sincePreviousMs } = json;
  const within = { ...anyTime, firstMs: withinMs, previousMs: sincePreviousMs };
  if ("not" in json) {
    return { kind: "not", name: json.not, contiguity: by as "next", where: conditionIn(json.where ?? true), within };
  }
  const common = { contiguity: by, quantifier: { ...quantifierFrom(repeat), optional }, within };
  if ("step" in json) {
    const until = json.until === undefined ? undefined : conditionIn(json.until);
    return { kind: "step", name: json.step, where: conditionIn(json.where ?? true), until, ...common };
  }
  if ("group" in json) {
    const until = json.until === undefined ? undefined : conditionIn(json.until);
    return { kind: "group", parts: json.group.map(partFrom), until, ...common };
  }
  if ("oneOf" in json) return { kind: "oneOf", branches: json.oneOf.map((branch) => branch.map(partFrom)), ...common };
  const members = json.inAnyOrder.map((member) => member.map(partFrom));
  const { atLeast = members.length, inner = "followedBy" } = json;
  return { kind: "inAnyOrder", members, atLeast, inner, ...common };
}

function quantifierFrom(repeat: RepeatJson | undefined): Quantifier {
  if (repeat === undefined) return once;
  const { from, to, inner = "followedBy", greedy = false, withinMs } = repeat;
  const kind = to === null ? "loop" : "times";
  return { kind, from, to: to ?? Number.POSITIVE_INFINITY, inner, greedy, optional: false, withinMs };
}

function jsonOf(part: Part): PartJson {
  const { firstMs, previousMs } = part.within;
  const common = {
    ...(part.contiguity === "next" ? {} : { by: part.contiguity }),
    ...(firstMs === undefined ? {} : { withinMs: firstMs }),
    ...(previousMs === undefined ? {} : { sincePreviousMs: previousMs }),
  };
  if (part.kind === "not") return { not: part.name, ...whereJson(part.where), ...common };
  const repeated = {
    ...common,
    ...repeatJson(part.quantifier),
    ...(part.quantifier.optional ? { optional: true } : {}),
  };
  const until = "until" in part && part.until !== undefined ? { until: conditionJson(part.until) } : {};
  switch (part.kind) {
    case "step":
      return { step: part.name, ...whereJson(part.where), ...until, ...repeated };
    case "group":
      return { group: part.parts.map(jsonOf), ...until, ...repeated };
    case "oneOf":
      return { oneOf: part.branches.map((branch) => branch.map(jsonOf)), ...repeated };
    case "inAnyOrder": {
      const inAnyOrder = part.members.map((member) => member.map(jsonOf));
      return { inAnyOrder, atLeast: part.atLeast, inner: part.inner, ...repeated };
    }
  }
}

function repeatJson({ kind, from, to, inner, greedy, withinMs }: Quantifier): { repeat?: RepeatJson } {
  if (kind === "one") return {};
  const more = { ...(greedy ? { greedy } : {}), ...(withinMs === undefined ? {} : { withinMs }) };
  return { repeat: { from, to: kind === "loop" ? null : to, ...(inner === "followedBy" ? {} : { inner }), ...more } };
}

function whereJson(where: Condition): { where?: ConditionJson } {
  return where.kind === "true" ? {} : { where: conditionJson(where) };
}

function conditionJson(condition: Condition): ConditionJson {
  switch (condition.kind) {
    case "true":
      return true;
    case "compare":
      return condition.comparison;
    case "and":
      return { all: condition.of.map(conditionJson) };
    case "or":
      return { any: condition.of.map(conditionJson) };
    case "not":
      return { not: conditionJson(condition.of[0]!) };
    default:
      throw new TypeError(
        `Cannot write a pattern as JSON as its conditions must be data: got the lambda ${String(condition.test).slice(0, 80)}; ` +
          'say it as a comparison: { op: ">", left: { field: "amount" }, right: 500 }',
      );
  }
}
