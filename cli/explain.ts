import { writeText } from "../core/platform/mod.ts";
import { parseArguments, wholeNumber } from "./arguments.ts";
import { loadJob } from "./load-job.ts";

export async function explain(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, { parallelism: "value", code: "flag" });
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const job = await loadJob(words);
  const text = await job.output().explain(options.has("code") ? "code" : "plan", { parallelism });
  writeText("stdout", `${text}\n`);
  return 0;
}
