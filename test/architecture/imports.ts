import { posix } from "node:path";
import ts from "typescript";
import { lineOf, type Source, walk } from "./source.ts";

/** One import, re-export, dynamic import or import type. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
  readonly kind: "import" | "re-export" | "dynamic";
  /** Names taken from the other module; "*" stands for all of them. */
  readonly names: readonly string[];
}

/** What a file imports, in reading order. A dynamic import counts only when its specifier is a literal. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source.ast, (node) => {
    const one = importAt(node);
    if (one !== undefined) found.push({ ...one, line: lineOf(source, node) });
  });
  return found;
}

/** Repository path that a relative specifier names; undefined for packages. */
export function resolveRelative(source: Source, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(source.path), specifier) : undefined;
}

/** `acorn` of `acorn/dist/x`, `@scope/name` of `@scope/name/x`. */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function importAt(node: ts.Node): Omit<Import, "line"> | undefined {
  if (ts.isImportDeclaration(node)) return importDeclaration(node);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) return reExport(node, node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return dynamicImport(node);
  if (ts.isImportTypeNode(node)) return importType(node);
  return undefined;
}

function importDeclaration(node: ts.ImportDeclaration): Omit<Import, "line"> {
  const clause = node.importClause;
  const bindings = clause?.namedBindings;
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  const names = named.map((element) => (element.propertyName ?? element.name).text);
  if (clause?.name !== undefined) names.push("default");
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) names.push("*");
  const typeOnly =
    clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (names.length > 0 && names.length === named.length && named.every((element) => element.isTypeOnly));
  return { specifier: textOf(node.moduleSpecifier), typeOnly, kind: "import", names };
}

function reExport(node: ts.ExportDeclaration, specifier: ts.Expression): Omit<Import, "line"> {
  const clause = node.exportClause;
  const names =
    clause !== undefined && ts.isNamedExports(clause)
      ? clause.elements.map((element) => (element.propertyName ?? element.name).text)
      : ["*"];
  return { specifier: textOf(specifier), typeOnly: node.isTypeOnly, kind: "re-export", names };
}

function dynamicImport(node: ts.CallExpression): Omit<Import, "line"> | undefined {
  const argument = node.arguments[0];
  if (argument === undefined || !ts.isStringLiteralLike(argument)) return undefined;
  return { specifier: argument.text, typeOnly: false, kind: "dynamic", names: ["*"] };
}

function importType(node: ts.ImportTypeNode): Omit<Import, "line"> | undefined {
  const { argument, qualifier } = node;
  if (!ts.isLiteralTypeNode(argument)) return undefined;
  const name = qualifier === undefined ? "*" : qualifier.getText().split(".")[0]!;
  return { specifier: textOf(argument.literal), typeOnly: true, kind: "dynamic", names: [name] };
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : node.getText();
}
