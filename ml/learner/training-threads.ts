import { startModule, type Thread } from "../../core/mod.ts";
import type { FitInput, Keeping, LearnerTask } from "../stages/fit-input.ts";
import type { Learned } from "../stages/learned.ts";
import type { Learner, SharedTraining } from "./learner.ts";
import type { SharedRows } from "./shared-rows.ts";
import { teamBytes } from "./team.ts";
import { type Answer, isOwnModule, isTrainingThread, type Task, threadKey, threadModule } from "./thread-work.ts";

/** A stage as threads make it again. */
export type Recipe = Omit<LearnerTask, "rows">;

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
  all(work: LearnerTask, memory: SharedArrayBuffer, tell: () => void, keeping?: Keeping): Promise<readonly unknown[]> {
    const parts = this.#threads.length;
    const learned = this.#threads.map((thread, part) =>
      thread.learn({ ...work, share: { part, parts, memory } }, part === 0 ? tell : undefined, keeping),
    );
    return Promise.all(learned);
  }

  /** What the next thread that has nothing to do has learned of all; `tell` is called while it is at work. */
  async one(work: LearnerTask, tell: () => void, keeping?: Keeping): Promise<unknown> {
    const thread = this.#free.pop() ?? (await new Promise<Learning>((give) => void this.#waiting.push(give)));
    try {
      return await thread.learn({ ...work, share: undefined }, tell, keeping);
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

  async learn(
    task: Omit<Task, "keeping">,
    tell: () => void = () => undefined,
    keeping: Keeping | undefined = undefined,
  ): Promise<unknown> {
    await this.#ready;
    this.#tell = tell;
    const told = keeping && { intervalMs: keeping.intervalMs, kept: keeping.kept, memory: keeping.memory };
    const keep = (state: Learned) => keeping!.keep(task.share?.part ?? 0, state);
    const answer = await this.#next(() => this.#thread.post({ ...task, keeping: told }), keep);
    if ("failed" in answer) throw errorOf(answer.failed);
    return (answer as { readonly learned: unknown }).learned;
  }

  #next(ask: () => void, keep: (state: Learned) => Promise<void> = async () => undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#hear = (answer) => {
        if (!("state" in answer)) resolve(answer);
        else keep(answer.state).then(() => this.#thread.post({ goOn: true }), reject);
      };
      this.#fail = reject;
      ask();
    });
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }
}

/**
 * What all threads together learn of the rows that are read for them: those of the input's crew, or such that begin, and end, here.
 *
 * @throws What one of them fails with, or the reason of the signal.
 */
export async function learnTogether<Known>(
  learner: Learner<Known>,
  recipe: Recipe,
  read: () => Promise<SharedRows>,
  input: FitInput,
): Promise<Known> {
  const { join, memoryBytes } = learner.inThreads!;
  const { threads, signal, elsewhere: crew } = input;
  // They begin while rows are read.
  const own = crew === undefined ? new TrainingThreads(threads) : undefined;
  try {
    const rows = await read();
    const memory = new SharedArrayBuffer(memoryBytes?.(rows.columns, threads) ?? 0);
    const keeping = await keepingOfParts(learner.inThreads!, input);
    const work = (crew ?? own!).all({ ...recipe, rows }, memory, tellingOf(input), keeping);
    const learned = await untilStopped(work, signal);
    return join(learned as readonly Known[]);
  } finally {
    await own?.end();
  }
}

/** What one thread learns of the rows that are read for it. */
export async function learnElsewhere<Known>(
  recipe: Recipe,
  read: () => Promise<SharedRows>,
  input: FitInput,
): Promise<Known> {
  const rows = await read();
  const keeping = await keepingOfOne(input);
  const work = input.elsewhere!.one({ ...recipe, rows }, tellingOf(input), keeping);
  return (await untilStopped(work, input.signal)) as Known;
}

/** Tells that the fit goes on, as long as nobody stopped it. */
function tellingOf(input: FitInput): () => void {
  return () => {
    if (input.signal?.aborted !== true) input.report({});
  };
}

async function keepingOfOne(input: FitInput): Promise<Keeping | undefined> {
  const { keepsEveryMs: intervalMs } = input;
  if (intervalMs === undefined) return undefined;
  const keep = (_: number, state: Learned): Promise<void> => input.keep(() => state);
  return { intervalMs, kept: await input.kept(), memory: undefined, keep };
}

async function keepingOfParts(shared: SharedTraining<unknown>, input: FitInput): Promise<Keeping | undefined> {
  const one = await keepingOfOne(input);
  if (one === undefined) return undefined;
  const { threads } = input;
  const isTogether = shared.memoryBytes !== undefined;
  const states = new PartStates(one.kept, threads, shared, (state) => input.keep(state));
  return {
    ...one,
    memory: isTogether ? new SharedArrayBuffer(teamBytes(1, threads)) : undefined,
    keep: (part, state) => (isTogether ? states.addTogether(part, state) : states.add(part, state)),
  };
}

/** What parts have kept, as one. */
class PartStates {
  readonly #earlier: Learned | undefined;
  readonly #states: (Learned | undefined)[];
  readonly #join: SharedTraining<unknown>["joinKept"];
  readonly #keep: (state: () => Learned) => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #come = 0;
  #all = Promise.withResolvers<void>();

  constructor(
    earlier: Learned | undefined,
    parts: number,
    { joinKept }: SharedTraining<unknown>,
    keep: (state: () => Learned) => Promise<void>,
  ) {
    this.#earlier = earlier;
    this.#states = Array<Learned | undefined>(parts).fill(undefined);
    this.#join = joinKept;
    this.#keep = keep;
  }

  /** Of parts that each go their own way. */
  add(part: number, state: Learned): Promise<void> {
    this.#states[part] = state;
    this.#last = this.#last.then(() =>
      this.#keep(() => this.#join([this.#earlier, ...this.#states].filter((one) => one !== undefined))),
    );
    return this.#last;
  }

  /** … of such as go step by step: it is kept when all have come. */
  addTogether(part: number, state: Learned): Promise<void> {
    this.#states[part] = state;
    const all = this.#all;
    if (++this.#come === this.#states.length) {
      this.#come = 0;
      this.#all = Promise.withResolvers<void>();
      this.#keep(() => this.#join(this.#states as Learned[])).then(all.resolve, all.reject);
    }
    return all.promise;
  }
}

/** @throws The reason of the signal as soon as that stops. */
async function untilStopped<Value>(work: Promise<Value>, signal: FitInput["signal"]): Promise<Value> {
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
