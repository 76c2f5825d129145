import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, type DeclarationReflection, ReflectionKind } from "typedoc";
import type { SourcePage } from "./sources.ts";

/** The reference of the public entries, as Markdown, and what it describes. */
export interface Api {
  /** Below `api/`: "api/millrace/graph/functions/pageRank.md". */
  readonly pages: readonly SourcePage[];
  /** Where each exported name is described: by name, in the order of the entries. */
  readonly exported: ReadonlyMap<string, string>;
  /** Where methods of datasets and of what is described by its own class are: "collect" → "api/…/Dataset.md#collect". */
  readonly members: ReadonlyMap<string, string>;
}

/** Classes whose methods are known by their names alone, the first that has one. */
const wellKnown = ["Dataset", "KeyedDataset", "WindowedDataset", "Table", "Graph", "Run", "Pattern"];

/** Reads the sources by TypeDoc. Types are not checked: `npm run check -- types` does that. */
export async function readApi(root: string, entries: Readonly<Record<string, string>>): Promise<Api> {
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: Object.values(entries).map((file) => join(root, file)),
    tsconfig: join(root, "test/tools/site/tsconfig.json"),
    basePath: root,
    readme: "none",
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    disableGit: true,
    logLevel: "Error",
    validation: false,
    ...markdownOptions,
  } as Parameters<typeof Application.bootstrapWithPlugins>[0]);
  const project = await app.convert();
  if (project === undefined || app.logger.hasErrors()) {
    throw new Error(
      "Cannot read the sources by TypeDoc as they must be TypeScript: got what is printed above; mend it",
    );
  }
  const names = new Map(Object.entries(entries).map(([name, file]) => [file.replace(/\.ts$/, ""), name]));
  for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name;
  const folder = mkdtempSync(join(tmpdir(), "millrace-api-"));
  try {
    app.options.setValue("outputs", [{ name: "markdown", path: folder }]);
    await app.generateOutputs(project);
    return { pages: pagesOf(folder), ...namesOf(project.children ?? [], pagesOf(folder)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const markdownOptions = {
  router: "member",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandObjects: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  indexFormat: "table",
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true, hideSources: true },
  pageTitleTemplates: { index: "API", module: "{name}", member: "{name}" },
};

function pagesOf(folder: string): SourcePage[] {
  return globSync("**/*.md", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path: `api/${path}`, text: readFileSync(join(folder, path), "utf8") }));
}

function namesOf(modules: readonly DeclarationReflection[], pages: readonly SourcePage[]): Omit<Api, "pages"> {
  const paths = new Set(pages.map(({ path }) => path));
  const exported = new Map<string, string>();
  const members = new Map<string, string>();
  const classes = new Map<string, { reflection: DeclarationReflection; path: string }>();
  for (const module of modules) {
    for (const child of module.children ?? []) {
      const path = `api/${module.name}/${folderOf(child.kind)}/${child.name}.md`;
      if (!paths.has(path)) continue;
      if (!exported.has(child.name)) exported.set(child.name, path);
      if (wellKnown.includes(child.name) && !classes.has(child.name))
        classes.set(child.name, { reflection: child, path });
    }
  }
  for (const name of wellKnown) {
    const known = classes.get(name);
    for (const member of known?.reflection.children ?? []) {
      if (!members.has(member.name)) members.set(member.name, `${known!.path}#${member.name.toLowerCase()}`);
    }
  }
  return { exported, members };
}

/** Folders of typedoc-plugin-markdown's router "member". */
function folderOf(kind: ReflectionKind): string {
  switch (kind) {
    case ReflectionKind.Class:
      return "classes";
    case ReflectionKind.Interface:
      return "interfaces";
    case ReflectionKind.Function:
      return "functions";
    case ReflectionKind.Variable:
      return "variables";
    default:
      return "type-aliases";
  }
}
