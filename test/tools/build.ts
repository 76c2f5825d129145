// `npm run build`: every public entry to dist as ESM with declarations. What entries share goes into common chunks:
// `import "millrace"` costs 17 ms so, and 95 ms with a file per source (Node 24, 130 files). Local names are shortened and
// comments left out, which are an eighth of that import and a fifth of the package; names of functions and classes, statements
// and lines stay, so that a stack tells what it told before (test/bench/README.md has the variants that were measured).
// acorn is built in: 0.15 MB of the 0.57 MB it is as a package, and nothing else has to be installed. What lines begin with is
// left out too, 0.18 MB. Source maps are not shipped: 12.0 MB, 3.9 MB without the sources in them, 0.73 MB with one place for each
// line, where 0.36 MB are left of 5; and a package of maps of its own is found by no runtime. A stack tells names of functions as they are
// in the sources, and `npm run stack` the lines as well: `--maps FOLDER` builds the same files with their maps there.
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build, type InlineConfig } from "tsdown";
import { bundledPackages, commandEntries, publicEntries, readManifests } from "./entries.ts";
import { repositoryFolder } from "./repository.ts";
import { tellUsage } from "./usage.ts";
import { withoutIndent } from "./without-indent.ts";

tellUsage(import.meta);

const distFolder = join(repositoryFolder, "dist");

function configFor(entries: readonly string[], maps: string | undefined): InlineConfig {
  return {
    cwd: repositoryFolder,
    config: false,
    entry: Object.fromEntries(entries.map((file) => [file.replace(/\.ts$/, ""), file])),
    outDir: maps ?? "dist",
    sourcemap: maps !== undefined,
    root: repositoryFolder,
    format: "esm",
    platform: "node",
    target: "node22.18",
    minify: {
      compress: false,
      mangle: { toplevel: true, keepNames: { function: true, class: true } },
      codegen: { removeWhitespace: false },
    },
    outputOptions: { comments: false },
    clean: false,
    dts: maps === undefined && { oxc: {} },
    deps: { onlyBundle: [...bundledPackages] },
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
    inputOptions: { logLevel: "warn" },
    logLevel: "warn",
    report: false,
  };
}

function dropIndents(): void {
  for (const file of globSync("**/*.js", { cwd: distFolder })) {
    const path = join(distFolder, file);
    writeFileSync(path, withoutIndent(readFileSync(path, "utf8")).replace(ownFile, file.replaceAll("\\", "/")));
  }
}

/** What the code of threads asks for: a file that knows its name tells that it is not part of another one (ml/learner/thread-work.ts). */
const ownFile = "the file of millrace.ml.thread";

/** What is built in keeps its license: they ask for that. */
function writeLicenses(): void {
  const texts = bundledPackages.map((name) => {
    const license = readFileSync(join(repositoryFolder, "node_modules", name, "LICENSE"), "utf8");
    return `${name}, https://www.npmjs.com/package/${name}\n\n${license}`;
  });
  writeFileSync(join(distFolder, "third-party-licenses.txt"), texts.join("\n\n"));
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const manifests = readManifests(repositoryFolder);
  const entries = [...Object.values(publicEntries(manifests)), ...commandEntries(manifests)];
  const absent = entries.filter((file) => !existsSync(join(repositoryFolder, file)));
  if (absent.length > 0) {
    throw new Error(
      `Cannot build as every export key must name a file: ${absent.join(", ")} absent; add it or remove the key`,
    );
  }
  const { maps } = parseArgs({ options: { maps: { type: "string" } } }).values;
  if (maps !== undefined) return build(configFor(entries, maps)).then(() => undefined);
  rmSync(distFolder, { recursive: true, force: true });
  await build(configFor(entries, undefined));
  dropIndents();
  writeLicenses();
  console.log(`built ${entries.length} entries to dist in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}

await main();
