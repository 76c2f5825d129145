import ts from "typescript";
import type { Reports } from "./public-api.ts";

/** What a type is there for: users write it and hand it over, or are given it. */
type Position = "input" | "output";

/**
 * Interfaces that users may write themselves, as they stand where something is handed over: in parameters of functions, and of
 * methods and constructors of classes, what those reach, and what functions that users write return. Of what stands in
 * both positions (a sink: `sinkTo(sink)`, `csv(…)`) users may write one too.
 */
export function inputTypes(reports: Reports): ReadonlySet<string> {
  const declared = declarations(reports);
  const seen = new Set<string>();
  const inputs = new Set<string>();
  const visitName = (name: string, position: Position): void => {
    const key = `${position} ${name}`;
    if (seen.has(key) || !declared.has(name)) return;
    seen.add(key);
    for (const node of declared.get(name)!) {
      if (position === "input" && ts.isInterfaceDeclaration(node)) inputs.add(name);
      // What a class is made of users do not write: they make one, or are given one.
      if (!ts.isClassDeclaration(node)) visitParts(node, position);
    }
  };
  const visitParts = (node: ts.Node, position: Position): void =>
    ts.forEachChild(node, (part) => visit(part, position));
  const visit = (node: ts.Node, position: Position): void => {
    const other: Position = position === "input" ? "output" : "input";
    if (ts.isParameter(node)) return visitParts(node, other);
    // `Spec extends AggregateSpec`: what is inferred is what is handed over.
    if (ts.isTypeParameterDeclaration(node)) return visitParts(node, position === "output" ? "input" : position);
    if (ts.isTypeReferenceNode(node)) visitName(node.typeName.getText(), position);
    if (ts.isExpressionWithTypeArguments(node)) visitName(node.expression.getText(), position);
    visitParts(node, position);
  };
  for (const nodes of declared.values()) {
    for (const node of nodes) {
      const isGiven = ts.isFunctionDeclaration(node) || ts.isVariableStatement(node) || ts.isClassDeclaration(node);
      if (isGiven) visitParts(node, "output");
    }
  }
  return inputs;
}

function declarations(reports: Reports): ReadonlyMap<string, readonly ts.Statement[]> {
  const found = new Map<string, ts.Statement[]>();
  for (const text of reports.values()) {
    for (const block of text.split("\n\n")) {
      const file = ts.createSourceFile("block.d.ts", sourceOf(block), ts.ScriptTarget.Latest, true);
      for (const node of file.statements) {
        for (const name of namesOf(node)) found.set(name, [...(found.get(name) ?? []), node]);
      }
    }
  }
  return found;
}

/** A block of a report as a declaration of TypeScript. */
function sourceOf(block: string): string {
  const lines = block.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const sources: string[] = [];
  for (const [at, line] of lines.entries()) {
    const isMember = line.startsWith("  ");
    const hasBody = /^(?:export )?(?:abstract )?(?:class|interface) /.test(line);
    sources.push(isMember ? `${line};` : hasBody ? `${line} {` : `${line};`);
    const next = lines[at + 1];
    if ((hasBody || isMember) && !next?.startsWith("  ")) sources.push("}");
  }
  return sources.join("\n");
}

function namesOf(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = node as ts.Statement & { readonly name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}
