import { globSync } from "node:fs";
import { basename } from "node:path";
import { repositoryFolder } from "../tools/repository.ts";

/** What the algorithms are called by: their files, as functions. */
export const algorithmNames: readonly string[] = globSync("graph/algorithms/*.ts", { cwd: repositoryFolder })
  .map((path) => basename(path, ".ts").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))
  .sort();
