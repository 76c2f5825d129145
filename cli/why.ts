import { type WhyView, whyText } from "../core/display/mod.ts";
import { absolutePath, askLoopback, isTerminal, processRuns, writeText } from "../core/platform/mod.ts";
import type { WhyAnswer, WhyQuestion } from "./answer-why.ts";
import { parseArguments } from "./arguments.ts";
import { forgetJob, type RunningJob, runningJobs } from "./running-jobs.ts";
import { UsageError } from "./usage-error.ts";

/** How long a run may take to answer: it does between two batches. */
const answerMs = 15_000;

export async function why(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, { key: "value", json: "flag" });
  const [name, step, ...more] = words;
  if (more.length > 0) {
    throw new UsageError(
      `Cannot tell what to ask as there may be a job and a step: got ${words.join(" ")}; put names with spaces in quotes`,
    );
  }
  const { job, answer } = await answerOf(name, step ?? null, options.get("key"));
  if ("error" in answer) throw new Error(answer.error);
  if (options.has("json")) writeText("stdout", `${JSON.stringify(answer.why, null, 2)}\n`);
  else {
    // Put into words here, so that nothing that another process says reaches the terminal as it is.
    const color = isTerminal("stdout") ? "terminal" : "plain";
    writeText("stdout", `${job.job} (process ${job.process})\n${whyText(answer.why as WhyView, { color })}\n`);
  }
  return 0;
}

interface Answered {
  readonly job: RunningJob;
  readonly answer: WhyAnswer;
}

/** Asks the job of that name; those that turn out to be gone are forgotten. */
async function answerOf(name: string | undefined, step: string | null, key: string | undefined): Promise<Answered> {
  for (;;) {
    const job = chosen(name, await runningJobs());
    const question: WhyQuestion = { token: job.token, step, ...(key === undefined ? {} : { key: keyOf(key) }) };
    const text = await asked(job, question);
    if (text) return { job, answer: JSON.parse(text) as WhyAnswer };
    // Whoever listens but does not answer may be too busy to.
    if (text === "" && processRuns(job.process)) throw unanswered(job, "got a connection that was closed");
    await forgetJob(job);
  }
}

async function asked(job: RunningJob, question: WhyQuestion): Promise<string | undefined> {
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

/** A number, an object or a quoted text as JSON has it; anything else is the text itself. */
function keyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
