import type { CheckpointRecord, MetricsSnapshot } from "../core/mod.ts";
import { sleepBy, systemClock, writeText } from "../core/platform/mod.ts";
import type { DashboardJob, WhyFacts } from "../dashboard/mod.ts";
import type { Wish } from "./answer-questions.ts";
import { parseArguments } from "./arguments.ts";
import { askJob, askPlace } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer, writeEvent } from "./json-answer.ts";
import type { RunningJob } from "./running-jobs.ts";
import { savepointFolder } from "./savepoint.ts";
import { portOf, serveDashboard } from "./serve-dashboard.ts";
import { onStopSignal } from "./stop-signals.ts";
import { UsageError } from "./usage-error.ts";

/** How long a run may take to answer: it does between two batches. */
const answerMs = 10_000;
/** A savepoint takes as long as its state is large. */
const savepointMs = 10 * 60_000;
/** How often it is looked whether the job still runs. */
const lookMs = 2000;

/** `millrace dashboard [JOB]`: a running job as a live page, until it is gone or Ctrl-C. */
export async function dashboard(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.dashboard);
  const [name, ...more] = words;
  if (more.length > 0) {
    throw new UsageError(
      `Cannot tell which job is meant as there may be one: got ${words.join(" ")}; put names with spaces in quotes`,
    );
  }
  const port = portOf(options.get("port"), "port");
  const { job } = await askJob(name, { ask: "status" }, answerMs);
  const page = await serveDashboard(askedJob(job, savepointFolder(options.get("to"))), port);
  if (options.has("json")) writeAnswer({ job: job.job, process: job.process, url: page.url });
  else writeText("stdout", `${job.job} (process ${job.process}): ${page.url}\n`);
  const code = await untilOver(job);
  if (code === 0 && options.has("json")) writeEvent("ended", { job: job.job });
  else if (code === 0) writeText("stdout", `${job.job} has ended\n`);
  await page.end();
  return code;
}

/** A job of another process as a page shows it. */
function askedJob(job: RunningJob, dir: string): DashboardJob {
  const ask = (wish: Wish, ms: number = answerMs): Promise<unknown> => askPlace(job, job.job, wish, ms);
  return {
    name: job.job,
    metrics: async () => (await ask({ ask: "metrics" })) as MetricsSnapshot,
    checkpoints: async () => (await ask({ ask: "checkpoints" })) as readonly CheckpointRecord[],
    why: async (step) => (await ask({ ask: "why", step: step ?? null })) as WhyFacts,
    savepoint: async () => (await ask({ ask: "savepoint", dir }, savepointMs)) as string,
    cancel: async () => void (await ask({ ask: "cancel" })),
  };
}

/** Gives the exit code: 0 where the job has ended. */
async function untilOver(job: RunningJob): Promise<number> {
  let code: number | undefined;
  const release = onStopSignal((signal) => {
    code = signal;
  });
  try {
    while (code === undefined) {
      await sleepBy(systemClock, lookMs);
      const isGone = await askPlace(job, job.job, { ask: "status" }, answerMs).then(
        () => false,
        (error: { isGone?: boolean }) => error.isGone === true,
      );
      if (isGone) return 0;
    }
    return code;
  } finally {
    release();
  }
}
