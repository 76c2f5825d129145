import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const repositoryFolder: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Path of a command that a package of node_modules brings, for example `binary("vitest")`. */
export function binary(name: string): string {
  return join(repositoryFolder, "node_modules", ".bin", name);
}

/** PATH with the package's own commands first, so that `node` and `npm` run on the pinned Node. */
export const pinnedPath: string = [join(repositoryFolder, "node_modules", ".bin"), process.env.PATH ?? ""].join(
  delimiter,
);
