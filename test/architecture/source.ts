import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One TypeScript file of the tree; `path` is relative to the repository, with `/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
}

/** The folders whose code ships, and which the rules of the tree therefore hold for. */
export const sourceFolders: readonly string[] = [
  "core",
  "ml",
  "graph",
  "cep",
  "connectors",
  "cli",
  "dashboard",
  "flink",
];

/** A source from its text; tests plant violations this way. */
export function sourceOf(path: string, text: string): Source {
  return { path, text, ast: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Every .ts file under the folders that exist, sorted by path. */
export function readSources(root: string, folders: readonly string[] = sourceFolders): Source[] {
  return folders
    .flatMap((folder) => typescriptFiles(root, folder))
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(root, path), "utf8")));
}

/** Line of a node, from 1. */
export function lineOf(source: Source, node: ts.Node): number {
  return source.ast.getLineAndCharacterOfPosition(node.getStart(source.ast)).line + 1;
}

/** Calls `visit` for a node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function typescriptFiles(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : typescriptFiles(root, file);
    return entry.name.endsWith(".ts") ? [file] : [];
  });
}
