import type { Keeping, LearnerTask } from "../stages/fit-input.ts";
import type { Learned } from "../stages/learned.ts";
import { kindNamed } from "../stages/stage-kind.ts";
import { showRows, trained } from "./fit-rows.ts";
import type { Rows, Share, Training } from "./learner.ts";
import { rowsOfShared } from "./shared-rows.ts";
import type { Trainable } from "./supervised.ts";
import { Team } from "./team.ts";
import { longestTurnMs } from "./turns.ts";

/** What a thread learns: what a stage's learner learns from rows, or one part of it. */
export interface Task extends LearnerTask {
  readonly share: Share | undefined;
  readonly keeping: TaskKeeping | undefined;
}

/** That a thread tells, now and then, from what it could go on. */
export type TaskKeeping = Omit<Keeping, "keep">;

/** What a thread is told: what to learn, or that what it told of was kept. */
export type Told = Task | { readonly goOn: true };

/** What a thread answers with: that it listens, that it is at work, what it has learned, or why it has not. */
export type Answer =
  | { readonly ready: true }
  | { readonly goesOn: true }
  | { readonly learned: unknown }
  | { readonly state: Learned }
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
  on(event: "message", hear: (told: Told) => void): void;
  postMessage(answer: Answer): void;
}

const line = (globalThis as Record<symbol, unknown>)[Symbol.for(threadKey)] as Line | undefined;

/** Whether this is one of the threads. */
export const isTrainingThread: boolean = line !== undefined;

let goOn = (): void => undefined;

if (line !== undefined) {
  const give = goingOn(line);
  line.on("message", (told) => {
    if ("goOn" in told) goOn();
    else void answerOf(told, give).then((answer) => line.postMessage(answer));
  });
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

async function learnedOf({ kind, parameters, rows, share, keeping }: Task, give: () => void): Promise<unknown> {
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
  return keeping === undefined
    ? trained(training, rowsOfShared(rows), { give })
    : trainedKeeping(training, rowsOfShared(rows), { ...keeping, give }, share);
}

async function trainedKeeping<Known>(
  training: Training<Known>,
  rows: Rows,
  { intervalMs, kept, memory, give }: TaskKeeping & { readonly give: () => void },
  share: Share | undefined,
): Promise<Known> {
  const team = memory === undefined ? undefined : new Team({ ...share!, memory });
  let last = performance.now();
  let step = training.next();
  while (!step.done) {
    const wanted = step.value;
    let earlier: Learned | undefined;
    if (typeof wanted === "function") showRows(rows, wanted);
    else if (wanted === undefined) give();
    else if ("isAsked" in wanted) earlier = kept;
    else if (isTime(performance.now() - last >= intervalMs, team)) {
      await keptElsewhere(wanted.state());
      last = performance.now();
    }
    step = training.next(earlier);
  }
  return step.value;
}

/** Of threads that go step by step the first one says it for all. */
function isTime(own: boolean, team: Team | undefined): boolean {
  if (team === undefined) return own;
  const all = Float64Array.of(team.part === 0 && own ? 1 : 0);
  team.sum(all);
  return all[0] === 1;
}

function keptElsewhere(state: Learned): Promise<void> {
  const kept = Promise.withResolvers<void>();
  goOn = kept.resolve;
  line!.postMessage({ state });
  return kept.promise;
}
