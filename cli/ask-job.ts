import { absolutePath, askLoopback, processRuns } from "../core/platform/mod.ts";
import type { Answer, Question, Wish } from "./answer-questions.ts";
import { forgetJob, type RunningJob, runningJobs } from "./running-jobs.ts";
import { UsageError } from "./usage-error.ts";

/** What a job was asked, and said. */
export interface Answered {
  readonly job: RunningJob;
  readonly answer: unknown;
}

/** Where a run answers. */
export type AskedPlace = Pick<RunningJob, "process" | "port" | "token">;

/** Nobody answers there any more. */
class JobGone extends Error {
  override readonly name = "JobGone";
  readonly isGone = true;
}

/** Asks the job of that name, or the only one; those that turn out to be gone are forgotten. Throws what it cannot. */
export async function askJob(name: string | undefined, wish: Wish, answerMs: number): Promise<Answered> {
  for (;;) {
    const job = chosen(name, await runningJobs());
    try {
      return { job, answer: await askPlace(job, job.job, wish, answerMs) };
    } catch (error) {
      if (!(error instanceof JobGone)) throw error;
      await forgetJob(job);
    }
  }
}

/** Asks whoever answers there: throws what it refuses, that it did not answer in time, or that it is gone. */
export async function askPlace(place: AskedPlace, name: string, wish: Wish, answerMs: number): Promise<unknown> {
  const { process, port, token } = place;
  let text: string | undefined;
  try {
    text = await askLoopback(port, JSON.stringify({ token, ...wish } satisfies Question), answerMs);
  } catch (error) {
    throw unanswered(name, process, (error as Error).message, error);
  }
  if (text) return answerIn(text);
  // Whoever listens but does not answer may be too busy to.
  if (text === "" && processRuns(process)) throw unanswered(name, process, "got a connection that was closed");
  throw new JobGone(`Cannot ask ${name} (process ${process}) as it must run: got nobody there; see how it ended`);
}

function answerIn(text: string): unknown {
  const answer = JSON.parse(text) as Answer;
  if ("error" in answer) throw new Error(answer.error);
  return answer.answer;
}

function unanswered(name: string, process: number, got: string, cause?: unknown): Error {
  return new Error(
    `Cannot ask ${name} (process ${process}) as it must answer between two batches: ${got}; ` +
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
