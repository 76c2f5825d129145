import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { binary, repositoryFolder } from "../tools/repository.ts";

/** Runs a script of this folder in a process of its own; gives what it printed, as JSON. */
export function childResult<Result>(
  script: string,
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<Result> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const all = [...nodeArgs, "--conditions=millrace:source", path, ...args];
  const running = spawn(binary("node"), all, { cwd: repositoryFolder, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  running.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  running.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  return new Promise((resolve, reject) => {
    running.on("error", reject);
    running.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(texts.stdout) as Result);
      else reject(new Error(`Cannot measure ${[script, ...args].join(" ")} as it ended with ${code}: ${texts.stderr}`));
    });
  });
}
