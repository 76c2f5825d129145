import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

/** The folder of the repository. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Settles with the first text that it prints; rejects where it ends without any. */
  readonly printed: Promise<string>;
}

/** The command line as processes of their own, in a folder of a file's tests, with temporary files apart from all others. */
export interface CommandLine {
  /** Where jobs are: below the repository, so that they find the package by its name. */
  readonly folder: string;
  readonly temporary: string;
  /** Writes a module; gives its name. */
  write(name: string, source: string): string;
  start(words: readonly string[], environment?: Readonly<Record<string, string>>): Started;
  millrace(...words: readonly string[]): Promise<Ended>;
  /** Runs a job until `use` is done with it, from its first text on. */
  whileRunning<Result>(words: readonly string[], use: (child: ChildProcess) => Promise<Result>): Promise<Result>;
}

/** To be called once in a file of tests: its folders are there while they run, and every process ends with them. */
export function commandLine(): CommandLine {
  let [folder, temporary] = ["", ""];
  const running = new Set<ChildProcess>();
  beforeAll(() => {
    folder = mkdtempSync(join(root, "test", "cli", ".jobs-"));
    temporary = mkdtempSync(join(tmpdir(), "millrace-cli-test-"));
  });
  afterAll(() => {
    for (const child of running) child.kill("SIGKILL");
    for (const path of [folder, temporary]) rmSync(path, { recursive: true, force: true });
  });
  const start: CommandLine["start"] = (words, environment = {}) => {
    const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli", "main.ts"), ...words], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, ...environment },
    });
    running.add(child);
    child.once("close", () => running.delete(child));
    return { child, ...heard(child) };
  };
  return {
    get folder() {
      return folder;
    },
    get temporary() {
      return temporary;
    },
    write: (name, source) => {
      writeFileSync(join(folder, name), source);
      return name;
    },
    start,
    millrace: (...words) => start(words).ended,
    whileRunning: async (words, use) => {
      const { child, printed, ended } = start(["run", ...words]);
      try {
        await printed;
        return await use(child);
      } finally {
        child.kill("SIGINT");
        await ended;
      }
    },
  };
}

function heard(child: ChildProcess): Pick<Started, "ended" | "printed"> {
  let [out, err] = ["", ""];
  const printed = Promise.withResolvers<string>();
  printed.promise.catch(() => undefined);
  child.stdout!.on("data", (text) => {
    out += text;
    printed.resolve(out);
  });
  child.stderr!.on("data", (text) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => {
      printed.reject(
        new Error(`Cannot go on as the process must print something: got its end with ${code} and ${err}`),
      );
      resolve({ code, out, err });
    });
  });
  return { ended, printed: printed.promise };
}
