import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pinnedPath, repositoryFolder } from "./repository.ts";
import { runCommand } from "./run-command.ts";

/**
 * npm under a Node older than 22 leaves the native part of nodejs-polars out without a word:
 * before text that names it is run, install again under the pinned Node.
 */
export async function installNativeParts(text: string): Promise<void> {
  if (!text.includes("nodejs-polars") || hasPolars()) return;
  console.log("installing the native part of nodejs-polars under the pinned Node");
  await runCommand("npm", ["install", "--no-save"], { cwd: repositoryFolder, env: { PATH: pinnedPath } });
  if (!hasPolars()) {
    throw new Error(
      "Cannot run what compares or adapts nodejs-polars as its native part is missing: npm has none for " +
        `${process.platform}-${process.arch}; leave it out on this machine`,
    );
  }
}

function hasPolars(): boolean {
  const modules = join(repositoryFolder, "node_modules");
  return existsSync(modules) && readdirSync(modules).some((name) => name.startsWith("nodejs-polars-"));
}
