import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedPath, repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";

/**
 * npm under a Node older than 22 leaves the native part of nodejs-polars out without a word:
 * before a suite that names it, install again under the pinned Node.
 */
export async function installRivals(suiteFile: string): Promise<void> {
  if (!readFileSync(suiteFile, "utf8").includes("nodejs-polars") || hasPolars()) return;
  console.log("installing the native part of nodejs-polars under the pinned Node");
  await runCommand("npm", ["install", "--no-save"], { cwd: repositoryFolder, env: { PATH: pinnedPath } });
  if (!hasPolars()) {
    throw new Error(
      `Cannot run ${suiteFile} as its rival nodejs-polars needs its native part: npm has none for ` +
        `${process.platform}-${process.arch}; leave the rival out on this machine`,
    );
  }
}

function hasPolars(): boolean {
  const modules = join(repositoryFolder, "node_modules");
  return existsSync(modules) && readdirSync(modules).some((name) => name.startsWith("nodejs-polars-"));
}
