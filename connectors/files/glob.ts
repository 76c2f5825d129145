/** A pattern of paths, taken apart. */
export interface Glob {
  /** The folder that all matches lie below; `""` where it is the working folder. */
  readonly folder: string;
  matches(path: string): boolean;
  /** Whether anything below this folder may match. */
  mayHold(folder: string): boolean;
}

/** Whether a location is a pattern and not a plain path. */
export function isGlob(location: string): boolean {
  return /[*?[{]/.test(location);
}

/**
 * A glob: `*` and `?` match within a name, `[a-z]` and `[!a-z]` one character, `{a,b}` alternatives, `**` any number of
 * folders. Names that begin with `.` or `_` match only where the pattern begins its part so too.
 */
export function glob(pattern: string): Glob {
  const alternatives = expandBraces(pattern).map(partsOf);
  const folders = alternatives.map((parts) => parts.slice(0, -1));
  const common = sharedParts(folders.map((parts) => parts.slice(0, firstPattern(parts))));
  const compiled = alternatives.map((parts) => parts.map(partMatcher));
  return {
    folder: common.length === 1 && common[0] === "" ? "/" : common.join("/"),
    matches: (path) => compiled.some((matchers) => matchParts(matchers, path.split("/"), "whole")),
    mayHold: (folder) => compiled.some((matchers) => matchParts(matchers, folder.split("/"), "beginning")),
  };
}

/** A `**` at the end means the files in those folders. */
function partsOf(pattern: string): readonly string[] {
  const parts = pattern.split("/").filter((part) => part !== ".");
  return parts.at(-1) === "**" ? [...parts, "*"] : parts;
}

type PartMatcher = "any folders" | ((name: string) => boolean);

function firstPattern(parts: readonly string[]): number {
  const at = parts.findIndex(isGlob);
  return at < 0 ? parts.length : at;
}

function sharedParts(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  const differs = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return differs < 0 ? first : first.slice(0, differs);
}

function matchParts(matchers: readonly PartMatcher[], names: readonly string[], what: "whole" | "beginning"): boolean {
  const [matcher, ...laterMatchers] = matchers;
  const [name, ...laterNames] = names;
  if (name === undefined) return what === "beginning" || matcher === undefined;
  if (matcher === undefined) return false;
  if (matcher !== "any folders") return matcher(name) && matchParts(laterMatchers, laterNames, what);
  return matchParts(laterMatchers, names, what) || (!isHidden(name) && matchParts(matchers, laterNames, what));
}

/** Names that folders hold but nobody means: `.git`, `_SUCCESS`, files being written. */
export function isHidden(name: string): boolean {
  return /^[._]/.test(name) && name !== "..";
}

function partMatcher(part: string): PartMatcher {
  if (part === "**") return "any folders";
  if (!isGlob(part)) return (name) => name === part;
  const pattern = new RegExp(`^${part.replace(token, tokenPattern)}$`, "su");
  const shows = isHidden(part);
  return (name) => (shows || !isHidden(name)) && pattern.test(name);
}

const token = /\*+|\?|\[[!^]?\]?[^\]]*\]|[\\^$.|+(){}[\]/]/g;

function tokenPattern(text: string): string {
  if (text.startsWith("*")) return ".*";
  if (text === "?") return ".";
  if (!text.startsWith("[") || text.length < 3) return `\\${text}`;
  const negated = /^\[[!^]/.test(text);
  const members = text.slice(negated ? 2 : 1, -1).replace(/[\\[\]^&]/g, "\\$&");
  return `[${negated ? "^" : ""}${members}]`;
}

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`. Braces without a comma, or not closed, stand for themselves. */
function expandBraces(pattern: string): string[] {
  for (let open = pattern.indexOf("{"); open >= 0; open = pattern.indexOf("{", open + 1)) {
    const alternatives = alternativesAt(pattern, open);
    if (alternatives === undefined || alternatives.parts.length < 2) continue;
    const before = pattern.slice(0, open);
    return alternatives.parts.flatMap((part) => expandBraces(before + part + pattern.slice(alternatives.end)));
  }
  return [pattern];
}

function alternativesAt(pattern: string, open: number): { readonly parts: string[]; readonly end: number } | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "{") depth++;
    else if (character === "}") depth--;
    const ends = depth === 0 || (character === "," && depth === 1);
    if (ends) {
      parts.push(pattern.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) return { parts, end: at + 1 };
  }
  return undefined;
}
