import { inputTypes } from "./input-types.ts";
import type { Reports } from "./public-api.ts";

/** What kind of release a change of the public API asks for. */
export type ReleaseKind = "major" | "minor" | "patch";

export interface ApiChange {
  readonly kind: ReleaseKind;
  /** Lines with what they belong to: `millrace/csv: CsvOptions: readonly quote?: string`. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * What reports of the public API lost and won. A line that is gone or reads otherwise breaks whoever used it: major; so does
 * a member without `?` that is new in what users hand over (options, a sink of their own), whatever its name. What else is new: minor.
 */
export function apiChange(before: Reports, after: Reports): ApiChange {
  const [had, has] = [factsOf(before), factsOf(after)];
  const removed = without(had, has);
  const added = without(has, had);
  const known = new Set(had.map(nameOf));
  const handedOver = inputTypes(before);
  const breaks =
    removed.length > 0 ||
    added.some((fact) => known.has(nameOf(fact)) && handedOver.has(nameOf(fact)) && isRequiredMember(fact));
  return { kind: breaks ? "major" : added.length > 0 ? "minor" : "patch", removed, added };
}

/** The lowest version that a change may be released as: before 1.0 the second number stands for what breaks. */
export function nextVersion(version: string, kind: ReleaseKind): string {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  if (kind === "major" && major > 0) return `${major + 1}.0.0`;
  if (kind === "major" || (kind === "minor" && major > 0)) return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

/** A fact for each line. What no entry exports belongs to none: which one is the first to mention it says nothing. */
function factsOf(reports: Reports): string[] {
  return [...reports].flatMap(([entry, text]) => {
    let name = "";
    return text.split("\n").flatMap((line) => {
      if (line === "" || line.startsWith("#")) return [];
      if (line.startsWith("  ")) return [`${name}: ${line.trim()}`];
      const isExported = line.startsWith("export ");
      const head = line.replace(/^export /, "");
      name = declaredName(head);
      return [...(isExported ? [`${entry} exports ${name}`] : []), `${name}: ${head}`];
    });
  });
}

function declaredName(head: string): string {
  const [, name] = /^(?:(?:abstract|const|class|function|interface|type|let|var) )*([\w$]+)/.exec(head) ?? [];
  return name ?? head;
}

function nameOf(fact: string): string {
  return fact.slice(0, fact.indexOf(": "));
}

/** `Sink: close(): void`, not `Sink: idle?: boolean`, nor the head of another declaration of the name. */
function isRequiredMember(fact: string): boolean {
  const [, member = ""] =
    /^[\w$]+: (?!(?:interface|type|class|function|const) )(?:readonly )?([\w$]+\??|\[.*?\]\??|\()/.exec(fact) ?? [];
  return member !== "" && !member.endsWith("?");
}

/** Those of `these` that `those` lack, as often as they lack them. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
