import { pathToFileURL } from "node:url";
import { absolutePath } from "./paths.ts";

/** Loads a module by path (relative to the working folder): a user's job, or a package that is there only when installed. */
export function importModule(path: string): Promise<Record<string, unknown>> {
  return import(pathToFileURL(absolutePath(path)).href);
}
