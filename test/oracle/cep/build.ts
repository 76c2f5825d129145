import type { Accepted } from "../../../cep/mod.ts";
import { type Pattern, pattern } from "../../../cep/mod.ts";
import type { CaseCondition, CaseEvent, CaseExpression, CaseSkip, CaseStep, CepCase } from "./case.ts";

type Steps = Readonly<Record<string, readonly CaseEvent[]>>;
type AnyPattern = Pattern<CaseEvent, Steps, string>;

/** A case's pattern by the fluent interface, as a user would write it. */
export function buildPattern({ pattern: { steps }, skip }: Pick<CepCase, "pattern" | "skip">): AnyPattern {
  return buildSteps(steps).afterMatch(afterMatchOf(skip)) as AnyPattern;
}

function buildSteps(steps: readonly CaseStep[]): AnyPattern {
  return steps.reduce<AnyPattern | undefined>((before, step) => quantified(begun(before, step), step), undefined)!;
}

function begun(before: AnyPattern | undefined, step: CaseStep): AnyPattern {
  const where = step.where === undefined ? undefined : lambdaOf(step.where);
  const given = (step.group === undefined ? step.name! : buildSteps(step.group)) as string;
  if (before === undefined) return pattern(given, where as never) as unknown as AnyPattern;
  return before[step.contiguity as "next"](given, where as never) as unknown as AnyPattern;
}

function quantified(given: AnyPattern, { contiguity, quantifier, until, within = [] }: CaseStep): AnyPattern {
  let built = given;
  const { type, from = 1, to, inner, optional, greedy, windowMs } = quantifier;
  if (!contiguity.startsWith("not")) {
    const options = windowMs === undefined ? {} : { within: windowMs };
    if (type === "times") built = built.times(from, to ?? from, options) as AnyPattern;
    if (type === "loop") built = built.timesOrMore(from, options) as AnyPattern;
    if (inner === "consecutive") built = built.consecutive();
    if (inner === "allowCombinations") built = built.allowCombinations();
    if (greedy) built = built.greedy();
    if (optional) built = built.optional() as AnyPattern;
    if (until !== undefined) built = built.until(lambdaOf(until) as never);
  }
  return within.reduce(
    (one, { ms, type: since }) => one.within(ms, { since: since === "firstAndLast" ? "first" : "previous" }),
    built,
  );
}

function afterMatchOf({ type, pattern: name, throwIfNoMatch }: CaseSkip): Parameters<AnyPattern["afterMatch"]>[0] {
  if (type === "noSkip") return "none";
  if (type === "skipToNext") return "next";
  if (type === "skipPastLastEvent") return "past last";
  const miss = throwIfNoMatch ? ({ onMiss: "error" } as const) : {};
  return type === "skipToFirst" ? { first: name!, ...miss } : { last: name!, ...miss };
}

/** A condition that looks at accepted events has two parameters, any other has one. */
function lambdaOf(condition: CaseCondition): (event: CaseEvent, match: Accepted<Steps>) => boolean {
  const text = JSON.stringify(condition);
  if (text.includes('"agg"') || text.includes('"ctx"')) return (event, match) => isTrue(condition, event, match);
  return (event: CaseEvent) => isTrue(condition, event, undefined);
}

function isTrue(condition: CaseCondition, event: CaseEvent, match: Accepted<Steps> | undefined): boolean {
  const { op, args = [], left, right, type } = condition;
  if (op === "true") return true;
  if (op === "isType") return event.type === type;
  if (op === "and") return args.every((arg) => isTrue(arg, event, match));
  if (op === "or") return args.some((arg) => isTrue(arg, event, match));
  if (op === "not") return !isTrue(args[0]!, event, match);
  return isSo(op, valueIn(left!, event, match), valueIn(right!, event, match));
}

function isSo(op: string, left: unknown, right: unknown): boolean {
  const [a, b] = [left as number, right as number];
  const answers: Record<string, () => boolean> = {
    eq: () => left === right,
    ne: () => left !== right,
    lt: () => a < b,
    le: () => a <= b,
    gt: () => a > b,
    ge: () => a >= b,
    contains: () => String(left).includes(String(right)),
    startsWith: () => String(left).startsWith(String(right)),
  };
  const answer = answers[op];
  if (answer === undefined) throw new RangeError(`Cannot replay a condition "${op}" as it is not known`);
  return answer();
}

function valueIn(expression: CaseExpression, event: CaseEvent, match: Accepted<Steps> | undefined): unknown {
  if ("agg" in expression) {
    const accepted = match!.all(expression.pattern) as readonly (CaseEvent & Record<string, unknown>)[];
    if (expression.agg === "count") return accepted.length;
    if (expression.agg === "first") return accepted[0]?.[expression.field];
    return accepted.reduce((sum, one) => sum + Number(one[expression.field]), 0);
  }
  if ("field" in expression) return (event as CaseEvent & Record<string, unknown>)[expression.field];
  if ("const" in expression) return expression.const;
  if ("ctx" in expression) return match!.time;
  return expression.add.reduce((sum, one) => sum + Number(valueIn(one, event, match)), 0);
}
