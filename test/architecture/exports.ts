import ts from "typescript";
import { importsOf, resolveRelative } from "./imports.ts";
import { lineOf, type Source } from "./source.ts";

/** One symbol that a file declares and exports. */
export interface Exported {
  readonly name: string;
  readonly line: number;
  readonly isType: boolean;
  readonly statement: ts.Statement;
}

/** What a file itself declares and exports, in reading order; re-exports are not among them. */
export function exportsOf(source: Source): Exported[] {
  return source.ast.statements.flatMap((statement) => {
    const line = lineOf(source, statement);
    if (ts.isExportDeclaration(statement)) {
      return listedNames(statement).map((name) => ({ name, line, isType: statement.isTypeOnly, statement }));
    }
    if (!isExported(statement)) return [];
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return declaredNames(statement).map((name) => ({ name, line, isType, statement }));
  });
}

/** Every name that importing `path` gives, followed through its re-exports; says whether it is a type. */
export function namesReachableFrom(path: string, byPath: ReadonlyMap<string, Source>): Map<string, boolean> {
  const source = byPath.get(path);
  const names = new Map<string, boolean>();
  if (source === undefined) return names;
  for (const { name, isType } of exportsOf(source)) names.set(name, isType);
  for (const one of importsOf(source)) {
    const target = one.kind === "re-export" ? resolveRelative(source, one.specifier) : undefined;
    if (target === undefined) continue;
    for (const [name, isType] of namesReachableFrom(target, byPath)) {
      if (one.names.includes("*") || one.names.includes(name)) names.set(name, isType || one.typeOnly);
    }
  }
  return names;
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement)
    ? (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const name = ts.getNameOfDeclaration(statement as ts.DeclarationStatement);
  return name === undefined ? ["default"] : [name.getText()];
}

function listedNames(statement: ts.ExportDeclaration): string[] {
  const clause = statement.exportClause;
  if (statement.moduleSpecifier !== undefined || clause === undefined || !ts.isNamedExports(clause)) return [];
  return clause.elements.map(({ name }) => name.text);
}
