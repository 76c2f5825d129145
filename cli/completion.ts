import type { MetricsTextView } from "../core/display/mod.ts";
import { writeText } from "../core/platform/mod.ts";
import { parseArguments } from "./arguments.ts";
import { askJob } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { shellNames } from "./completion-offers.ts";
import { bash, fish, zsh } from "./completion-scripts.ts";
import { writeAnswer } from "./json-answer.ts";
import { runningJobs } from "./running-jobs.ts";
import { UsageError } from "./usage-error.ts";

const scripts: Readonly<Record<(typeof shellNames)[number], () => string>> = { bash, zsh, fish };

/** Nobody waits longer for what a key may offer. */
const offerMs = 2_000;

/** `millrace completion SHELL`: what a shell reads to complete commands, options and their values. Names of files are the shell's own. */
export async function completion(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.completion);
  const asked = options.get("offer");
  if (asked !== undefined) {
    const offered = await offeredNow(asked, words[0] || undefined);
    writeText("stdout", offered.map((text) => `${text}\n`).join(""));
    return 0;
  }
  const shell = shellNames.find((name) => name === words[0]);
  if (shell === undefined || words.length > 1) {
    throw new UsageError(
      `Cannot tell which shell to complete for: got ${words.join(" ") || "none"}; write millrace completion ${shellNames
        .join(", ")
        .replace(/, (\w+)$/, " or $1")}`,
    );
  }
  const script = scripts[shell]();
  if (options.has("json")) writeAnswer({ shell, script });
  else writeText("stdout", script);
  return 0;
}

/** What a script asks for while somebody types: names of running jobs, or the steps of one. A name of several lines is none. */
async function offeredNow(asked: string, job: string | undefined): Promise<string[]> {
  const names = asked === "steps" ? await stepsOf(job) : (await runningJobs()).map(({ job: name }) => name);
  return [...new Set(names)].filter((name) => !/\p{Cc}/u.test(name));
}

async function stepsOf(job: string | undefined): Promise<string[]> {
  const { answer } = await askJob(job, { ask: "metrics" }, offerMs);
  return Object.keys((answer as MetricsTextView).steps);
}
