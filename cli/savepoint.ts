import { absolutePath, writeText } from "../core/platform/mod.ts";
import { type Arguments, type OptionTable, parseArguments } from "./arguments.ts";
import { askJob } from "./ask-job.ts";
import { UsageError } from "./usage-error.ts";

/** As long as a checkpoint may take, and a while more. */
const answerMs = 11 * 60_000;

/** `millrace savepoint JOB`: the job goes on. */
export async function savepoint(given: readonly string[]): Promise<number> {
  const { name, dir } = wish("savepoint", given, { to: "value" });
  const { answer } = await askJob(name, { ask: "savepoint", dir }, answerMs);
  writeText("stdout", `${String(answer)}\n`);
  return 0;
}

/** `millrace stop JOB`: takes a savepoint and ends the job. */
export async function stop(given: readonly string[]): Promise<number> {
  const { name, dir, options } = wish("stop", given, { to: "value", drain: "flag" });
  const how = options.has("drain") ? "drain" : "at once";
  const { answer } = await askJob(name, { ask: "stop", dir, how }, answerMs);
  writeText("stdout", `${String(answer)}\n`);
  return 0;
}

/** `millrace cancel JOB`: ends it as Ctrl-C does. */
export async function cancel(given: readonly string[]): Promise<number> {
  const { name } = wish("cancel", given, {});
  const { job } = await askJob(name, { ask: "cancel" }, 15_000);
  writeText("stdout", `${job.job} (process ${job.process}) stops\n`);
  return 0;
}

function wish(
  command: string,
  given: readonly string[],
  table: OptionTable,
): { readonly name: string | undefined; readonly dir: string } & Pick<Arguments, "options"> {
  const { words, options } = parseArguments(given, table);
  if (words.length > 1) {
    throw new UsageError(
      `Cannot ${command} several jobs at once: got ${words.join(" ")}; name one, or none where only one runs`,
    );
  }
  const to = options.get("to") ?? "./savepoints";
  // The job may have another working folder.
  return { name: words[0], dir: /^[a-z][a-z0-9+.-]+:/i.test(to) ? to : absolutePath(to), options };
}
