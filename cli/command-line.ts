import { endProcess, endWhenUnread, processArguments, setExitCode, writeText } from "../core/platform/mod.ts";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { helpText } from "./help.ts";
import { list } from "./list.ts";
import { metrics } from "./metrics.ts";
import { replay } from "./replay.ts";
import { resume, run } from "./run.ts";
import { cancel, savepoint, stop } from "./savepoint.ts";
import { serve } from "./serve/serve.ts";
import { state } from "./state.ts";
import { isOfStop } from "./stop-signals.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";
import { why } from "./why.ts";

const commands: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  run,
  explain,
  check,
  why,
  metrics,
  list,
  savepoint,
  stop,
  cancel,
  resume,
  replay,
  state,
  serve,
};

const versionWords: ReadonlySet<string> = new Set(["version", "--version", "-v", "-V"]);

/** Also behind a command, but not behind `--`. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === "--help" || word === "-h");
}

/** Exit codes: 0 done, 1 the job failed, 2 the command was wrong, 130 stopped by Ctrl-C (143 and 129 by SIGTERM and SIGHUP), 141 nobody reads what it writes. */
async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "help" || asksForHelp(words)) {
    writeText("stdout", helpText);
    return name === undefined ? 2 : 0;
  }
  if (versionWords.has(name)) {
    writeText("stdout", `millrace ${version}\n`);
    return 0;
  }
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      throw new UsageError(
        `Cannot run command ${JSON.stringify(name)} as there is none of that name: use ${Object.keys(commands).join(" or ")}`,
      );
    }
    return await command(rest);
  } catch (error) {
    writeText("stderr", `millrace: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Does what the user wrote behind the program's name, and ends. */
export async function commandLine(): Promise<void> {
  endWhenUnread();
  const code = await main(processArguments());
  // What a finished job began (a request that nobody awaits) may end; what a stopped or failed one holds open would never.
  if (code === 0) setExitCode(code);
  else await endProcess(code, isOfStop(code) ? "stopped" : "over");
}
