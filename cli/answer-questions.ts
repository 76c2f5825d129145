import type { Running } from "../core/mod.ts";
import { isSameText, serveLoopback, uniqueName } from "../core/platform/mod.ts";
import { jsonValue } from "./json-value.ts";
import { announceJob } from "./running-jobs.ts";

/** A question to a running job, or a wish, as it is sent. */
export type Question = { readonly token: string } & Wish;

export type Wish =
  /** With a key where one is asked about. */
  | { readonly ask: "why"; readonly step: string | null; readonly key?: unknown }
  | { readonly ask: "status" }
  | { readonly ask: "metrics" }
  | { readonly ask: "checkpoints" }
  | {
      readonly ask: "state";
      readonly name: string;
      readonly step: string | null;
      readonly key: unknown;
      readonly at: "now" | "checkpoint";
    }
  | { readonly ask: "savepoint"; readonly dir: string }
  | { readonly ask: "stop"; readonly dir: string; readonly how: "at once" | "drain" }
  | { readonly ask: "cancel" };

/** What `state` is answered: a value that may be null, or that there is none. */
export interface StateAnswer {
  readonly found: boolean;
  readonly value?: unknown;
}

/** What is sent back: what was asked for, or why there is none. */
export type Answer = { readonly answer: unknown } | { readonly error: string };

/** What `status` is answered. */
export interface JobStatus {
  readonly rowsRead: number;
  readonly restarts: number;
  /** ms since the epoch, and how long it took; null before the first. */
  readonly lastCheckpoint: {
    readonly beganMs: number;
    readonly tookMs: number;
    readonly failure: string | null;
  } | null;
}

/** What a job that runs can be asked. */
export interface AskedRun {
  current(): Running | undefined;
  /** Ends it as Ctrl-C does. */
  cancel(): void;
  /** Says that something is not as it should be. */
  warn(text: string): void;
}

/** Where a run answers, until it is told not to any more. */
export interface Answering {
  /** Undefined where it cannot. */
  readonly place: { readonly port: number; readonly token: string } | undefined;
  end(): Promise<void>;
}

/** Lets other commands ask a run, once there is one. A job that cannot be asked runs all the same, and says so. */
export async function answerQuestions(
  run: AskedRun,
  job: { readonly name: string; readonly path: string },
): Promise<Answering> {
  const token = uniqueName() + uniqueName();
  const warn = (error: unknown): undefined => {
    const reason = error instanceof Error ? error.message : String(error);
    run.warn(`other commands cannot ask ${job.name}: ${reason}`);
  };
  const server = await serveLoopback((question) => answerTo(run, question, token)).catch(warn);
  if (server === undefined) return { place: undefined, end: async () => undefined };
  const { port } = server;
  const withdraw = await announceJob({ job: job.name, path: job.path, port, token }).catch(warn);
  return {
    place: { port, token },
    end: async () => {
      server.close();
      await withdraw?.();
    },
  };
}

async function answerTo(run: AskedRun, text: string, token: string): Promise<string | undefined> {
  const question = parsed(text);
  if (question === undefined || !isSameText(question.token, token)) return undefined;
  return JSON.stringify(await answered(run, question));
}

async function answered(run: AskedRun, wish: Wish): Promise<Answer> {
  const current = run.current();
  if (current === undefined) return { error: "Cannot answer yet as the run is about to begin; ask again" };
  try {
    return { answer: await answerOf(run, current, wish) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function answerOf(run: AskedRun, current: Running, wish: Wish): Promise<unknown> {
  switch (wish.ask) {
    case "why": {
      const step = wish.step ?? undefined;
      return "key" in wish ? current.why(step, wish.key) : current.why(step);
    }
    case "status":
      return statusOf(current);
    case "metrics":
      return current.metrics.snapshot();
    case "checkpoints":
      return current.checkpoints();
    case "state": {
      const { name, key, at } = wish;
      const value = await current.state(name, { at, ...(wish.step === null ? {} : { step: wish.step }) }).get(key);
      return (value === undefined ? { found: false } : { found: true, value: jsonValue(value) }) satisfies StateAnswer;
    }
    case "savepoint":
      return current.savepoint(wish.dir);
    case "stop":
      return current.stopWithSavepoint(wish.dir, wish.how);
    case "cancel":
      return run.cancel();
    default:
      throw new TypeError(
        `Cannot answer as the question must be one that this version knows: got ${JSON.stringify((wish as Question).ask)}; use the same version of millrace for both`,
      );
  }
}

function statusOf(run: Running): JobStatus {
  const last = run.checkpoints().at(-1);
  const { steps, numRestarts } = run.metrics.snapshot();
  const sources = Object.values(steps).filter(({ kind }) => kind === "source");
  return {
    rowsRead: sources.reduce((sum, { numRecordsIn }) => sum + numRecordsIn, 0),
    restarts: numRestarts,
    lastCheckpoint: last === undefined ? null : { beganMs: last.beganMs, tookMs: last.tookMs, failure: last.failure },
  };
}

function parsed(text: string): Question | undefined {
  try {
    const question = JSON.parse(text) as Question;
    return typeof question?.token === "string" ? question : undefined;
  } catch {
    return undefined;
  }
}
