import { type MetricsTextView, metricsText, prometheusText } from "../core/display/mod.ts";
import { writeText } from "../core/platform/mod.ts";
import { parseArguments } from "./arguments.ts";
import { askJob } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { UsageError } from "./usage-error.ts";

/** How long a run may take to answer: it does between two batches. */
const answerMs = 15_000;

/** `millrace metrics`: how a running job stands. */
export async function metrics(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.metrics);
  const [name, ...more] = words;
  if (more.length > 0) {
    throw new UsageError(
      `Cannot tell whose metrics are meant as there may be one job: got ${words.join(" ")}; put names with spaces in quotes`,
    );
  }
  if (options.has("json") && options.has("prometheus")) {
    throw new UsageError("Cannot give metrics in two forms: got --json and --prometheus; leave one of them out");
  }
  const { job, answer } = await askJob(name, { ask: "metrics" }, answerMs);
  const view = answer as MetricsTextView;
  if (options.has("json")) writeAnswer(answer);
  else if (options.has("prometheus")) writeText("stdout", prometheusText(view, { labels: { job: job.job } }));
  // Put into words here, so that nothing that another process says reaches the terminal as it is.
  else writeText("stdout", `${job.job} (process ${job.process}) ${metricsText(view)}\n`);
  return 0;
}
