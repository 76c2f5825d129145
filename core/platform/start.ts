// What a command does before anything else is loaded: it must run on every Node, however old.
import modules from "node:module";
import process from "node:process";

/** The version of Node; undefined where another runtime runs this. */
export function nodeVersion(): string | undefined {
  const { node, bun, deno } = process.versions as Readonly<Record<string, string | undefined>>;
  return bun === undefined && deno === undefined ? node : undefined;
}

/** Says why on the error stream; the exit code is 1. */
export function refuseToRun(text: string): void {
  process.stderr.write(text);
  process.exitCode = 1;
}

/**
 * Has modules that are loaded from now on, the user's too, compiled once and not at each start, where the runtime can:
 * below the system's folder for temporary files, or NODE_COMPILE_CACHE; NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 */
export function keepCompiled(): void {
  (modules as { enableCompileCache?: () => unknown }).enableCompileCache?.();
}
