import { fork } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Example } from "../architecture/examples.ts";
import type { Violation } from "../architecture/violation.ts";

const limitMs = 30_000;

/** Writes each example as a module into `folder`, emptied before, and returns the files in the same order. */
export function writeExamples(examples: readonly Example[], folder: string): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return examples.map(({ file, line, code }, index) => {
    const path = join(folder, `${file.replaceAll("/", "-").replace(/\.\w+$/, "")}-${line}-${index}.ts`);
    writeFileSync(path, code);
    return path;
  });
}

/** Runs the written examples; each that throws, ends the process or hangs is a violation. */
export async function runExamples(
  examples: readonly Example[],
  files: readonly string[],
  cwd: string,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (let next = 0; next < files.length; ) {
    const { done, problems } = await runFrom(files.slice(next), cwd);
    for (const { index, text } of problems) violations.push(violationOf(examples[next + index]!, text));
    next += done;
  }
  return violations;
}

interface Progress {
  /** Examples that need not be run again. */
  readonly done: number;
  readonly problems: readonly { readonly index: number; readonly text: string }[];
}

type Message = { readonly started: string } | { readonly ended: string; readonly error?: string };

/** One process for all of them; when it dies within one, that one is the problem and the rest is left to the next. */
function runFrom(files: readonly string[], cwd: string): Promise<Progress> {
  const child = fork(
    fileURLToPath(new URL("./example-child.ts", import.meta.url)),
    files.map((file) => pathToFileURL(file).href),
    { cwd, execArgv: ["--conditions=millrace:source"], stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  let output = "";
  child.stdout!.on("data", () => {});
  child.stderr!.on("data", (chunk) => {
    output = `${output}${chunk}`.slice(-2_000);
  });
  const problems: { index: number; text: string }[] = [];
  let done = 0;
  let timer: NodeJS.Timeout | undefined;
  child.on("message", (message: Message) => {
    clearTimeout(timer);
    if ("started" in message) {
      timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
      return;
    }
    if (message.error !== undefined) problems.push({ index: done, text: message.error });
    done++;
  });
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      if (done === files.length) return resolve({ done, problems });
      problems.push({ index: done, text: `the process ended within it (code ${code}) ${output}`.trim() });
      resolve({ done: done + 1, problems });
    });
  });
}

function violationOf({ file, line }: Example, text: string): Violation {
  return {
    file,
    line,
    rule: "examples run",
    message: `the example fails: ${text.split("\n")[0]}`,
    remedy: "make the example true; its module is in .examples",
  };
}
