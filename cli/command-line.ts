import { endProcess, endWhenUnread, processArguments, setExitCode, writeText } from "../core/platform/mod.ts";
import { check } from "./check.ts";
import { commandHelp } from "./command-help.ts";
import type { CommandName } from "./command-options.ts";
import { completion } from "./completion.ts";
import { dashboard } from "./dashboard.ts";
import { explain } from "./explain.ts";
import { helpText } from "./help.ts";
import { init } from "./init/init.ts";
import { inspect } from "./inspect/inspect.ts";
import { asksForJson, writeAnswer, writeError } from "./json-answer.ts";
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

const commands: Readonly<Record<CommandName, (words: readonly string[]) => Promise<number>>> = {
  run,
  explain,
  check,
  why,
  metrics,
  dashboard,
  inspect,
  list,
  savepoint,
  stop,
  cancel,
  resume,
  replay,
  state,
  serve,
  init,
  completion,
};

const versionWords: ReadonlySet<string> = new Set(["version", "--version", "-v", "-V"]);

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

function commandOf(name: string): CommandName {
  if (isCommand(name)) return name;
  throw new UsageError(
    `Cannot run command ${JSON.stringify(name)} as there is none of that name: use ${Object.keys(commands).join(" or ")}`,
  );
}

/** Of a command, or of all where none is named. */
function helpAbout(word: string | undefined): string {
  if (word === undefined || word === "help" || word.startsWith("-") || versionWords.has(word)) return helpText;
  return commandHelp[commandOf(word)];
}

/** Also behind a command, but not behind `--`. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === "--help" || word === "-h");
}

/** Exit codes: 0 done, 1 the job failed, 2 the command was wrong, 130 stopped by Ctrl-C (143 and 129 by SIGTERM and SIGHUP), 141 nobody reads what it writes. */
async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name !== undefined && versionWords.has(name)) {
    if (asksForJson(rest)) writeAnswer({ version });
    else writeText("stdout", `millrace ${version}\n`);
    return 0;
  }
  try {
    if (name === undefined || name === "help" || asksForHelp(words)) {
      const help = helpAbout(name === "help" ? rest[0] : name);
      if (asksForJson(words)) writeAnswer({ help });
      else writeText("stdout", help);
      return name === undefined ? 2 : 0;
    }
    return await commands[commandOf(name)](rest);
  } catch (error) {
    const exitCode = error instanceof UsageError ? 2 : 1;
    writeError(error, exitCode, asksForJson(words));
    return exitCode;
  }
}

/** Does what the user wrote behind the program's name, and ends. */
export async function commandLine(): Promise<void> {
  const words = processArguments();
  let isLost = false;
  endWhenUnread((error) => {
    isLost = true;
    setExitCode(1);
    const lost = `Cannot write to standard output as it must take all of it: got ${error.message}; free some space where it goes, or write it elsewhere`;
    writeError(new Error(lost, { cause: error }), 1, asksForJson(words));
  });
  const code = await main(words);
  // What a finished job began (a request that nobody awaits) may end; what a stopped or failed one holds open would never.
  if (code === 0) setExitCode(isLost ? 1 : 0);
  else await endProcess(code, isOfStop(code) ? "stopped" : "over");
}
