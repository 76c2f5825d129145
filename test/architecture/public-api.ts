// What users can write against: every name of every public entry with its types, and the types that those mention.
//
// Not by @microsoft/api-extractor, which was tried (7.60, on the built declarations): 34 MB with a compiler of its own, one
// run of 6 s for each of 23 entries, behind a build, every shared type again in each report, and no word on what kind of
// release a change is. All exports here have their types written out (isolatedDeclarations), so that the parser alone will do.
import ts from "typescript";
import { resolveRelative } from "./imports.ts";
import type { Source } from "./source.ts";

/** A report by entry: `millrace/cep` → its text. */
export type Reports = ReadonlyMap<string, string>;

/** What parts of Millrace hand to each other through users, who cannot make one: a name, and what is in it no promise. */
const handles: ReadonlySet<string> = new Set(["Port", "RunnablePlan", "StartedRun"]);

interface Found {
  readonly path: string;
  readonly name: string;
}

interface DeclarationFile {
  readonly source: Source;
  readonly declared: ReadonlyMap<string, readonly ts.Statement[]>;
  /** Names that stand for those of other files: by import, or by re-export. */
  readonly imported: ReadonlyMap<string, readonly [specifier: string, name: string]>;
  readonly exported: ReadonlyMap<string, readonly [specifier: string, name: string]>;
  readonly stars: readonly string[];
}

/** Each entry's names and declarations, sorted, a line for each member. */
export function publicApi(sources: readonly Source[], entries: Readonly<Record<string, string>>): Reports {
  const api = new Api(sources);
  const homes = new Map<string, string>();
  for (const [entry, path] of Object.entries(entries)) {
    for (const found of api.exportsOf(path).values()) if (!homes.has(keyOf(found))) homes.set(keyOf(found), entry);
  }
  return new Map(Object.entries(entries).map(([entry, path]) => [entry, api.report(entry, path, homes)]));
}

class Api {
  private readonly sources: ReadonlyMap<string, Source>;
  private readonly files = new Map<string, DeclarationFile>();
  private readonly exports = new Map<string, ReadonlyMap<string, Found>>();
  private readonly told = new Set<string>();

  constructor(sources: readonly Source[]) {
    this.sources = new Map(sources.map((source) => [source.path, source]));
  }

  report(entry: string, path: string, homes: ReadonlyMap<string, string>): string {
    const names = [...this.exportsOf(path)].sort(byName);
    const blocks = names.map(([name, found]) => {
      const home = homes.get(keyOf(found))!;
      return home === entry ? this.block(name, found, "export ") : `export ${name}: that of ${home}\n`;
    });
    const reached = this.reachedFrom(
      names.flatMap(([, found]) => (homes.get(keyOf(found)) === entry ? [found] : [])),
      homes,
    );
    const more = reached.map((found) => [found.name, found] as const).sort(byName);
    const rest = more.map(([name, found]) => this.block(name, found, ""));
    return [`# ${entry}`, ...blocks, ...(rest.length > 0 ? ["# mentioned there, of no entry", ...rest] : [])].join(
      "\n",
    );
  }

  /** Where each name that an entry gives is declared. */
  exportsOf(path: string): ReadonlyMap<string, Found> {
    const known = this.exports.get(path);
    if (known !== undefined) return known;
    const file = this.file(path);
    const names = new Map<string, Found>();
    this.exports.set(path, names);
    if (file === undefined) return names;
    for (const [name, statements] of file.declared) {
      if (statements.some(isExported)) names.set(name, { path, name });
    }
    for (const star of file.stars) {
      for (const [name, found] of this.exportsOf(resolveRelative(file.source, star) ?? "")) names.set(name, found);
    }
    for (const name of file.exported.keys()) {
      const found = this.find(path, name, file.exported);
      if (found !== undefined) names.set(name, found);
    }
    return names;
  }

  /** What these declarations mention, and those mention again, but for what an entry exports. */
  private reachedFrom(start: readonly Found[], homes: ReadonlyMap<string, string>): Found[] {
    const reached: Found[] = [];
    const open = [...start];
    for (let found = open.pop(); found !== undefined; found = open.pop()) {
      for (const other of this.mentionedBy(found)) {
        if (homes.has(keyOf(other)) || this.told.has(keyOf(other))) continue;
        this.told.add(keyOf(other));
        reached.push(other);
        open.push(other);
      }
    }
    return reached;
  }

  private mentionedBy({ path, name }: Found): Found[] {
    const file = this.file(path)!;
    const mentioned = (file.declared.get(name) ?? []).flatMap(namesMentioned);
    return mentioned.filter((one) => !handles.has(one)).flatMap((one) => this.find(path, one, file.imported) ?? []);
  }

