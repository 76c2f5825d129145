import { absolutePath, writeText } from "../core/platform/mod.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { type Answered, askJob } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { UsageError } from "./usage-error.ts";

/** As long as a checkpoint may take, and a while more. */
const answerMs = 11 * 60_000;

/** `millrace savepoint JOB`: the job goes on. */
export async function savepoint(given: readonly string[]): Promise<number> {
  const { name, dir, options } = wish("savepoint", given);
  tellSavepoint(await askJob(name, { ask: "savepoint", dir }, answerMs), options);
  return 0;
}

/** `millrace stop JOB`: takes a savepoint and ends the job. */
export async function stop(given: readonly string[]): Promise<number> {
  const { name, dir, options } = wish("stop", given);
  const how = options.has("drain") ? "drain" : "at once";
  tellSavepoint(await askJob(name, { ask: "stop", dir, how }, answerMs), options);
  return 0;
}

/** `millrace cancel JOB`: ends it as Ctrl-C does. */
export async function cancel(given: readonly string[]): Promise<number> {
  const { name, options } = wish("cancel", given);
  const { job } = await askJob(name, { ask: "cancel" }, 15_000);
  if (options.has("json")) writeAnswer({ job: job.job, process: job.process });
  else writeText("stdout", `${job.job} (process ${job.process}) stops\n`);
  return 0;
}

function tellSavepoint({ job, answer }: Answered, options: Arguments["options"]): void {
  const savepoint = String(answer);
  if (options.has("json")) writeAnswer({ job: job.job, process: job.process, savepoint });
  else writeText("stdout", `${savepoint}\n`);
}

function wish(
  command: "savepoint" | "stop" | "cancel",
  given: readonly string[],
): { readonly name: string | undefined; readonly dir: string } & Pick<Arguments, "options"> {
  const { words, options } = parseArguments(given, commandOptions[command]);
  if (words.length > 1) {
    throw new UsageError(
      `Cannot ${command} several jobs at once: got ${words.join(" ")}; name one, or none where only one runs`,
    );
  }
  return { name: words[0], dir: savepointFolder(options.get("to")), options };
}

/** Where savepoints go that are asked for: absolute, as the job may have another working folder. */
export function savepointFolder(to = "./savepoints"): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(to) ? to : absolutePath(to);
}
