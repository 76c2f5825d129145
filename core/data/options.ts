import { nearestNames, quotedName } from "./schema.ts";

/**
 * What may be set by options: `true` for any value, `"a number"`, or the choices there are, the default first. The compiler sees
 * to it that all of an interface are named.
 */
export type KnownOptions<Options> = {
  readonly [Name in keyof Options]-?: true | "a number" | readonly NonNullable<Options[Name]>[];
};

/** Options that are looked for here and are set in another place, by name: what to write there. */
export type OptionsElsewhere = Readonly<Record<string, string>>;

/**
 * Refuses options that nobody reads, and choices that there are not: what a compiler tells those who have one.
 *
 * @param where What takes the options, as in `csv(…)` or `sort #2`.
 */
export function checkOptions<Options extends object>(
  options: Options | undefined,
  known: KnownOptions<Options>,
  where: string,
  elsewhere: OptionsElsewhere = {},
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options) || isDataset(options)) {
    throw new TypeError(noObject(options, known, where));
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(unknownOption(name, Object.keys(known), where, elsewhere));
    const choices = (known as Readonly<Record<string, unknown>>)[name];
    if (choices === true || value === undefined) continue;
    if (choices === "a number" && typeof value === "number") continue;
    if (choices === "a number") throw new TypeError(noNumber(name, value, where));
    if ((choices as readonly unknown[]).includes(value)) continue;
    throw new RangeError(unknownChoice(name, value, choices as readonly unknown[], where));
  }
}

/** As `checkOptions`, where some must be given. */
export function requireOptions<Options extends object>(
  options: Options,
  known: KnownOptions<Options>,
  where: string,
): void {
  if (options === undefined) throw new TypeError(noObject(options, known, where));
  checkOptions(options, known, where);
}

/** By what it can be asked: nothing here knows more of it. */
function isDataset(given: object): boolean {
  return "port" in given && "sinkTo" in given;
}

function noObject(given: unknown, known: object, where: string): string {
  const [[first, choices] = ["name", true]] = Object.entries(known);
  const got = typeof given === "object" && given !== null && isDataset(given) ? "a dataset" : shown(given);
  // The first choice is what it is already.
  const value = Array.isArray(choices) ? shown(choices.at(-1)) : "…";
  return `Cannot take the options of ${where} as they must be an object: got ${got}; use for instance { ${first}: ${value} }`;
}

function unknownOption(name: string, names: readonly string[], where: string, elsewhere: OptionsElsewhere): string {
  const place = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined;
  return (
    `Cannot set ${quotedName(name)} in ${where} as there is no such option: got ${quotedName(name)}, known are ${names.join(", ")}; ` +
    (place === undefined ? knownName(name, names) : `write ${place}`)
  );
}

function knownName(name: string, names: readonly string[]): string {
  const near = nearestNames(name, names);
  return near.length > 0 ? `did you mean ${near.join(" or ")}?` : "use one of these, or leave it out";
}

function noNumber(name: string, value: unknown, where: string): string {
  const got = typeof value === "bigint" ? `the bigint ${value}n` : shown(value);
  return `Cannot set ${name} in ${where} as it must be a number: got ${got}; write for instance ${name}: 1`;
}

function unknownChoice(name: string, value: unknown, choices: readonly unknown[], where: string): string {
  return (
    `Cannot set ${name} in ${where} as it must be ${choices.map(shown).join(" or ")}: got ${shown(value)}; ` +
    `leave it out for ${shown(choices[0])}`
  );
}

/** A value as it may stand in a message: texts are told from numbers by their quotes. */
export function shown(value: unknown): string {
  if (typeof value === "string") return quotedName(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}
