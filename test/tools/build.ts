// `npm run build`: every public entry to dist as ESM with declarations. What entries share goes into common chunks:
// `import "millrace"` costs 17 ms so, and 95 ms with a file per source (Node 24, 130 files). Local names are shortened and
// comments left out, which are an eighth of that import and a fifth of the package; names of functions and classes, statements
// and lines stay, so that a stack tells what it told before (test/bench/README.md has the variants that were measured).
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig } from "tsdown";
import { commandEntries, publicEntries, readManifests } from "./entries.ts";
import { repositoryFolder } from "./repository.ts";

function configFor(entries: readonly string[]): InlineConfig {
  return {
    cwd: repositoryFolder,
    config: false,
    entry: Object.fromEntries(entries.map((file) => [file.replace(/\.ts$/, ""), file])),
    outDir: "dist",
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
    dts: { oxc: {} },
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
    inputOptions: { logLevel: "warn" },
    logLevel: "warn",
    report: false,
  };
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
  rmSync(join(repositoryFolder, "dist"), { recursive: true, force: true });
  await build(configFor(entries));
  console.log(`built ${entries.length} entries to dist in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}

await main();
