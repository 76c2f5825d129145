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
  if (problem === undefined) return;
  const text = JSON.stringify(problem.got) ?? String(problem.got);
  throw new TypeError(
    `Cannot read a pattern as ${problem.place} must be ${problem.wanted}: got ${text.length > 100 ? `${text.slice(0, 99)}…` : text}; ` +
      "see patternJsonSchema for what it may hold",
  );
}

/** What is wrong; of alternatives, that of the one which got furthest. */
function problemOf(given: Schema, value: unknown, place: string): Problem | undefined {
  const schema = given.$ref === undefined ? given : defs[given.$ref.slice("#/$defs/".length)]!;
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

function problemOfAny(schemas: readonly Schema[], value: unknown, place: string): Problem | undefined {
  const problems: Problem[] = [];
  for (const schema of schemas) {
    const problem = problemOf(schema, value, place);
    if (problem === undefined) return undefined;
    problems.push(problem);
  }
  const deepest = Math.max(...problems.map((problem) => problem.place.length));
  const furthest = problems.filter((problem) => problem.place.length === deepest);
  if (furthest.length === 1) return furthest[0];
  return mustBe(place, [...new Set(furthest.map(({ wanted }) => wanted))].join(" or "), value);
}

function problemOfObject(
  { properties = {}, required = [] }: Schema,
  value: unknown,
  place: string,
): Problem | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return mustBe(place, "an object", value);
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return mustBe(place, `an object with ${JSON.stringify(missing)}`, value);
  for (const [name, one] of Object.entries(value)) {
    if (one === undefined) continue;
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined) return mustBe(place, `without ${JSON.stringify(name)}`, value);
    const problem = problemOf(schema, one, `${place}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfArray(schema: Schema, value: unknown, place: string): Problem | undefined {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  if (!Array.isArray(value)) return mustBe(place, "a list", value);
  if (value.length < minItems || value.length > maxItems) {
    const most = maxItems === Number.POSITIVE_INFINITY ? "or more" : `to ${maxItems}`;
    return mustBe(place, `a list of ${minItems} ${most}`, value);
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

function mustBe(place: string, wanted: string, got: unknown): Problem {
  return { place, wanted, got };
}

const defs = patternJsonSchema.$defs as unknown as Readonly<Record<string, Schema>>;
