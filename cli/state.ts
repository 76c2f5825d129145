import { writeText } from "../core/platform/mod.ts";
import type { StateAnswer, Wish } from "./answer-questions.ts";
import { parseArguments } from "./arguments.ts";
import { askJob } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { keyOf } from "./key-of.ts";
import { UsageError } from "./usage-error.ts";

/** How long a run may take to answer: from a checkpoint it reads files. */
const answerMs = 60_000;

/** `millrace state JOB NAME --key KEY`: what a key has of a state of a running job. */
export async function state(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.state);
  const [job, name, ...more] = words;
  const key = options.get("key");
  if (job === undefined || name === undefined || key === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot tell what to ask as a job, a state and a key must be named: got ${words.join(" ") || "none"}; write millrace state job.ts NAME --key KEY`,
    );
  }
  const wish: Wish = {
    ask: "state",
    name,
    step: options.get("step") ?? null,
    key: keyOf(key),
    at: momentOf(options.get("at")),
  };
  const answer = (await askJob(job, wish, answerMs)).answer as StateAnswer;
  if (options.has("json")) writeAnswer(answer);
  else writeText("stdout", answer.found ? `${JSON.stringify(answer.value)}\n` : "nothing\n");
  return 0;
}

function momentOf(at: string | undefined | null): "now" | "checkpoint" {
  if (at === undefined || at === null || at === "now") return "now";
  if (at === "checkpoint") return at;
  throw new UsageError(
    `Cannot ask for state as of ${JSON.stringify(at.slice(0, 40))} as it must be now or checkpoint: leave it out for now`,
  );
}
