import { absolutePath, askLoopback, processRuns } from "../core/platform/mod.ts";
import type { Answer, Question, Wish } from "./answer-questions.ts";
import { forgetJob, type RunningJob, runningJobs } from "./running-jobs.ts";
import { UsageError } from "./usage-error.ts";

/** What a job was asked, and said. */
export interface Answered {
  readonly job: RunningJob;
  readonly answer: unknown;
}

/** Asks the job of that name, or the only one; those that turn out to be gone are forgotten. Throws what it cannot. */
export async function askJob(name: string | undefined, wish: Wish, answerMs: number): Promise<Answered> {
  for (;;) {
    const job = chosen(name, await runningJobs());
    const text = await asked(job, { token: job.token, ...wish }, answerMs);
    if (text) return { job, answer: answerIn(text) };
    // Whoever listens but does not answer may be too busy to.
    if (text === "" && processRuns(job.process)) throw unanswered(job, "got a connection that was closed");
    await forgetJob(job);
  }
}

function answerIn(text: string): unknown {
  const answer = JSON.parse(text) as Answer;
  if ("error" in answer) throw new Error(answer.error);
  return answer.answer;
}

async function asked(job: RunningJob, question: Question, answerMs: number): Promise<string | undefined> {
  try {
    return await askLoopback(job.port, JSON.stringify(question), answerMs);
  } catch (error) {
    throw unanswered(job, (error as Error).message, error);
  }
}

function unanswered({ job, process }: RunningJob, got: string, cause?: unknown): Error {
  return new Error(
    `Cannot ask ${job} (process ${process}) as it must answer between two batches: ${got}; ` +
      "ask again, or see whether a function of the job is stuck",
    { cause },
  );
}

/** The one running job that a path, a name or a process number means; without any, the only one there is. */
function chosen(name: string | undefined, jobs: readonly RunningJob[]): RunningJob {
  const found = name === undefined ? jobs : jobs.filter((job) => isMeant(job, name));
  if (found.length === 1) return found[0]!;
  const shown = jobs.map(({ process, job, path }) => `${process} ${job} (${path})`).join(", ") || "none";
  if (found.length > 1) {
    throw new UsageError(`Cannot tell which job is meant as several run: ${shown}; give the number of the process`);
  }
  throw new Error(
    `Cannot ask ${name ?? "a job"} as it must run by millrace run on this machine: got running ${shown}; start it by millrace run ${name ?? "job.ts"}`,
  );
}

function isMeant({ process, job, path }: RunningJob, name: string): boolean {
  return String(process) === name || job === name || path === absolutePath(name);
}
