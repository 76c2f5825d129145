import { writeText } from "../core/platform/mod.ts";
import { parseArguments, threadsOf, wholeNumber } from "./arguments.ts";
import { loadJob } from "./load-job.ts";

export async function explain(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, { parallelism: "value", "one-thread": "flag", code: "flag" });
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const job = await loadJob(words);
  const text = await job
    .output()
    .explain(options.has("code") ? "code" : "plan", { parallelism, ...threadsOf(words, options) });
  writeText("stdout", `${text}\n`);
  return 0;
}
