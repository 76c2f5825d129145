import { startModule, type Thread } from "../../core/mod.ts";
import type { Elsewhere } from "../stages/fit-input.ts";
import type { FitOptions } from "../stages/stage.ts";
import type { Learner } from "./learner.ts";
import type { SharedRows } from "./shared-rows.ts";
import { type Answer, isOwnModule, isTrainingThread, type Task, threadKey, threadModule } from "./thread-work.ts";

/** A stage as threads make it again. */
export type Recipe = Pick<Task, "kind" | "parameters">;

/** Threads that learn. */
export class TrainingThreads {
  readonly #threads: readonly Learning[];
  readonly #free: Learning[];
  readonly #waiting: ((thread: Learning) => void)[] = [];

  constructor(count: number) {
    mustBeFound();
    this.#threads = Array.from({ length: count }, () => new Learning());
    this.#free = [...this.#threads];
  }

  /** What each of the threads has learned of its share; `tell` is called while the first is at work. */
  all(task: Omit<Task, "share">, memory: SharedArrayBuffer, tell: () => void): Promise<readonly unknown[]> {
    const parts = this.#threads.length;
    const learned = this.#threads.map((thread, part) =>
      thread.learn({ ...task, share: { part, parts, memory } }, part === 0 ? tell : undefined),
    );
    return Promise.all(learned);
  }

  /** What the next thread that has nothing to do has learned of all. */
  async one(task: Omit<Task, "share">, tell: () => void): Promise<unknown> {
    const thread = this.#free.pop() ?? (await new Promise<Learning>((give) => void this.#waiting.push(give)));
    try {
      return await thread.learn({ ...task, share: undefined }, tell);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(thread);
      else next(thread);
    }
  }

  /** Ends them, whatever they do. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

/** One of the threads: it learns one thing at a time. */
class Learning {
  readonly #thread: Thread;
  readonly #ready: Promise<void>;
  #hear: (answer: Answer) => void = () => undefined;
  #tell: () => void = () => undefined;
  #fail: (reason: unknown) => void = () => undefined;

  constructor() {
    this.#thread = startModule(threadModule, threadKey);
    this.#thread.listen((answer) => ("goesOn" in (answer as Answer) ? this.#tell() : this.#hear(answer as Answer)));
    this.#ready = this.#next(() => undefined).then(() => undefined);
    // Who waits for it says so; nobody may.
    this.#ready.catch(() => undefined);
    void this.#thread.ended.then(({ error }) => {
      const why = error === undefined ? "it ended" : error instanceof Error ? error.message : String(error);
      this.#fail(
        new Error(`Cannot train in a thread as it must stay alive: got ${why}; fit without threads to see why`),
      );
    });
  }

  async learn(task: Task, tell: () => void = () => undefined): Promise<unknown> {
    await this.#ready;
    this.#tell = tell;
    const answer = await this.#next(() => this.#thread.post(task));
    if ("failed" in answer) throw errorOf(answer.failed);
    return (answer as { readonly learned: unknown }).learned;
  }

  #next(ask: () => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#hear = resolve;
      this.#fail = reject;
      ask();
    });
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }
}

/**
 * What all threads together learn of the rows that are read for them.
 *
 * @param options.crew So many threads that are there; without them they begin, and end, here.
 * @param options.tell Is called now and then while they learn.
 * @throws What one of them fails with, or the reason of the signal.
 */
export async function learnTogether<Known>(
  learner: Learner<Known>,
  recipe: Recipe,
  read: () => Promise<SharedRows>,
  {
    threads,
    signal,
    crew,
    tell,
  }: {
    readonly threads: number;
    readonly signal: FitOptions["signal"];
    readonly crew: Elsewhere | undefined;
    readonly tell: () => void;
  },
): Promise<Known> {
  const { join, memoryBytes } = learner.inThreads!;
  // They begin while rows are read.
  const own = crew === undefined ? new TrainingThreads(threads) : undefined;
  try {
    const rows = await read();
    const memory = new SharedArrayBuffer(memoryBytes?.(rows.columns, threads) ?? 0);
    const learned = await untilStopped((crew ?? own!).all({ ...recipe, rows }, memory, tell), signal);
    return join(learned as readonly Known[]);
  } finally {
    await own?.end();
  }
}

/** @throws The reason of the signal as soon as that stops. */
export async function untilStopped<Value>(work: Promise<Value>, signal: FitOptions["signal"]): Promise<Value> {
  if (signal === undefined) return work;
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => undefined);
  }
}

function mustBeFound(): void {
  if (isTrainingThread) {
    throw new TypeError(
      "Cannot train in threads as this is one of them: got a module that trains while it is loaded; export a function that trains",
    );
  }
  if (isOwnModule) return;
  throw new TypeError(
    `Cannot train in threads as they must load millrace/ml by itself: got it built into ${threadModule}; leave millrace out of the bundle (external)`,
  );
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === "RangeError") return new RangeError(message);
  return name === "TypeError" ? new TypeError(message) : new Error(message);
}
