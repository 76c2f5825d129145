import { checkOptions, nearestNames } from "../../core/mod.ts";

/** What may be set of a stage: its default, and what is taken. */
export interface Parameter<Value> {
  /** Undefined where it must be given, or where nothing stands for itself (`optional`). */
  readonly default: Value | undefined;
  /** May be left out although it has no default. */
  readonly optional?: true;
  /** What is taken, as text: `a number > 0`. */
  readonly range: string;
  /** What the number counts or measures. */
  readonly unit?: string;
  /** Says that it is the name of columns, which a saved model must share with who loads it. */
  readonly names?: "columns";
  takes(value: unknown): boolean;
  /** For inference only; never there. */
  readonly value?: Value;
}

// biome-ignore lint/suspicious/noExplicitAny: a record of parameters of any values
export type ParameterSpecs = Readonly<Record<string, Parameter<any>>>;

export type ParametersOf<Specs extends ParameterSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends Parameter<infer Value> ? Value : never;
};

/** Bounds of a number; `above` and `below` leave the bound itself out. */
export interface NumberRange {
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly unit?: string;
}

/** A finite number, or ±∞ where a bound says so. */
export function number(range: NumberRange = {}): Parameter<number> {
  return numeric("a number", (value) => !Number.isNaN(value), range);
}

/** A whole number up to 2^53 − 1. */
export function integer(range: NumberRange = {}): Parameter<number> {
  return numeric("a whole number", Number.isSafeInteger, range);
}

function numeric(what: string, isOne: (value: number) => boolean, bounds: NumberRange): Parameter<number> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, above, below, unit } = bounds;
  const isInfinite = (value: number): boolean => Math.abs(value) === Number.POSITIVE_INFINITY;
  return {
    default: bounds.default,
    range: what + boundsText(bounds),
    ...(unit === undefined ? {} : { unit }),
    takes: (value) =>
      typeof value === "number" &&
      isOne(value) &&
      value >= min &&
      value <= max &&
      (above === undefined || value > above) &&
      (below === undefined || value < below) &&
      (!isInfinite(value) || value === bounds.min || value === bounds.max),
  };
}

function boundsText({ min, max, above, below }: NumberRange): string {
  const texts = [
    min === undefined ? "" : `≥ ${min}`,
    above === undefined ? "" : `> ${above}`,
    max === undefined ? "" : `≤ ${max}`,
    below === undefined ? "" : `< ${below}`,
  ].filter((text) => text !== "");
  return texts.length === 0 ? "" : ` ${texts.join(" and ")}`;
}

/** One of some texts; the first is the default. */
export function choice<const Choice extends string>(choices: readonly [Choice, ...Choice[]]): Parameter<Choice> {
  return {
    default: choices[0],
    range: choices.map((one) => JSON.stringify(one)).join(" or "),
    takes: (value) => (choices as readonly unknown[]).includes(value),
  };
}

export function yesNo(otherwise: boolean): Parameter<boolean> {
  return { default: otherwise, range: "true or false", takes: (value) => typeof value === "boolean" };
}

export function text(otherwise?: string): Parameter<string> {
  return { default: otherwise, range: "a text", takes: (value) => typeof value === "string" };
}

/** The name of a column. */
export function columnName(otherwise?: string): Parameter<string> {
  return { default: otherwise, range: "the name of a column", names: "columns", takes: isName };
}

/** Names of columns, at least one, each once. */
export function columnNames(): Parameter<readonly string[]> {
  return {
    default: undefined,
    range: "a list of different names of columns, at least one",
    names: "columns",
    takes: (value) => isListOf(value, isName) && value.length > 0 && new Set(value).size === value.length,
  };
}

/** A list of numbers, at least so many. */
export function numbers({ atLeast = 0 }: { readonly atLeast?: number } = {}): Parameter<readonly number[]> {
  return {
    default: undefined,
    range: atLeast === 0 ? "a list of numbers" : `a list of at least ${atLeast} numbers`,
    takes: (value) =>
      isListOf(value, (item) => typeof item === "number" && !Number.isNaN(item)) && value.length >= atLeast,
  };
}

/** Different places of something in a list, counted from 0. */
export function places(of: string): Parameter<readonly number[]> {
  return {
    default: undefined,
    range: `a list of different numbers of ${of}, from 0`,
    takes: (value) =>
      isListOf(value, (item) => Number.isSafeInteger(item) && (item as number) >= 0) &&
      new Set(value).size === value.length,
  };
}

export function texts(otherwise?: readonly string[]): Parameter<readonly string[]> {
  return {
    default: otherwise,
    range: "a list of texts",
    takes: (value) => isListOf(value, (item) => typeof item === "string"),
  };
}

/** A parameter that may be left out. */
export function optional<Value>(parameter: Parameter<Value>): Parameter<Value | undefined> {
  return { ...parameter, default: undefined, optional: true } as Parameter<Value | undefined>;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every(isItem);
}

/** Options with defaults in the place of what was left out. */
export function readParameters<Specs extends ParameterSpecs>(
  kind: string,
  specs: Specs,
  options: object,
): ParametersOf<Specs> {
  checkOptions(options as Readonly<Record<string, unknown>>, known(specs), kind);
  const given = options as Readonly<Record<string, unknown>>;
  const values = Object.entries(specs).map(([name, spec]) => {
    const value = given[name] ?? undefined;
    if (value !== undefined) return [name, checked(kind, name, spec, value)] as const;
    if (spec.default === undefined && spec.optional === undefined) throw missing(kind, name, spec);
    return [name, spec.default] as const;
  });
  return Object.fromEntries(values) as ParametersOf<Specs>;
}

function known(specs: ParameterSpecs): Readonly<Record<string, true>> {
  return Object.fromEntries(Object.keys(specs).map((name) => [name, true]));
}

/** Lists are copied and frozen, so that nobody changes what was checked. */
function checked(kind: string, name: string, spec: Parameter<unknown>, value: unknown): unknown {
  const own = Array.isArray(value) ? Object.freeze([...value]) : value;
  if (spec.takes(own)) return own;
  const unit = spec.unit === undefined ? "" : ` (${spec.unit})`;
  throw new (typeof own === "number" ? RangeError : TypeError)(
    `Cannot set ${name} in ${kind} as it must be ${spec.range}${unit}: got ${shownValue(own)}; ${remedyOf(spec, own)}`,
  );
}

function remedyOf(spec: Parameter<unknown>, value: unknown): string {
  const choices = [...spec.range.matchAll(/"([^"]+)"/g)].map(([, one]) => one!);
  const near = typeof value === "string" ? nearestNames(value, choices) : [];
  if (near.length > 0) return `did you mean ${near.map((one) => JSON.stringify(one)).join(" or ")}?`;
  return spec.default === undefined ? "give one" : `leave it out for ${shownValue(spec.default)}`;
}

function missing(kind: string, name: string, spec: Parameter<unknown>): TypeError {
  return new TypeError(`Cannot make ${kind} as ${name} must be given: got nothing; give ${spec.range}`);
}

function shownValue(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  const shown = typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value));
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
