// `npm run check [-- step …]`: everything that holds without running the tests. All steps run; one violation fails it.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCostOfChange } from "../architecture/cost-of-change.ts";
import { checkDeadExports } from "../architecture/dead-exports.ts";
import { checkEntrySizes } from "../architecture/entry-sizes.ts";
import { type Example, examplesOf, examplesOfMarkdown } from "../architecture/examples.ts";
import { checkExportKeys } from "../architecture/export-keys.ts";
import { checkForbidden } from "../architecture/forbidden.ts";
import { checkImportTable } from "../architecture/import-table.ts";
import { checkLinks, checkNames, checkPageLengths, type Page } from "../architecture/links.ts";
import { checkPackageContents } from "../architecture/package-contents.ts";
import { checkPrivateNames } from "../architecture/private-names.ts";
import { checkSizes } from "../architecture/sizes.ts";
import { readSources } from "../architecture/source.ts";
import { formatViolation, type Violation } from "../architecture/violation.ts";
import { docsModules } from "../docs/docs-modules.ts";
import { acceptedApi, checkPublicApi, presentApi } from "./api.ts";
import { bundledPackages, commandEntries, publicEntries, readManifests } from "./entries.ts";
import { installNativeParts } from "./native-parts.ts";
import { packedPackage } from "./pack.ts";
import { binary, repositoryFolder as root } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { runExamples, writeExamples } from "./run-examples.ts";
import { checkTreeShaking } from "./tree-shaking.ts";
import { checkTypesAlone } from "./types-alone.ts";
import { tellUsage } from "./usage.ts";

tellUsage(import.meta);

const manifests = readManifests(root);
const sources = readSources(root);
const others = readSources(root, ["test", "notebooks"]);
const entries = publicEntries(manifests);
const entryFiles = Object.values(entries);
const dependencies = Object.keys(manifests.npm.dependencies ?? {});
const packages = [...bundledPackages, ...dependencies, ...Object.keys(manifests.npm.peerDependencies ?? {})];

interface Step {
  readonly name: string;
  run(): Violation[] | Promise<Violation[]>;
}

const extracted = examplesOf(sources, entries);
const pages = markdownPages();
const examples: Example[] = [...extracted.examples, ...markdownExamples()];
const exampleFolder = join(root, ".examples");

const steps: readonly Step[] = [
  { name: "format-and-lint", run: () => command("biome", ["ci", "--colors=off", "--max-diagnostics=50", "."]) },
  { name: "imports", run: () => checkImportTable(sources, { publicEntries: entryFiles, packages }) },
  { name: "forbidden", run: () => checkForbidden(sources) },
  { name: "cost-of-change", run: () => checkCostOfChange({ sources, tests: others, exportKeys: exportKeys() }) },
  { name: "export-keys", run: () => checkExportKeys(manifests.npm, manifests.deno, exists) },
  { name: "sizes", run: () => checkSizes(sources) },
  { name: "dead-exports", run: () => checkDeadExports(sources, others, [...entryFiles, ...commandEntries(manifests)]) },
  { name: "public-api", run: () => checkPublicApi(acceptedApi(root), presentApi(root, sources)) },
  { name: "private-names", run: privateNames },
  { name: "pages", run: checkPages },
  { name: "types", run: types },
  { name: "examples", run: async () => [...extracted.violations, ...(await runExtracted())] },
  // JSR publishes the sources: what is exported needs its type written out. Types themselves were checked above.
  { name: "jsr", run: () => command("deno", ["publish", "--dry-run", "--allow-dirty", "--no-check", "--quiet"]) },
  { name: "package", run: packageContents },
];

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const names = steps.map(({ name }) => name).join(", ");
    console.error(
      `Cannot check ${JSON.stringify(unknown.join(" "))} as it must be one of the steps: there are ${names}; ` +
        "write npm run check [-- STEP…]",
    );
    return 2;
  }
  const chosen = wanted.length === 0 ? steps : steps.filter(({ name }) => wanted.includes(name));
  const failed: string[] = [];
  for (const step of chosen) {
    const startedMs = performance.now();
    const violations = await step.run();
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    console.log(`${violations.length === 0 ? "ok    " : "FAILED"} ${step.name.padEnd(16)} ${seconds} s`);
    for (const violation of violations) console.log(`  ${formatViolation(violation)}`);
    if (violations.length > 0) failed.push(step.name);
  }
  const isGood = failed.length === 0;
  console.log(isGood ? `check: ${chosen.length} steps passed` : `check: failed in ${failed.join(", ")}`);
  return isGood ? 0 : 1;
}

