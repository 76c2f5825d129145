import { posix } from "node:path";
import ts from "typescript";
import { type Exported, exportsOf, namesReachableFrom } from "./exports.ts";
import { type Source, sourceOf, walk } from "./source.ts";
import type { Violation } from "./violation.ts";

/** One example of the documentation, made a module that can be run. */
export interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

export interface Examples {
  readonly examples: readonly Example[];
  readonly violations: readonly Violation[];
}

/** Import specifier → file of the public entry, such as "millrace" → "core/mod.ts". */
export type PublicEntries = Readonly<Record<string, string>>;

const fence = /```(\w*)([^\n]*)\n([\s\S]*?)```/g;

/**
 * The ```ts blocks of every `@example` on an exported symbol or one of its members. What an example
 * uses without importing it, of its own file or of a public entry, is imported for it.
 */
export function examplesOf(sources: readonly Source[], entries: PublicEntries): Examples {
  const known = publicNames(sources, entries);
  const found = sources.flatMap((source) =>
    docstringsOf(source).flatMap(({ text, line }) => blocksOf(text).map((block) => ({ source, line, block }))),
  );
  const examples = found.flatMap(({ source, line, block }) =>
    block === undefined ? [] : [{ file: source.path, line, code: withImports(block, namesFor(source, known)) }],
  );
  const violations = found.flatMap(({ source, line, block }) => (block === undefined ? [noFence(source, line)] : []));
  return { examples, violations };
}

/** Code with imports of what it uses of the public entries without saying so. */
export function importing(code: string, sources: readonly Source[], entries: PublicEntries): string {
  return withImports(code, publicNames(sources, entries));
}

/** The ```ts blocks of a Markdown file. They import what they use, as a reader has to. */
export function examplesOfMarkdown(path: string, text: string): Example[] {
  return [...text.matchAll(fence)]
    .filter(([, language, info]) => language === "ts" && info!.trim() === "")
    .map((match) => ({
      file: path,
      line: text.slice(0, match.index).split("\n").length,
      code: `${match[3]!.trimEnd()}\nexport {};\n`,
    }));
}

interface Docstring {
  readonly text: string;
  readonly line: number;
}

/** The text of every `@example` in the docstrings of what a file exports. */
function docstringsOf(source: Source): Docstring[] {
  const statements = new Set(exportsOf(source).map(({ statement }: Exported) => statement));
  const found: Docstring[] = [];
  for (const statement of statements) walk(statement, (node) => found.push(...examplesAt(source, node)));
  return found;
}

function examplesAt(source: Source, node: ts.Node): Docstring[] {
  const docs = (node as { jsDoc?: readonly ts.JSDoc[] }).jsDoc ?? [];
  return docs
    .flatMap((doc) => doc.tags ?? [])
    .filter((tag) => tag.tagName.text === "example")
    .map((tag) => ({
      text: withoutStars(source.text.slice(tag.tagName.end, tag.end)),
      line: source.ast.getLineAndCharacterOfPosition(tag.pos).line + 1,
    }));
}

function withoutStars(text: string): string {
  return text.replace(/^[ \t]*\*(\/| ?)/gm, "").replace(/\*\/\s*$/, "");
}

/** Blocks of one example; undefined stands for an example without a ```ts block. */
function blocksOf(text: string): (string | undefined)[] {
  const blocks = [...text.matchAll(fence)].filter(([, language]) => language === "ts").map((match) => match[3]!);
  return blocks.length > 0 ? blocks : [undefined];
}

function noFence(source: Source, line: number): Violation {
  return {
    file: source.path,
    line,
    rule: "examples run",
    message: "this @example has no ```ts block",
    remedy: "put its code between ```ts and ```",
  };
}

interface Origin {
  readonly specifier: string;
  readonly isType: boolean;
}

function publicNames(sources: readonly Source[], entries: PublicEntries): Map<string, Origin> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const names = new Map<string, Origin>();
  for (const [specifier, path] of Object.entries(entries)) {
    for (const [name, isType] of namesReachableFrom(path, byPath)) {
      if (!names.has(name)) names.set(name, { specifier, isType });
    }
  }
  return names;
}

/** Names an example may use without saying so: public ones, and those of its own file. */
function namesFor(source: Source, known: ReadonlyMap<string, Origin>): Map<string, Origin> {
  const specifier = posix.join("..", source.path);
  const own = exportsOf(source).map(({ name, isType }): [string, Origin] => [name, { specifier, isType }]);
  return new Map([...own, ...known]);
}

function withImports(code: string, known: ReadonlyMap<string, Origin>): string {
  const { declared, used } = namesIn(code);
  const imports = [...used]
    .filter((name) => !declared.has(name) && known.has(name))
    .map((name) => {
      const { specifier, isType } = known.get(name)!;
      return `import ${isType ? "type " : ""}{ ${name} } from "${specifier}";`;
    });
  return `${[...imports, code.trimEnd(), "export {};"].join("\n")}\n`;
}

function namesIn(code: string): { declared: ReadonlySet<string>; used: ReadonlySet<string> } {
  const declared = new Set<string>();
  const used = new Set<string>();
  walk(sourceOf("example.ts", code).ast, (node) => {
    if (!ts.isIdentifier(node)) return;
    if (isDeclaration(node)) declared.add(node.text);
    else if (!isMemberName(node)) used.add(node.text);
  });
  return { declared, used };
}

function isDeclaration(node: ts.Identifier): boolean {
  const parent = node.parent;
  const declares =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent);
  return declares && parent.name === node;
}

function isMemberName(node: ts.Identifier): boolean {
  const parent = node.parent;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node)
  );
}
