import { spawn } from "node:child_process";

export interface CommandResult {
  readonly code: number;
  readonly output: string;
  readonly elapsedMs: number;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** "show" passes the output on as it comes (and keeps it); "keep" only returns it. Default "show". */
  readonly output?: "show" | "keep";
  /** Kills the command after this long; the exit code is then 124. Default: none. */
  readonly timeoutMs?: number;
}

/** Runs one command to its end; a command that a signal ended has a code above 128, one that cannot start has 127. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: string[] = [];
  const take = (into: NodeJS.WriteStream) => (chunk: string) => {
    chunks.push(chunk);
    if (options.output !== "keep") into.write(chunk);
  };
  child.stdout.setEncoding("utf8").on("data", take(process.stdout));
  child.stderr.setEncoding("utf8").on("data", take(process.stderr));
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(expire, options.timeoutMs);
    function expire(): void {
      timedOut = true;
      child.kill("SIGKILL");
    }
    function finish(code: number): void {
      clearTimeout(timer);
      resolve({ code, output: chunks.join(""), elapsedMs: performance.now() - startedMs });
    }
    child.on("error", (error) => {
      chunks.push(String(error));
      finish(127);
    });
    child.on("close", (code) => finish(timedOut ? 124 : (code ?? 129)));
  });
}
