import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import process from "node:process";

/** A process that runs this same program. */
export interface StartedProgram {
  /** Its number; undefined where it could not be started. */
  readonly process: number | undefined;
  /** How it ended: by itself with a code, or by a signal; or why it could not be started. */
  readonly ended: Promise<ProgramEnd>;
  /** Asks it to end, or ends it. */
  signal(name: "SIGTERM" | "SIGKILL"): void;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly failure: string | null;
}

export interface ProgramStart {
  /** Its working folder. */
  readonly folder: string;
  /** What it prints goes behind what is in there. */
  readonly log: string;
}

/**
 * Starts this program once more, with other words. It goes on when this process ends, and is not told what the terminal
 * tells this one (Ctrl-C); this process does not wait for it either.
 */
export function startProgram(words: readonly string[], { folder, log }: ProgramStart): StartedProgram {
  const output = openSync(log, "a", 0o600);
  const ended = Promise.withResolvers<ProgramEnd>();
  const child = spawn(process.execPath, [...ownWords(), ...words], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", output, output],
    windowsHide: true,
  });
  child.on("error", ({ message }) => ended.resolve({ code: null, signal: null, failure: message }));
  child.on("exit", (code, signal) => ended.resolve({ code, signal, failure: null }));
  child.unref();
  closeSync(output);
  return { process: child.pid, ended: ended.promise, signal: (name) => void child.kill(name) };
}

/** What stands before the words of a user, by runtime. */
function ownWords(): string[] {
  const script = process.argv[1]!;
  return "deno" in process.versions ? ["run", "-A", script] : [...process.execArgv, script];
}
