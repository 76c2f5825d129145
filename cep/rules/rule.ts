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
  if (!Number.isInteger(version)) throw notARule("a version that is a whole number", version);
  if (pattern === undefined) throw notARule("a pattern, or null", pattern);
  if (keys !== undefined && keys !== null && !Array.isArray(keys)) throw notARule("keys that are a list", keys);
  return { id, version: version!, pattern, ...(Array.isArray(keys) ? { keys } : {}) };
}

function notARule(what: string, got: unknown): TypeError {
  return new TypeError(
    `Cannot take a rule as it must have ${what}: got ${shown(got)}; give for instance { id: "fraud", version: 1, pattern: patternToJson(fraud) }`,
  );
}

function shown(got: unknown): string {
  const text =
    typeof got === "object" && got !== null ? Object.prototype.toString.call(got) : JSON.stringify(String(got));
  return got === undefined ? "nothing" : text.slice(0, 100);
}
