import type { Running } from "../core/mod.ts";
import { serveLoopback, uniqueName, writeText } from "../core/platform/mod.ts";
import { announceJob } from "./running-jobs.ts";

/** A question to a running job, as it is sent. */
export interface WhyQuestion {
  readonly token: string;
  readonly step: string | null;
  /** There where a key is asked about. */
  readonly key?: unknown;
}

/** What is sent back: what `run.why` gives, or why it cannot. */
export type WhyAnswer = { readonly why: unknown } | { readonly error: string };

/** Lets `millrace why` ask a run, once there is one. Gives what ends it. A job that cannot be asked runs all the same, and says so. */
export async function answerWhy(
  current: () => Running | undefined,
  job: { readonly name: string; readonly path: string },
): Promise<() => Promise<void>> {
  const token = uniqueName() + uniqueName();
  try {
    const server = await serveLoopback((question) => answerTo(current, question, token));
    const withdraw = await announceJob({ job: job.name, path: job.path, port: server.port, token }).catch(
      (error: unknown) => {
        server.close();
        throw error;
      },
    );
    return async () => {
      server.close();
      await withdraw();
    };
  } catch (error) {
    writeText(
      "stderr",
      `warning: millrace why cannot ask ${job.name}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return async () => undefined;
  }
}

async function answerTo(current: () => Running | undefined, text: string, token: string): Promise<string | undefined> {
  const question = parsed(text);
  if (question === undefined || !isSame(question.token, token)) return undefined;
  return JSON.stringify(await answered(current(), question));
}

async function answered(run: Running | undefined, question: WhyQuestion): Promise<WhyAnswer> {
  if (run === undefined) return { error: "Cannot explain anything yet as the run is about to begin; ask again" };
  const step = question.step ?? undefined;
  try {
    return { why: await ("key" in question ? run.why(step, question.key) : run.why(step)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function parsed(text: string): WhyQuestion | undefined {
  try {
    const question = JSON.parse(text) as WhyQuestion;
    return typeof question?.token === "string" ? question : undefined;
  } catch {
    return undefined;
  }
}

/** Takes as long wherever they differ, so that nobody finds it letter by letter. */
function isSame(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let at = 0; at < token.length; at++) difference |= given.charCodeAt(at) ^ token.charCodeAt(at);
  return difference === 0;
}
