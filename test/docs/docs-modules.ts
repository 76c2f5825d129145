import { type Example, importing, type PublicEntries } from "../architecture/examples.ts";
import type { Source } from "../architecture/source.ts";
import { comparisonModule } from "./comparisons.ts";
import { guidePages, stepsOf } from "./guides.ts";
import { pagesOf, type Recipe, recipePages, recipesOf } from "./recipes.ts";

/** What of the documentation the compiler looks at with the tree; tests run recipes and guides. */
export function docsModules(root: string, sources: readonly Source[], entries: PublicEntries): Example[] {
  return [
    ...recipePages(root).flatMap(({ path, text }) => modulesOf(recipesOf(path, text))),
    ...guidePages(root).flatMap(({ path, text }) => modulesOf(stepsOf(path, text))),
    ...pagesOf(root, "docs/coming-from").map(({ path, text }) => ({
      file: path,
      line: 1,
      code: importing(comparisonModule(path, text), sources, entries),
    })),
  ];
}

/** What runs, and what lies beside it, such as jobs; what several steps of a page have beside them once. */
function modulesOf(recipes: readonly Recipe[]): Example[] {
  const seen = new Set<string>();
  return recipes.flatMap(({ page, line, run, files }) => {
    const beside = files.filter(({ name }) => name.endsWith(".ts")).map((file) => withoutDefault(file.text));
    const codes = run.kind === "ts" ? [...beside, run.text] : beside;
    const fresh = codes.filter((code) => !seen.has(code) && seen.add(code));
    return fresh.map((code) => ({ file: page, line, code: `${code.trimEnd()}\nexport {};\n` }));
  });
}

/** What is exported by default has no type written out, which this tree wants of exports. */
function withoutDefault(code: string): string {
  return code.replace(/^export default /m, "export const exported: unknown = ");
}
