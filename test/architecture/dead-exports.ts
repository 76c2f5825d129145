import ts from "typescript";
import { mirroredTest } from "./cost-of-change.ts";
import { exportsOf } from "./exports.ts";
import { importsOf, resolveRelative } from "./imports.ts";
import { type Source, walk } from "./source.ts";
import type { Violation } from "./violation.ts";

/**
 * Exported symbols that no other file imports and no public entry re-exports. A type that its own file
 * uses may be exported for the signature it stands in. The mirrored test is a user only of what its file uses itself:
 * what lives for its own test alone is dead.
 */
export function checkDeadExports(
  sources: readonly Source[],
  others: readonly Source[],
  publicEntries: readonly string[],
): Violation[] {
  const used = usedNames(sources, others, publicEntries);
  return sources
    .filter(({ path }) => !path.endsWith("/mod.ts") && !publicEntries.includes(path))
    .flatMap((source) =>
      exportsOf(source)
        .filter(({ name }) => !used.has(`${source.path}#${name}`))
        .filter(({ name, isType }) => !((isType || isTested(source, name, others)) && isUsedWithin(source, name)))
        .map(({ name, line }) => ({
          file: source.path,
          line,
          rule: "dead export",
          message: `nobody imports ${name}, and no public entry exports it`,
          remedy: remedyFor(source),
        })),
    );
}

/** core/operators/mod.ts is no public entry: an operator reaches users by what puts it into a plan. */
function remedyFor({ path }: Source): string {
  if (!path.startsWith("core/operators/")) {
    return "remove it, drop the word export, or name it in the folder's mod.ts that a public entry exports";
  }
  return "make a step of it in core/dataset/ or a function in core/transforms/, drop the word export, or remove it";
}

/** `path#name` of each symbol that somebody uses, followed through the re-exports of mod.ts files. */
function usedNames(
  sources: readonly Source[],
  others: readonly Source[],
  publicEntries: readonly string[],
): ReadonlySet<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const used = new Set<string>();
  const use = (path: string, name: string): void => {
    const key = `${path}#${name}`;
    if (used.has(key)) return;
    used.add(key);
    const source = byPath.get(path);
    if (source !== undefined) useWithin(source, name, use);
  };
  for (const entry of publicEntries) use(entry, "*");
  for (const source of [...sources, ...others]) useImports(source, use);
  return used;
}

function useImports(source: Source, use: (path: string, name: string) => void): void {
  for (const { specifier, kind, names } of importsOf(source)) {
    const target = resolveRelative(source, specifier);
    if (target === undefined || kind === "re-export" || source.path === mirroredTest(target)) continue;
    for (const name of names) use(target, name);
  }
}

/** Using `name` of a file uses what the file re-exports under it; using "*" uses everything in it. */
function useWithin(source: Source, name: string, use: (path: string, name: string) => void): void {
  if (name === "*") for (const exported of exportsOf(source)) use(source.path, exported.name);
  for (const { specifier, kind, names } of importsOf(source)) {
    const target = kind === "re-export" ? resolveRelative(source, specifier) : undefined;
    if (target === undefined) continue;
    if (name === "*") for (const one of names) use(target, one);
    else if (names.includes(name) || names.includes("*")) use(target, name);
  }
}

function isTested(source: Source, name: string, tests: readonly Source[]): boolean {
  const own = tests.find(({ path }) => path === mirroredTest(source.path));
  if (own === undefined) return false;
  return importsOf(own).some(
    ({ specifier, names }) => resolveRelative(own, specifier) === source.path && names.includes(name),
  );
}

function isUsedWithin(source: Source, name: string): boolean {
  let uses = 0;
  walk(source.ast, (node) => {
    if (ts.isIdentifier(node) && node.text === name) uses++;
  });
  return uses > 1;
}
