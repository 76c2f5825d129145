import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";

/** A script that answers each line with a line, in a process of its own, which ends with this one. */
export interface PythonScript {
  /** Whom it measures, for errors. */
  readonly name: string;
  readonly script: string;
  readonly arguments: readonly string[];
  /** What must be installed for it, by pip. */
  readonly packages: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts it, and waits for its first line. `MILLRACE_PYTHON` names a Python that has the packages. */
export async function pythonProcess(started: PythonScript): Promise<(line: string) => Promise<string>> {
  const { name, script, packages, environment } = started;
  const python = process.env.MILLRACE_PYTHON ?? "python3";
  const child: ChildProcessWithoutNullStreams = spawn(python, [script, ...started.arguments], {
    env: { ...process.env, ...environment },
  });
  process.once("exit", () => child.kill());
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // What waits for an answer keeps this process alive, and a child that nobody asks does not.
  const pipes = [child.stdin, child.stdout, child.stderr] as unknown as readonly Socket[];
  const answer = async (): Promise<string> => {
    for (const pipe of pipes) pipe.ref();
    const { done, value } = await lines.next();
    for (const pipe of pipes) pipe.unref();
    if (done !== true) return value;
    throw new Error(
      `Cannot measure ${name} as ${python} must have it: got ${told.trim().split("\n").at(-1)}; ` +
        `pip install ${packages}, and name that Python by MILLRACE_PYTHON`,
    );
  };
  await answer();
  child.unref();
  return (line) => {
    child.stdin.write(`${line}\n`);
    return answer();
  };
}
