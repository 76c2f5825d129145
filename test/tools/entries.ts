import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DenoManifest, PackageManifest } from "../architecture/export-keys.ts";

export interface Manifests {
  readonly npm: PackageManifest & {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
  };
  readonly deno: DenoManifest;
}

export function readManifests(root: string): Manifests {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));
  return { npm: read("package.json") as Manifests["npm"], deno: read("deno.json") as DenoManifest };
}

/** Packages whose code is part of the built one: small, and nobody passes values of theirs in or gets them out. */
export const bundledPackages: readonly string[] = ["acorn"];

/** Files of the public entries by what a user imports: "millrace/display" → "core/display/mod.ts". */
export function publicEntries({ npm, deno }: Manifests): Record<string, string> {
  return Object.fromEntries(
    Object.entries(deno.exports).map(([key, file]) => [`${npm.name}${key.slice(1)}`, file.replace(/^\.\//, "")]),
  );
}

/** Sources of the commands that package.json installs: "./dist/cli/main.js" → "cli/main.ts". */
export function commandEntries({ npm }: Manifests): string[] {
  return Object.values(npm.bin ?? {}).map((file) => file.replace(/^(\.\/)?dist\//, "").replace(/\.js$/, ".ts"));
}
