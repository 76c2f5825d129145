// `npm start` runs the built package: importing the sources costs most of a second, the build 20 ms. This builds when there
// is no build, or when a source is newer.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "./repository.ts";

const folders = ["core", "ml", "graph", "cep", "connectors", "cli", "dashboard"];

function isStale(): boolean {
  const built = join(repositoryFolder, "dist", "core", "mod.js");
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  const sources = folders.flatMap((folder) =>
    readdirSync(join(repositoryFolder, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  return ["package.json", ...sources].some((file) => statSync(join(repositoryFolder, file)).mtimeMs > builtMs);
}

if (isStale()) await import("./build.ts");
