import { writeText } from "../core/platform/mod.ts";
import { parametersOf, parseArguments, threadsOf, wholeNumber } from "./arguments.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { loadPlan } from "./load-job.ts";

export async function explain(written: readonly string[]): Promise<number> {
  const given = parseArguments(written, commandOptions.explain);
  const { words, options } = given;
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const job = await loadPlan(words, "explain", options.has("json"));
  const output = job.output(parametersOf(given).parameters);
  const how = { parallelism, ...threadsOf(words, options) };
  const text = (what: "plan" | "code" | "json"): Promise<string> => output.explain(what, how);
  const { name } = job;
  if (!options.has("json")) writeText("stdout", `${await text(options.has("code") ? "code" : "plan")}\n`);
  else if (options.has("code")) writeAnswer({ job: name, parallelism, code: await text("code") });
  else writeAnswer({ job: name, parallelism, plan: JSON.parse(await text("json")) });
  return 0;
}
