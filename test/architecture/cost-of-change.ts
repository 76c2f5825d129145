import ts from "typescript";
import { importsOf, resolveRelative } from "./imports.ts";
import type { Source } from "./source.ts";
import type { Violation } from "./violation.ts";

/** Folders in which a new thing costs one file, one line in mod.ts and one mirrored test. */
export const oneFileFolders: readonly RegExp[] = [
  /^core\/operators\/[^/]+\.ts$/,
  /^core\/transforms\/[^/]+\.ts$/,
  /^core\/aggregates\/[^/]+\.ts$/,
  /^core\/time\/[^/]+\.ts$/,
  /^graph\/algorithms\/[^/]+\.ts$/,
  /^ml\/[^/]+\/[^/]+\.ts$/,
];

export interface CostFacts {
  readonly sources: readonly Source[];
  /** Paths of the test files, relative to the repository. */
  readonly tests: ReadonlySet<string>;
  /** Export keys of each manifest, such as "./connectors/csv". */
  readonly exportKeys: Readonly<Record<"package.json" | "deno.json", readonly string[]>>;
}

/** What the table "What a change costs" promises and the tree does not hold. */
export function checkCostOfChange(facts: CostFacts): Violation[] {
  return [...checkFiles(facts), ...checkConnectors(facts)];
}

/** Path of the test that mirrors a source: core/data/batch.ts → test/core/data/batch.test.ts. */
export function mirroredTest(path: string): string {
  return `test/${path.replace(/\.ts$/, ".test.ts")}`;
}

function checkFiles({ sources, tests }: CostFacts): Violation[] {
  const listed = new Set(sources.filter(isBarrel).flatMap(targetsOf));
  const usedBySibling = new Set(sources.filter((source) => !isBarrel(source)).flatMap(siblingsOf));
  return sources
    .filter((source) => oneFileFolders.some((folder) => folder.test(source.path)) && !isBarrel(source))
    .flatMap((source) => {
      if (listed.has(source.path)) return missingTest(source, tests);
      return usedBySibling.has(source.path) ? [] : [missingLine(source)];
    });
}

function missingLine({ path }: Source): Violation {
  return {
    file: path,
    line: 0,
    rule: "cost of a change",
    message: "no mod.ts names this file, and no file beside it uses it",
    remedy: `add \`export { … } from "./${path.split("/").at(-1)}";\` to its folder's mod.ts, or to the area's`,
  };
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

function checkConnectors({ sources, exportKeys }: CostFacts): Violation[] {
  const paths = new Set(sources.map(({ path }) => path));
  const names = [...paths].flatMap((path) => /^connectors\/([^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(names)]
    .filter((name) => name !== "files")
    .flatMap((name) => [...connectorFiles(name, paths), ...connectorKeys(name, exportKeys)]);
}

function connectorFiles(name: string, paths: ReadonlySet<string>): Violation[] {
  const folder = `connectors/${name}`;
  // A connector of a file system (s3, hdfs) registers one, and has no source or sink of its own.
  const parts = paths.has(`${folder}/file-system.ts`) ? ["mod.ts"] : ["mod.ts", "source.ts", "sink.ts"];
  return parts
    .filter((part) => !paths.has(`${folder}/${part}`))
    .map((part) => ({
      file: `${folder}/${part}`,
      line: 0,
      rule: "cost of a change",
      message: `connector ${name} has no ${part}`,
      remedy: "a connector is mod.ts, source.ts and sink.ts, or mod.ts and file-system.ts: add it",
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

function isBarrel({ path }: Source): boolean {
  return path.endsWith("/mod.ts");
}

function targetsOf(source: Source): string[] {
  return importsOf(source).flatMap(({ specifier }) => resolveRelative(source, specifier) ?? []);
}

function siblingsOf(source: Source): string[] {
  const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
  return targetsOf(source).filter((target) => target.startsWith(folder));
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
