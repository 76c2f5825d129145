import { writeText } from "../core/platform/mod.ts";
import { parametersOf, parseArguments, threadsOf, wholeNumber } from "./arguments.ts";
import { loadPlan } from "./load-job.ts";

export async function explain(written: readonly string[]): Promise<number> {
  const given = parseArguments(written, {
    parallelism: "value",
    "one-thread": "flag",
    code: "flag",
    param: "value",
  });
  const { words, options } = given;
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const job = await loadPlan(words, "explain");
  const text = await job
    .output(parametersOf(given).parameters)
    .explain(options.has("code") ? "code" : "plan", { parallelism, ...threadsOf(words, options) });
  writeText("stdout", `${text}\n`);
  return 0;
}
