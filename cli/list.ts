import { countText } from "../core/display/mod.ts";
import { writeText } from "../core/platform/mod.ts";
import type { JobStatus } from "./answer-questions.ts";
import { parseArguments } from "./arguments.ts";
import { askJob } from "./ask-job.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { type RunningJob, runningJobs } from "./running-jobs.ts";
import { UsageError } from "./usage-error.ts";

const answerMs = 5_000;

/** `millrace list`: the jobs that run on this machine, and how they are. */
export async function list(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.list);
  if (words.length > 0) throw new UsageError(`Cannot list ${words.join(" ")} as list takes no names; leave them out`);
  const jobs = await Promise.all((await runningJobs()).map(statusOf));
  if (options.has("json")) writeAnswer(jobs);
  else writeText("stdout", jobs.length === 0 ? "no job runs\n" : jobs.map((job) => `${lineOf(job)}\n`).join(""));
  return 0;
}

interface ListedJob extends Pick<RunningJob, "process" | "job" | "path"> {
  /** Null where it did not answer. */
  readonly status: JobStatus | null;
}

async function statusOf({ process, job, path }: RunningJob): Promise<ListedJob> {
  const asked = askJob(String(process), { ask: "status" }, answerMs);
  const status = await asked.then(({ answer }) => answer as JobStatus).catch(() => null);
  return { process, job, path, status };
}

function lineOf({ process, job, path, status }: ListedJob): string {
  return `${process}  ${job}  ${path}  ${status === null ? "busy: no answer" : statusText(status)}`;
}

function statusText({ rowsRead, restarts, lastCheckpoint }: JobStatus): string {
  const rows = countText(rowsRead, "row");
  const again = restarts === 0 ? [] : [countText(restarts, "restart")];
  if (lastCheckpoint === null) return [rows, ...again].join(", ");
  const at = new Date(lastCheckpoint.beganMs).toISOString();
  const how = lastCheckpoint.failure === null ? `took ${Math.round(lastCheckpoint.tookMs)} ms` : "failed";
  return [rows, ...again, `checkpoint ${at} ${how}`].join(", ");
}
