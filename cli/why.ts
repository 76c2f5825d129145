import { type WhyView, whyText } from "../core/display/mod.ts";
import { mayColor, writeText } from "../core/platform/mod.ts";
import type { Wish } from "./answer-questions.ts";
import { parseArguments } from "./arguments.ts";
import { askJob } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { keyOf } from "./key-of.ts";
import { UsageError } from "./usage-error.ts";

/** How long a run may take to answer: it does between two batches. */
const answerMs = 15_000;

export async function why(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.why);
  const [name, step, ...more] = words;
  if (more.length > 0) {
    throw new UsageError(
      `Cannot tell what to ask as there may be a job and a step: got ${words.join(" ")}; put names with spaces in quotes`,
    );
  }
  const key = options.get("key");
  const wish: Wish = { ask: "why", step: step ?? null, ...(key === undefined ? {} : { key: keyOf(key) }) };
  const { job, answer } = await askJob(name, wish, answerMs);
  if (options.has("json")) writeAnswer(answer);
  else {
    // Put into words here, so that nothing that another process says reaches the terminal as it is.
    const color = mayColor("stdout") ? "terminal" : "plain";
    writeText("stdout", `${job.job} (process ${job.process})\n${whyText(answer as WhyView, { color })}\n`);
  }
  return 0;
}