  private find(path: string, name: string, names: DeclarationFile["imported"]): Found | undefined {
    const file = this.file(path);
    if (file === undefined) return undefined;
    const elsewhere = names.get(name);
    if (elsewhere === undefined) return file.declared.has(name) ? { path, name } : undefined;
    const target = resolveRelative(file.source, elsewhere[0]);
    return target === undefined ? undefined : this.exportsOf(target).get(elsewhere[1]);
  }

  private block(name: string, { path, name: declared }: Found, prefix: string): string {
    const file = this.file(path)!;
    return file.declared
      .get(declared)!
      .map((statement) => linesOf(statement, file.source.ast, name, prefix).join("\n"))
      .join("\n")
      .concat("\n");
  }

  private file(path: string): DeclarationFile | undefined {
    const source = this.sources.get(path);
    if (source === undefined) return undefined;
    const file = this.files.get(path) ?? declarationsOf(source);
    this.files.set(path, file);
    return file;
  }
}

function keyOf({ path, name }: Found): string {
  return `${path}#${name}`;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The file as its declarations alone. */
function declarationsOf({ path, text }: Source): DeclarationFile {
  const { outputText } = ts.transpileDeclaration(text, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      removeComments: true,
    },
  });
  const ast = ts.createSourceFile(path, outputText, ts.ScriptTarget.Latest, true);
  const declared = new Map<string, ts.Statement[]>();
  const imported = new Map<string, readonly [string, string]>();
  const exported = new Map<string, readonly [string, string]>();
  const stars: string[] = [];
  for (const statement of ast.statements) {
    if (ts.isImportDeclaration(statement)) for (const [name, from] of importedBy(statement)) imported.set(name, from);
    else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) {
      const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
      const clause = statement.exportClause;
      if (clause === undefined) stars.push(specifier);
      else if (ts.isNamedExports(clause)) {
        for (const one of clause.elements)
          exported.set(one.name.text, [specifier, (one.propertyName ?? one.name).text]);
      }
    } else {
      for (const name of namesDeclared(statement)) declared.set(name, [...(declared.get(name) ?? []), statement]);
    }
  }
  return { source: { path, text: outputText, ast }, declared, imported, exported, stars };
}

function importedBy(statement: ts.ImportDeclaration): (readonly [string, readonly [string, string]])[] {
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
  const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
  return bindings.elements.map((one) => [one.name.text, [specifier, (one.propertyName ?? one.name).text]]);
}

function namesDeclared(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const name = ts.getNameOfDeclaration(statement as ts.DeclarationStatement);
  return name === undefined ? [] : [name.getText()];
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** Names of types and values in a declaration, but for private members; names of parameters and members are none. */
function namesMentioned(statement: ts.Statement): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isPrivate(node)) return;
    if (ts.isTypeReferenceNode(node)) names.push(firstOf(node.typeName));
    else if (ts.isTypeQueryNode(node)) names.push(firstOf(node.exprName));
    else if (ts.isExpressionWithTypeArguments(node)) names.push(node.expression.getText());
    else if (ts.isComputedPropertyName(node)) names.push(node.expression.getText());
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return names;
}

function firstOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : firstOf(name.left);
}

function isPrivate(node: ts.Node): boolean {
  if (!ts.isClassElement(node)) return false;
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
}

/** The head of a declaration, and below it a line for each member, those of one name in their order. */
function linesOf(statement: ts.Statement, ast: ts.SourceFile, name: string, prefix: string): string[] {
  const members = membersOf(statement);
  const text = members === undefined ? oneLine(statement.getText(ast)) : headOf(statement, members, ast);
  const head = renamed(text.replace(/^export /, "").replace(/^declare /, ""), statement, name);
  const lines = (members ?? [])
    .filter((member) => !isPrivate(member))
    .map((member) => [member.name?.getText(ast) ?? "", `  ${oneLine(member.getText(ast))}`] as const);
  return [`${prefix}${head}`, ...lines.sort(byName).map(([, line]) => line)];
}

function membersOf(statement: ts.Statement): ts.NodeArray<ts.TypeElement | ts.ClassElement> | undefined {
  if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.members;
  return undefined;
}

function headOf(statement: ts.Statement, members: ts.NodeArray<ts.Node>, ast: ts.SourceFile): string {
  return oneLine(ast.text.slice(statement.getStart(ast), members.pos).replace(/\{$/, ""));
}

/** What an entry exports under another name. */
function renamed(head: string, statement: ts.Statement, name: string): string {
  const [declared] = namesDeclared(statement);
  return declared === undefined || declared === name ? head : `${head} as ${name}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/;$/, "").trim();
}
