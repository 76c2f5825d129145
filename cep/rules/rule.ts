import type { PatternJson } from "./pattern-json.ts";

/** A pattern that comes, changes and goes while a job runs. */
export interface Rule {
  /** Which rule it is: another of the same id takes its place. */
  readonly id: string;
  /** A whole number that grows with each change; what is not newer changes nothing. */
  readonly version: number;
  /** Null removes the rule. */
  readonly pattern: PatternJson | null;
  /** The only keys that it is for. Default: all. */
  readonly keys?: readonly unknown[];
}

/** A match of a rule. */
export interface RuleMatch<Event> {
  readonly rule: string;
  readonly version: number;
  readonly match: Readonly<Record<string, readonly Event[]>>;
}

/** Throws where a row is no rule. */
export function checkRule(row: unknown): Rule {
  const { id, version, pattern, keys } = Object(row) as Partial<Rule>;
  if (typeof id !== "string") throw notARule("an id that is a text", id);
  if (!Number.isInteger(version)) throw notARule("a version that is a whole number", version, id);
  if (pattern === undefined) throw notARule("a pattern, or null", pattern, id);
  if (keys !== undefined && keys !== null && !Array.isArray(keys)) throw notARule("keys that are a list", keys, id);
  if (Array.isArray(keys)) checkKeys(keys, id);
  return { id, version: version!, pattern, ...(Array.isArray(keys) ? { keys } : {}) };
}

/** A rule for a key that no event can have would find nothing there, without a word. */
function checkKeys(keys: readonly unknown[], id: string): void {
  const none = keys.findIndex((key) => key === null || ["undefined", "function", "symbol"].includes(typeof key));
  if (none >= 0) throw notARule("keys that an event can have", keys[none], id);
}

/** A rule as it is named in what is said of it. */
export function ruleText({ id, version }: Pick<Rule, "id" | "version">): string {
  return `the rule ${JSON.stringify(id)} version ${version}`;
}

/** Why the pattern of a rule is refused, with the rule. */
export function refusedRule(rule: Rule, error: unknown): unknown {
  if (!(error instanceof TypeError || error instanceof RangeError)) return error;
  const message = `Cannot take ${ruleText(rule)} as its pattern must be one that can be found: ${error.message}`;
  return error instanceof TypeError
    ? new TypeError(message, { cause: error })
    : new RangeError(message, { cause: error });
}

function notARule(what: string, got: unknown, id?: string): TypeError {
  return new TypeError(
    `Cannot take ${id === undefined ? "a rule" : `the rule ${JSON.stringify(id)}`} as it must have ${what}: got ${shown(got)}; give for instance { id: "fraud", version: 1, pattern: patternToJson(fraud) }`,
  );
}

function shown(got: unknown): string {
  const text =
    typeof got === "object" && got !== null ? Object.prototype.toString.call(got) : JSON.stringify(String(got));
  return got === undefined ? "nothing" : text.slice(0, 100);
}
