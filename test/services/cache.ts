import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../tools/run-command.ts";

/** Where downloads and running servers are remembered, shared between checkouts: in the user's cache, outside the repository. */
export function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(caches, "millrace", "servers");
}

/**
 * The folder of an installed package; made by `install` where it is missing. It gets its name when whole, so that a download
 * that was cut is not taken for one, and two that install at once do no harm.
 *
 * @param name With the version.
 */
export async function installed(name: string, install: (into: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const fresh = mkdtempSync(join(cacheFolder(), `.${name}-`));
  try {
    try {
      await install(fresh);
    } catch {
      // A registry may fail once, and so may two Mavens that write to the same repository.
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(fresh);
      await install(fresh);
    }
    if (!existsSync(folder)) renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // somebody else was faster
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** A program that installing needs, and what brings it. */
export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What to install where the program is missing. */
  readonly from: string;
}

/** Runs a program to its end; one that is missing or fails is an error that says what to do. */
export async function runTool(what: string, { command, args, cwd, env, from }: Tool): Promise<void> {
  const { code, output } = await runCommand(command, args, {
    output: "keep",
    timeoutMs: 480_000,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  if (code === 127) {
    throw new Error(
      `Cannot install ${what} as the command ${command} must be there: got none; install ${from}, and try again`,
    );
  }
  if (code !== 0) {
    throw new Error(
      `Cannot install ${what} as "${command} ${args.join(" ")}" must end well: got exit code ${code} and\n${output.slice(-2000)}\n` +
        "see whether the package registry can be reached, and try again",
    );
  }
}
