import ts from "typescript";
import { importsOf, resolveRelative } from "./imports.ts";
import { type Source, walk } from "./source.ts";
import type { Violation } from "./violation.ts";

/** The rules of rewriting stand in no mod.ts: their order is their list. */
const rewriteRules = "core/plan/rewrite/rewrite.ts";

/** Folders in which a new thing costs one file, one line in mod.ts (or the list of rules) and one mirrored test. */
export const oneFileFolders: readonly RegExp[] = [
  /^core\/operators\/[^/]+\.ts$/,
  /^core\/transforms\/[^/]+\.ts$/,
  /^core\/aggregates\/[^/]+\.ts$/,
  /^core\/time\/((triggers|evictors)\/)?[^/]+\.ts$/,
  /^core\/plan\/rewrite\/[^/]+\.ts$/,
  /^graph\/algorithms\/[^/]+\.ts$/,
  // Kernels, matrices, and what learners and stages have in common, are parts of others.
  /^ml\/(?!(kernels|learner|matrix|stages)\/)[^/]+\/[^/]+\.ts$/,
];

export interface CostFacts {
  readonly sources: readonly Source[];
  readonly tests: readonly Source[];
  /** Export keys of each manifest, such as "./connectors/csv". */
  readonly exportKeys: Readonly<Record<"package.json" | "deno.json", readonly string[]>>;
}

/** What the table "What a change costs" promises and the tree does not hold. */
export function checkCostOfChange(facts: CostFacts): Violation[] {
  return [...checkFiles(facts), ...unverifiedOperators(facts), ...checkConnectors(facts)];
}

/** Path of the test that mirrors a source: core/data/batch.ts → test/core/data/batch.test.ts. */
export function mirroredTest(path: string): string {
  return `test/${path.replace(/\.ts$/, ".test.ts")}`;
}

function checkFiles({ sources, tests }: CostFacts): Violation[] {
  const listed = new Set(sources.filter(isList).flatMap(targetsOf));
  const usedBySibling = new Set(sources.filter((source) => !isList(source)).flatMap(siblingsOf));
  const testPaths = new Set(tests.map(({ path }) => path));
  return sources
    .filter((source) => oneFileFolders.some((folder) => folder.test(source.path)) && !isList(source))
    .flatMap((source) => {
      if (listed.has(source.path)) return missingTest(source, testPaths);
      return usedBySibling.has(source.path) ? [] : [missingLine(source, sources)];
    });
}

function missingLine(source: Source, sources: readonly Source[]): Violation {
  const { path } = source;
  const users = sources.filter((user) => targetsOf(user).includes(path)).map((user) => user.path);
  return {
    file: path,
    line: 0,
    rule: "cost of a change",
    message: `no ${folderOf(path) === folderOf(rewriteRules) ? "rule list" : "mod.ts"} names this file, and no file beside it uses it`,
    remedy: users.length > 0 ? `move it beside what uses it: ${users.join(", ")}` : lineFor(path),
  };
}

function lineFor(path: string): string {
  if (folderOf(path) === folderOf(rewriteRules)) return `add it to the rules of ${rewriteRules}`;
  return `add \`export { … } from "./${path.split("/").at(-1)}";\` to its folder's mod.ts, or to the area's`;
}

function missingTest(source: Source, tests: ReadonlySet<string>): Violation[] {
  const expected = mirroredTest(source.path);
  if (tests.has(expected) || !hasCode(source)) return [];
  return [
    {
      file: source.path,
      line: 0,
      rule: "cost of a change",
      message: "it has no mirrored test",
      remedy: `write ${expected}`,
    },
  ];
}

const operatorVerifiers = ["verifyOperator", "verifyAsyncOperator"];

/** Operators whose mirrored test does not replay them in all ways that must not matter. */
function unverifiedOperators({ sources, tests }: CostFacts): Violation[] {
  const verified = new Set(
    tests.filter((test) => operatorVerifiers.some((one) => calls(test, one))).map(({ path }) => path),
  );
  return sources
    .filter((source) => folderOf(source.path) === "core/operators/" && makesOperator(source))
    .filter(({ path }) => !verified.has(mirroredTest(path)))
    .map(({ path }) => ({
      file: path,
      line: 0,
      rule: "cost of a change",
      message: "its test puts no operator through verifyOperator",
      remedy: `call ${operatorVerifiers.join(" or ")} of core/testing/mod.ts in ${mirroredTest(path)}`,
    }));
}

