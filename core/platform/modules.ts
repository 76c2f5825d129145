import { pathToFileURL } from "node:url";
import { absolutePath } from "./paths.ts";

/** Loads a module by path (relative to the working folder): a user's job, or a package that is there only when installed. */
export function importModule(path: string): Promise<Record<string, unknown>> {
  return import(moduleUrl(path));
}

/** The URL of a module that is given by path (relative to the working folder), or as a URL already. */
export function moduleUrl(module: string | URL): string {
  const text = String(module);
  return /^[a-z][a-z0-9+.-]+:/i.test(text) ? text : pathToFileURL(absolutePath(text)).href;
}
