// `npm run build`: every public entry to dist as ESM with declarations. What entries share goes into common chunks:
// `import "millrace"` costs 17 ms so, and 95 ms with a file per source (Node 24, 130 files).
import { existsSync, rmSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { build, type InlineConfig } from "tsdown";
import { readSources, type Source } from "../architecture/source.ts";
import { commandEntries, publicEntries, readManifests } from "./entries.ts";
import { repositoryFolder } from "./repository.ts";

const workerUrl = /new URL\(\s*"(\.{1,2}\/[^"]+)\.ts"\s*,\s*import\.meta\.url\s*\)/g;

const marked = /"millrace-worker:([^"]+)"/g;

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
    clean: false,
    dts: { oxc: {} },
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
    inputOptions: { logLevel: "warn" },
    logLevel: "warn",
    report: false,
    plugins: [
      {
        name: "worker-urls",
        transform: (code: string, id: string) => code.replace(workerUrl, (_, path: string) => markedUrl(id, path)),
        renderChunk: (code: string, chunk: { fileName: string }) =>
          code.replace(marked, (_, path: string) => urlFrom(chunk.fileName, path)),
      },
    ],
  };
}

/** The code may end up in any chunk: the worker's path is marked here, and made relative to the chunk when that is known. */
function markedUrl(id: string, path: string): string {
  const target = posix.join(posix.dirname(relative(repositoryFolder, id).replaceAll("\\", "/")), `${path}.js`);
  return `new URL("millrace-worker:${target}", import.meta.url)`;
}

function urlFrom(chunk: string, path: string): string {
  return `"./${posix.relative(posix.dirname(chunk), path)}"`;
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