/** Whether it exports a function that gives an operator. */
function makesOperator({ ast }: Source): boolean {
  return ast.statements.some(
    (statement) =>
      ts.isFunctionDeclaration(statement) &&
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true &&
      statement.type?.getText(ast) === "Operator",
  );
}

function checkConnectors({ sources, tests, exportKeys }: CostFacts): Violation[] {
  const paths = new Set(sources.map(({ path }) => path));
  const names = [...paths].flatMap((path) => /^connectors\/([^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(names)]
    .filter((name) => name !== "files")
    .flatMap((name) => [
      ...connectorFiles(name, paths),
      ...connectorContracts(name, paths, tests),
      ...connectorKeys(name, exportKeys),
    ]);
}

/** The suites of core/testing/contracts that a connector's parts must go through. */
const contractOf = { "source.ts": "sourceContract", "sink.ts": "sinkContract", "file-system.ts": "fileSystemContract" };

function connectorContracts(name: string, paths: ReadonlySet<string>, tests: readonly Source[]): Violation[] {
  const folder = `connectors/${name}/`;
  const own = tests.filter((test) => targetsOf(test).some((target) => target.startsWith(folder)));
  return Object.entries(contractOf)
    .filter(([part, suite]) => paths.has(folder + part) && !own.some((test) => calls(test, suite)))
    .map(([part, suite]) => ({
      file: folder + part,
      line: 0,
      rule: "cost of a change",
      message: `no test puts it through ${suite}`,
      remedy: `call ${suite}(…) of core/testing/mod.ts in a test that imports connector ${name}`,
    }));
}

function calls({ ast }: Source, name: string): boolean {
  let found = false;
  walk(ast, (node) => {
    found ||= ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;
  });
  return found;
}

function connectorFiles(name: string, paths: ReadonlySet<string>): Violation[] {
  const folder = `connectors/${name}`;
  // A connector of a file system (s3, hdfs) registers one, and has no source or sink of its own; nor has one of envelopes (cdc),
  // which are what records of others hold.
  const isWhole = !["file-system.ts", "envelope.ts"].some((part) => paths.has(`${folder}/${part}`));
  const parts = isWhole ? ["mod.ts", "source.ts", "sink.ts"] : ["mod.ts"];
  return parts
    .filter((part) => !paths.has(`${folder}/${part}`))
    .map((part) => ({
      file: `${folder}/${part}`,
      line: 0,
      rule: "cost of a change",
      message: `connector ${name} has no ${part}`,
      remedy: "a connector is mod.ts, source.ts and sink.ts, or mod.ts and file-system.ts (or envelope.ts): add it",
    }));
}

function connectorKeys(name: string, exportKeys: CostFacts["exportKeys"]): Violation[] {
  return Object.entries(exportKeys)
    .filter(([, keys]) => !keys.includes(`./connectors/${name}`))
    .map(([manifest]) => ({
      file: manifest,
      line: 0,
      rule: "cost of a change",
      message: `connector ${name} has no export key`,
      remedy: `add "./connectors/${name}" to the exports of ${manifest}`,
    }));
}

/** What names the things that a folder is for. */
function isList({ path }: Source): boolean {
  return path.endsWith("/mod.ts") || path === rewriteRules;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function targetsOf(source: Source): string[] {
  return importsOf(source).flatMap(({ specifier }) => resolveRelative(source, specifier) ?? []);
}

function siblingsOf(source: Source): string[] {
  return targetsOf(source).filter((target) => target.startsWith(folderOf(source.path)));
}

/** A file of interfaces and types alone has nothing to run. */
function hasCode({ ast }: Source): boolean {
  return ast.statements.some(
    (statement) =>
      !ts.isInterfaceDeclaration(statement) &&
      !ts.isTypeAliasDeclaration(statement) &&
      !ts.isImportDeclaration(statement) &&
      !ts.isExportDeclaration(statement),
  );
}
