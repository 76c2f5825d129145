import { nearestNames } from "../../core/mod.ts";
import type { PatternJson } from "./pattern-json.ts";
import { patternJsonSchema } from "./pattern-json-schema.ts";

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** What is wrong at a place: it becomes text only where no other alternative fits. */
interface Problem {
  readonly place: string;
  readonly wanted: string;
  readonly got: unknown;
  readonly remedy?: string | undefined;
}

/** What is nested deeper would end in a stack that overflows, wherever it is looked at. */
const mostDepth = 100;

/** Throws where a pattern is not of the published schema, with the place. */
export function checkShape(json: PatternJson): void {
  if (isDeeper(json, mostDepth)) {
    throw new RangeError(
      `Cannot read a pattern as its parts and conditions may be nested ${mostDepth} deep at most: got more; join conditions by "all" and "any"`,
    );
  }
  check(patternJsonSchema as Schema, json, "the pattern");
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return most === 0 || Object.values(value).some((one) => isDeeper(one, most - 1));
}

function check(schema: Schema, value: unknown, place: string): void {
  const problem = problemOf(schema, value, place);
  if (problem !== undefined) throw notReadable(problem);
}

/** What is said where a pattern holds what it may not. */
export function notReadable({ place, wanted, got, remedy }: Problem): TypeError {
  const text = textOf(got);
  return new TypeError(
    `Cannot read a pattern as ${place} must be ${wanted}: got ${text.length > 100 ? `${text.slice(0, 99)}…` : text}; ` +
      `${remedy === undefined ? "" : `${remedy}; `}see patternJsonSchema for what it may hold`,
  );
}

/** JSON has no word for every number, and none for a bigint. */
function textOf(got: unknown): string {
  if (typeof got === "number") return String(got);
  if (typeof got === "bigint") return `${got}n`;
  try {
    return JSON.stringify(got, (_, one) => (typeof one === "bigint" ? `${one}n` : one)) ?? String(got);
  } catch {
    return Object.prototype.toString.call(got);
  }
}

/** What is wrong; of alternatives, that of the one which got furthest. */
function problemOf(given: Schema, value: unknown, place: string): Problem | undefined {
  const schema = resolved(given);
  if (schema.anyOf !== undefined) return problemOfAny(schema.anyOf, value, place);
  if ("const" in schema) return value === schema.const ? undefined : mustBe(place, JSON.stringify(schema.const), value);
  if (schema.enum !== undefined) {
    return schema.enum.includes(value)
      ? undefined
      : mustBe(place, `one of ${schema.enum.map((one) => JSON.stringify(one)).join(", ")}`, value);
  }
  if (schema.type === "object") return problemOfObject(schema, value, place);
  if (schema.type === "array") return problemOfArray(schema, value, place);
  return problemOfScalar(schema, value, place);
}

function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : defs[schema.$ref.slice("#/$defs/".length)]!;
}

function problemOfAny(schemas: readonly Schema[], value: unknown, place: string): Problem | undefined {
  const problems: Problem[] = [];
  for (const schema of alternativesFor(schemas, value)) {
    const problem = problemOf(schema, value, place);
    if (problem === undefined) return undefined;
    problems.push(problem);
  }
  const deepest = Math.max(...problems.map((problem) => problem.place.length));
  const [first, ...others] = problems.filter((problem) => problem.place.length === deepest) as [Problem, ...Problem[]];
  if (others.length === 0) return first;
  const wanted = [...new Set([first, ...others].map((problem) => problem.wanted))].join(" or ");
  return mustBe(first.place, wanted, first.got, knownMembers(schemas, value));
}

/** The alternatives that an object may be meant to be: those that ask for a member it has, or of these the one it is nearest to. */
function alternativesFor(schemas: readonly Schema[], value: unknown): readonly Schema[] {
  if (!isObject(value)) return schemas;
  const likely = schemas
    .map((schema) => ({ schema, ...differences(resolved(schema), value) }))
    .filter(({ isNamed }) => isNamed)
    .sort((left, right) => left.members + left.choices - right.members - right.choices || left.choices - right.choices);
  const [best, second] = likely;
  if (best === undefined) return schemas;
  const isClear =
    second === undefined ||
    best.members + best.choices < second.members + second.choices ||
    best.choices < second.choices;
  return isClear && best.choices === 0 ? [best.schema] : likely.map(({ schema }) => schema);
}