function checkPages(): Violation[] {
  const files = globSync("{core,ml,graph,cep,connectors,cli,dashboard,test}/**/*.{ts,as}", { cwd: root });
  const named = files.map((file) => file.replaceAll("\\", "/")).filter((file) => !file.includes("node_modules"));
  const ofFolders = pages.filter(({ path }) => /^(core|ml|graph|cep|connectors|cli|dashboard)\//.test(path));
  return [...checkLinks(pages, exists), ...checkPageLengths(pages), ...checkNames(ofFolders, named)];
}

function exists(path: string): boolean {
  return existsSync(join(root, path));
}

function exportKeys(): { "package.json": string[]; "deno.json": string[] } {
  return { "package.json": Object.keys(manifests.npm.exports), "deno.json": Object.keys(manifests.deno.exports) };
}

/** Markdown that is looked at, wherever it is: READMEs, the papers at the root and the documentation. */
function markdownPages(): Page[] {
  const folders = "{core,ml,graph,cep,connectors,cli,notebooks,test}/**/README.md";
  return globSync(["*.md", "docs/**/*.md", folders], { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.includes("node_modules"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function markdownExamples(): Example[] {
  const shown = /^(README|(core|ml|graph|cep|connectors|cli)\/.*)/;
  return pages.filter(({ path }) => shown.test(path)).flatMap(({ path, text }) => examplesOfMarkdown(path, text));
}

/** The examples are type-checked with the tree, so they are written before. */
async function types(): Promise<Violation[]> {
  writeExamples([...examples, ...docsModules(root, sources, entries)], exampleFolder);
  return command("tsc", ["--pretty", "false"]);
}

async function runExtracted(): Promise<Violation[]> {
  for (const { code } of examples) await installNativeParts(code);
  return runExamples(examples, writeExamples(examples, exampleFolder), exampleFolder);
}

async function privateNames(): Promise<Violation[]> {
  const { output } = await runCommand("git", ["ls-files", "-z"], { cwd: root, output: "keep" });
  const text = /\.(ts|js|mjs|json|md|ipynb|toml|yml|yaml|java|xml|sh)$|(^|\/)(\.npmrc|\.gitignore|run|LICENSE)$/;
  const files = output.split("\0").filter((path) => text.test(path) && exists(path));
  return checkPrivateNames(files.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })));
}

/** Builds, lists what would be published, and imports each built entry as a user's Node does. */
async function packageContents(): Promise<Violation[]> {
  const built = await command("node", ["test/tools/build.ts"]);
  if (built.length > 0) return built;
  const packed = await packedPackage(root, dependencies);
  const papers = pages.filter(({ path }) => packed.files.includes(path));
  const violations = [
    ...checkPackageContents(manifests.npm, packed),
    ...checkLinks(papers, (path) => packed.files.includes(path)),
  ];
  violations.push(...checkEntrySizes(manifests.npm, root), ...(await checkTreeShaking(manifests.npm, root)));
  violations.push(...(await checkTypesAlone(root, Object.keys(entries))));
  violations.push(...(await command("node", ["test/tools/built-threads.ts"])));
  return [...violations, ...(await loadsAll("module", "await import")), ...(await loadsAll("commonjs", "require"))];
}

/** Every built entry loads so; a top-level await anywhere would shut those out who write CommonJS. */
function loadsAll(type: "module" | "commonjs", how: string): Promise<Violation[]> {
  const code = Object.keys(entries).map((entry) => `${how}(${JSON.stringify(entry)});`);
  return command("node", [`--input-type=${type}`, "--eval", code.join("")]);
}

/** A command of node_modules; its own output, shown only when it fails, says what is wrong. */
async function command(name: string, args: readonly string[]): Promise<Violation[]> {
  const { code, output } = await runCommand(binary(name), args, { cwd: root, output: "keep" });
  if (code === 0) return [];
  const line = `${name} ${args.join(" ")}`;
  const remedy = name === "biome" ? "`npm run format` mends most of it" : "see above";
  console.log(output.trimEnd());
  return [{ file: "(tree)", line: 0, rule: name, message: `\`${line}\` ended with exit code ${code}`, remedy }];
}

process.exitCode = await main(process.argv.slice(2));
