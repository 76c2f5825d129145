import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { absolutePath } from "./paths.ts";

/** Loads a module by path (relative to the working folder): a user's job, or a package that is there only when installed. */
export function importModule(path: string): Promise<Record<string, unknown>> {
  return import(moduleUrl(path));
}

/**
 * The URL of a module that is given by path (relative to the working folder), or as a URL already.
 *
 * Node 22 does not link modules of ES that TypeScript in CommonJS requires where that is imported. Where it is required it does: then a
 * module stands for it that does so.
 */
export function moduleUrl(
  module: string | URL,
  versions: Readonly<Record<string, string | undefined>> = process.versions,
): string {
  const text = String(module);
  const url = /^[a-z][a-z0-9+.-]+:/i.test(text) ? text : pathToFileURL(absolutePath(text)).href;
  const isOther = "deno" in versions || "bun" in versions || Number.parseInt(versions.node!, 10) >= 24;
  if (isOther || !isCommonTypeScript(url)) return url;
  const [base, path] = [url, fileURLToPath(url)].map((each) => JSON.stringify(each));
  const code = `import { createRequire } from "node:module";\nexport default createRequire(${base})(${path});`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

function isCommonTypeScript(url: string): boolean {
  if (!/^file:.*\.c?ts$/.test(url) || !existsSync(new URL(url))) return false;
  const text = readFileSync(new URL(url), "utf8");
  return /\brequire\s*\(/.test(text) && !/^\s*(?:import|export)\b/m.test(text);
}