interface Differences {
  /** Whether it has any member that must be there. */
  readonly isNamed: boolean;
  /** How many members are missing, or too many. */
  readonly members: number;
  /** How many are none of the values that they may be. */
  readonly choices: number;
}

function differences(
  { properties = {}, required = [] }: Schema,
  value: Readonly<Record<string, unknown>>,
): Differences {
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
  const wrong = Object.entries(properties).filter(([name, schema]) => {
    const isChoice = schema.enum !== undefined || "const" in schema;
    return isChoice && Object.hasOwn(value, name) && problemOf(schema, value[name], name) !== undefined;
  });
  const isNamed = missing.length < required.length;
  return { isNamed, members: missing.length + unknown.length, choices: wrong.length };
}

/** What a member that no alternative has may have been meant to be. */
function knownMembers(schemas: readonly Schema[], value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const known = [...new Set(schemas.flatMap((schema) => Object.keys(resolved(schema).properties ?? {})))];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : didYouMean(unknown, known);
}

function didYouMean(name: string, known: readonly string[]): string | undefined {
  const near = nearestNames(name, known).map((one) => JSON.stringify(one));
  return near.length === 0 ? undefined : `did you mean ${near.join(" or ")}?`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problemOfObject(
  { properties = {}, required = [] }: Schema,
  value: unknown,
  place: string,
): Problem | undefined {
  if (!isObject(value)) return mustBe(place, "an object", value);
  for (const [name, schema] of Object.entries(properties)) {
    const one = Object.hasOwn(value, name) ? value[name] : undefined;
    const problem = one === undefined ? undefined : problemOf(schema, one, `${place}.${name}`);
    if (problem !== undefined) return problem;
  }
  const known = Object.keys(properties);
  const unknown = Object.keys(value).find((name) => value[name] !== undefined && !known.includes(name));
  const near = unknown === undefined ? undefined : didYouMean(unknown, known);
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return mustBe(place, `an object with ${JSON.stringify(missing)}`, value, near);
  return unknown === undefined ? undefined : mustBe(place, `without ${JSON.stringify(unknown)}`, value, near);
}

function problemOfArray(schema: Schema, value: unknown, place: string): Problem | undefined {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  if (!Array.isArray(value)) return mustBe(place, "a list", value);
  if (value.length < minItems || value.length > maxItems) {
    const most = maxItems === Number.POSITIVE_INFINITY ? " or more" : maxItems === minItems ? "" : ` to ${maxItems}`;
    return mustBe(place, `a list of ${minItems}${most}`, value);
  }
  for (const [at, one] of value.entries()) {
    const problem = problemOf(items!, one, `${place}[${at}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfScalar(
  {
    type,
    minimum = Number.NEGATIVE_INFINITY,
    exclusiveMinimum: above = Number.NEGATIVE_INFINITY,
    minLength = 0,
  }: Schema,
  value: unknown,
  place: string,
): Problem | undefined {
  if (type === "integer" && !(Number.isInteger(value) && (value as number) >= minimum)) {
    return mustBe(place, `a whole number of at least ${minimum}`, value);
  }
  if (type === "number" && !(typeof value === "number" && Number.isFinite(value) && value > above)) {
    return mustBe(place, above === Number.NEGATIVE_INFINITY ? "a number" : `a number above ${above}`, value);
  }
  if (type === "string" && !(typeof value === "string" && value.length >= minLength))
    return mustBe(place, "a text", value);
  return type === "boolean" && typeof value !== "boolean" ? mustBe(place, "true or false", value) : undefined;
}

function mustBe(place: string, wanted: string, got: unknown, remedy?: string): Problem {
  return { place, wanted, got, remedy };
}

const defs = patternJsonSchema.$defs as unknown as Readonly<Record<string, Schema>>;
