import { kindNamed } from "../stages/stage-kind.ts";
import { trained } from "./fit-rows.ts";
import type { Share } from "./learner.ts";
import { rowsOfShared, type SharedRows } from "./shared-rows.ts";
import type { Trainable } from "./supervised.ts";
import { longestTurnMs } from "./turns.ts";

/** What a thread learns: what a stage's learner learns from rows, or one part of it. */
export interface Task {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly rows: SharedRows;
  readonly share: Share | undefined;
}

/** What a thread answers with: that it listens, that it is at work, what it has learned, or why it has not. */
export type Answer =
  | { readonly ready: true }
  | { readonly goesOn: true }
  | { readonly learned: unknown }
  | { readonly failed: { readonly name: string; readonly message: string } };

/** By what a thread finds its line. */
export const threadKey = "millrace.ml.thread";

/** The module that a thread imports: this one, which, as a thread of these finds it, begins to work. */
export const threadModule: string = import.meta.url;

/** The build puts the name of the file here that this comes into. */
const builtFile = "the file of millrace.ml.thread";

/** Whether that module is of this package by itself. A thread of a program that holds it in its own file would begin that program again. */
export const isOwnModule: boolean =
  threadModule.endsWith("/ml/learner/thread-work.ts") || threadModule.endsWith(`/${builtFile}`);

interface Line {
  on(event: "message", hear: (task: Task) => void): void;
  postMessage(answer: Answer): void;
}

const line = (globalThis as Record<symbol, unknown>)[Symbol.for(threadKey)] as Line | undefined;

/** Whether this is one of the threads. */
export const isTrainingThread: boolean = line !== undefined;

if (line !== undefined) {
  line.on("message", (task) => void answerOf(task, goingOn(line)).then((answer) => line.postMessage(answer)));
  line.postMessage({ ready: true });
}

/** Says now and then that it is at work. */
function goingOn(to: Line): () => void {
  let last = performance.now();
  return () => {
    if (performance.now() - last <= longestTurnMs) return;
    to.postMessage({ goesOn: true });
    last = performance.now();
  };
}

async function answerOf(task: Task, give: () => void): Promise<Answer> {
  try {
    return { learned: await learnedOf(task, give) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { failed: { name, message } };
  }
}

async function learnedOf({ kind, parameters, rows, share }: Task, give: () => void): Promise<unknown> {
  // So that all stages of this package are known by their names.
  await import("../mod.ts");
  const stage = kindNamed(kind)?.make(parameters as never) as Partial<Trainable<unknown>> | undefined;
  const learner = stage?.learner;
  if (learner === undefined) {
    throw new TypeError(
      `Cannot train ${kind} in a thread as it must be a learner of this package: got one that threads do not know; fit it without threads`,
    );
  }
  const training = share === undefined ? learner.train(rows.columns) : learner.inThreads!.train(rows.columns, share);
  return trained(training, rowsOfShared(rows), { give });
}
