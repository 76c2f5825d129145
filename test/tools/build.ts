// `npm run build`: every public entry to dist, ESM with declarations, one file per source so that an import loads little.
import { existsSync, rmSync } from "node:fs";
import { join, posix } from "node:path";
import { build, type InlineConfig } from "tsdown";
import { readSources, type Source } from "../architecture/source.ts";
import { commandEntries, publicEntries, readManifests } from "./entries.ts";
import { repositoryFolder } from "./repository.ts";

const workerUrl = /new URL\(\s*"(\.{1,2}\/[^"]+)\.ts"\s*,\s*import\.meta\.url\s*\)/g;

/** Modules that are started as workers are reached by URL only, so they are entries of the build too. */
function workerEntries(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(workerUrl)].map((match) => posix.join(posix.dirname(path), `${match[1]}.ts`)),
  );
}

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
    unbundle: true,
    clean: false,
    dts: { oxc: {} },
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
    inputOptions: { logLevel: "warn" },
    logLevel: "warn",
    report: false,
    plugins: [
      {
        name: "worker-urls",
        // The built file stands beside its built worker, under the same name.
        transform: (code: string) => code.replace(workerUrl, builtUrl),
      },
    ],
  };
}

function builtUrl(_match: string, path: string): string {
  return `new URL("${path}.js", import.meta.url)`;
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
  await build(configFor([...new Set([...entries, ...workerEntries(readSources(repositoryFolder))])]));
  console.log(`built ${entries.length} entries to dist in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}

await main();
