import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PackedPackage } from "../architecture/package-contents.ts";
import { pinnedPath } from "./repository.ts";
import { runCommand } from "./run-command.ts";

/** What `npm pack` would put into the package, and what its hard dependencies weigh where they are installed. */
export async function packedPackage(root: string, dependencies: readonly string[]): Promise<PackedPackage> {
  const { code, output } = await runCommand("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    env: { PATH: pinnedPath },
    output: "keep",
  });
  if (code !== 0) throw new Error(`Cannot list the package's files: npm pack ended with exit code ${code}: ${output}`);
  const listing = listingOf(JSON.parse(output.slice(output.search(/[[{]/))));
  return {
    files: listing.files.map(({ path }) => path),
    unpackedBytes: listing.unpackedSize,
    dependencyBytes: [...closure(root, dependencies)].reduce(
      (sum, name) => sum + folderBytes(modulePath(root, name)),
      0,
    ),
  };
}

interface Listing {
  readonly files: readonly { readonly path: string }[];
  readonly unpackedSize: number;
}

/** npm answers with an array, or (from 12 on) with an object by package name. */
function listingOf(answer: Listing[] | Record<string, Listing>): Listing {
  return Object.values(answer)[0]!;
}

function closure(root: string, names: readonly string[], seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    const manifest = JSON.parse(readFileSync(join(modulePath(root, name), "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    closure(root, Object.keys(manifest.dependencies ?? {}), seen);
  }
  return seen;
}

function modulePath(root: string, name: string): string {
  return join(root, "node_modules", name);
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
