import ts from "typescript";
import { importsOf } from "./imports.ts";
import { lineOf, type Source, walk } from "./source.ts";
import type { Violation } from "./violation.ts";

/** What may stand in one folder only, or nowhere: `node:*`, code from text, a runtime's own globals, further barrels. */
export function checkForbidden(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => [
    ...nodeImports(source),
    ...codeFromText(source),
    ...runtimeGlobals(source),
    ...barrels(source),
  ]);
}

function nodeImports(source: Source): Violation[] {
  if (source.path.startsWith("core/platform/")) return [];
  return importsOf(source)
    .filter(({ specifier }) => specifier.startsWith("node:"))
    .map(({ line, specifier }) => ({
      file: source.path,
      line,
      rule: "one platform folder",
      message: `${specifier} is imported outside core/platform`,
      remedy: "use a web standard, or a function of core/platform",
    }));
}

function codeFromText(source: Source): Violation[] {
  if (source.path.startsWith("core/expression/")) return [];
  return nodesWhere(source, isCodeFromText).map((line) => ({
    file: source.path,
    line,
    rule: "code from text",
    message: "new Function or eval stands outside core/expression",
    remedy: "generate the loop in core/expression, which checks every identifier",
  }));
}

function runtimeGlobals(source: Source): Violation[] {
  return nodesWhere(source, isRuntimeGlobal).map((line) => ({
    file: source.path,
    line,
    rule: "no runtime's own globals",
    message: "Deno.* or Bun.* is used",
    remedy: "use a web standard or node:* in core/platform, which all three runtimes have",
  }));
}

function barrels(source: Source): Violation[] {
  if (isBarrel(source.path)) return source.path.startsWith("connectors/") ? [] : statementsOfBarrel(source);
  return importsOf(source)
    .filter(({ kind }) => kind === "re-export")
    .map(({ line, specifier }) => ({
      file: source.path,
      line,
      rule: "mod.ts is the only barrel",
      message: `${specifier} is exported again`,
      remedy: "import it from where it is declared, or re-export it in the folder's mod.ts",
    }));
}

/** A connector's mod.ts may declare its factory; every other one is a table of contents. */
function statementsOfBarrel(source: Source): Violation[] {
  return source.ast.statements
    .filter((statement) => !(ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined))
    .map((statement) => ({
      file: source.path,
      line: lineOf(source, statement),
      rule: "mod.ts holds exports only",
      message: "mod.ts holds a statement that is no `export … from`",
      remedy: "move it into a file named after what it is",
    }));
}

function isBarrel(path: string): boolean {
  return path.endsWith("/mod.ts");
}

function nodesWhere(source: Source, found: (node: ts.Node) => boolean): number[] {
  const lines: number[] = [];
  walk(source.ast, (node) => {
    if (found(node)) lines.push(lineOf(source, node));
  });
  return lines;
}

const makers = new Set(["Function", "eval", "AsyncFunction", "GeneratorFunction"]);

function isCodeFromText(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return makers.has(expression.text);
  return ts.isPropertyAccessExpression(expression) && isGlobalThis(expression.expression)
    ? makers.has(expression.name.text)
    : false;
}

function isRuntimeGlobal(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return isRuntimeName(node.expression) || (isGlobalThis(node.expression) && isRuntimeName(node.name));
  }
  if (ts.isElementAccessExpression(node)) {
    const { expression, argumentExpression: name } = node;
    return isGlobalThis(expression) && ts.isStringLiteralLike(name) && /^(Deno|Bun)$/.test(name.text);
  }
  return ts.isTypeOfExpression(node) && isRuntimeName(node.expression);
}

function isRuntimeName(node: ts.Node): boolean {
  return ts.isIdentifier(node) && (node.text === "Deno" || node.text === "Bun");
}

function isGlobalThis(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === "globalThis";
}
