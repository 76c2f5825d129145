import {
  absolutePath,
  type Clock,
  deleteFolder,
  joinPath,
  listFolder,
  makeFolder,
  nameOf,
  ownFolder,
  type ProgramStart,
  type StartedProgram,
} from "../../core/platform/mod.ts";
import type { Wish } from "../answer-questions.ts";
import { appendEvent, endStates, type RunRecord, readHistory, type WhatHappened } from "./history.ts";
import { HttpError } from "./http-error.ts";
import { modulePath } from "./module-path.ts";
import { type RunFolder, runFolder } from "./run-words.ts";
import { type Submission, submissionOf } from "./submission.ts";
import { Supervisor } from "./supervisor.ts";
import type { Turns } from "./turns.ts";

/** What the runs of a server need of the world. */
export interface RunsSetup {
  /** The folder of modules. */
  readonly jobs: string;
  /** Where what is kept of runs lies. */
  readonly data: string;
  readonly clock: Clock;
  readonly random: () => number;
  start(words: readonly string[], how: ProgramStart): StartedProgram;
  /** Whether there is a process of that number. */
  runs(process: number): boolean;
  /** Asks a process that answers at a port: see `askPlace`. Rejects with what it refuses, or that it did not answer in time. */
  ask(place: NonNullable<RunRecord["place"]>, wish: Wish, answerMs: number): Promise<unknown>;
  /** Ends a process that another server has started. */
  kill(process: number): void;
  /** One change of a run at a time, by the path of its folder. */
  readonly turns: Turns;
  /** Told of what goes wrong behind a request. */
  warn(text: string): void;
}

/** A run that the server knows. */
export interface KnownRun {
  readonly id: string;
  readonly record: RunRecord;
  readonly folder: RunFolder;
}

/** How long an answer is waited for before the asker is told that it is still to come, ms. */
const patienceMs = 10_000;

/** As long as a savepoint may take, and a while more, ms. */
const savepointMs = 11 * 60_000;

/** Runs of jobs, each in a process of its own, and what became of them. */
export class Runs {
  readonly #setup: RunsSetup;
  readonly #folder: string;
  readonly #supervisor: Supervisor;
  #last = 0;

  private constructor(setup: RunsSetup, folder: string) {
    this.#setup = setup;
    this.#folder = folder;
    this.#supervisor = new Supervisor(setup);
  }

  /** Finds the runs that are there: those whose process runs are watched again, those whose process is gone begin again. */
  static async open(setup: RunsSetup): Promise<Runs> {
    const folder = joinPath(setup.data, "runs");
    await makeFolder(folder);
    const runs = new Runs(setup, folder);
    for (const id of await runs.#ids()) {
      runs.#last = Math.max(runs.#last, Number(id));
      const { record, folder: own } = (await runs.#find(id)) ?? {};
      if (record !== undefined && !endStates.has(record.state)) runs.#supervisor.takeOver(own!, record);
    }
    return runs;
  }

  async submit(fields: Readonly<Record<string, unknown>>): Promise<KnownRun> {
    const submission = submissionOf(fields);
    await modulePath(this.#setup.jobs, submission.module);
    const id = String(++this.#last);
    const folder = runFolder(await ownFolder(joinPath(this.#folder, id)));
    await this.#note(folder, { event: "submitted", submission });
    this.#supervisor.begin(folder);
    return this.get(id);
  }

  /** The newest first. */
  async list(): Promise<KnownRun[]> {
    const ids = (await this.#ids()).sort((one, other) => Number(other) - Number(one));
    return (await Promise.all(ids.map((id) => this.#find(id)))).filter((run) => run !== undefined);
  }

  async get(id: string): Promise<KnownRun> {
    const found = /^[1-9]\d{0,8}$/.test(id) ? await this.#find(id) : undefined;
    if (found !== undefined) return found;
    throw new HttpError(
      404,
      `Cannot show run ${JSON.stringify(id.slice(0, 40))} as there must be one of that number: got none; ask for /runs to see which there are`,
    );
  }

  /** What a running job answers. */
  async ask(id: string, wish: Wish): Promise<unknown> {
    const { record } = await this.get(id);
    if (record.place === null || endStates.has(record.state)) throw notRunning(id, record, "ask");
    return this.#asked(record.place, wish, patienceMs);
  }

  /** Ends it: with what was not committed dropped, as Ctrl-C does; or, where it does not listen, by its process. */
  cancel(id: string, how: "ask" | "kill"): Promise<KnownRun> {
    return this.#inTurn(id, async () => {
      const { record, folder } = await this.get(id);
      if (endStates.has(record.state)) throw notRunning(id, record, "cancel");
      await this.#note(folder, { event: "canceling" });
      await this.#supervisor.cancel(folder, record, how);
      return this.get(id);
    });
  }

  /** Has it write a savepoint; null where that is still under way. */
  savepoint(id: string): Promise<string | null> {
    return this.#inTurn(id, async () => {
      const run = await this.get(id);
      return this.#saved(run, "savepoint", { ask: "savepoint", dir: run.folder.savepoints });
    });
  }

  /** The same, and ends it: at once, or when all that was read has come out. */
  stop(id: string, how: "at once" | "drain"): Promise<string | null> {
    return this.#inTurn(id, async () => {
      const run = await this.get(id);
      requireRunning(run, "stop");
      await this.#note(run.folder, { event: "stopping", drain: how === "drain" });
      return this.#saved(run, "stop", { ask: "stop", dir: run.folder.savepoints, how });
    });
  }

  /**
   * Goes on with a run that has ended, where its newest checkpoint was, or where a savepoint was.
   *
   * @param from `latest`, `none`, or the name of one of its savepoints; undefined is the savepoint that it was stopped with.
   */
  resume(id: string, submission: (before: Submission) => Submission, from: string | undefined): Promise<KnownRun> {
    return this.#inTurn(id, async () => {
      const { record, folder } = await this.get(id);
      if (!endStates.has(record.state)) {
        throw new HttpError(409, `Cannot resume run ${id} as it must have ended: got ${record.state}; stop it first`);
      }
      const next = submission(record.submission);
      await modulePath(this.#setup.jobs, next.module);
      await this.#note(folder, { event: "resumed", submission: next, from: resumedFrom(id, record, folder, from) });
      this.#supervisor.begin(folder);
      return this.get(id);
    });
  }

  /** Removes what is kept of a run that has ended, its checkpoints and savepoints too. */
  forget(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      const { record, folder } = await this.get(id);
      if (!endStates.has(record.state)) {
        throw new HttpError(409, `Cannot forget run ${id} as it must have ended: got ${record.state}; cancel it first`);
      }
      await deleteFolder(folder.path);
    });
  }

  /** Watches no more: processes go on. */
  close(): void {
    this.#supervisor.close();
  }

  async #saved({ id, record, folder }: KnownRun, what: "stop" | "savepoint", wish: Wish): Promise<string | null> {
    requireRunning({ id, record, folder }, what);
    const asked = this.#asked(record.place!, wish, savepointMs).then(
      async (path) => {
        const name = nameOf(String(path)).replace(/\.manifest$/, "");
        await this.#note(folder, { event: "savepoint", name });
        return name;
      },
      async (error: Error) => {
        await this.#note(folder, { event: "refused", what, reason: error.message });
        throw error;
      },
    );
    asked.catch(() => undefined);
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), patienceMs);
    return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
  }

  async #asked(place: NonNullable<RunRecord["place"]>, wish: Wish, answerMs: number): Promise<unknown> {
    try {
      return await this.#setup.ask(place, wish, answerMs);
    } catch (error) {
      throw new HttpError(409, error instanceof Error ? error.message : String(error));
    }
  }

  async #ids(): Promise<string[]> {
    const entries = await listFolder(this.#folder);
    return entries.flatMap(({ name, kind }) => (kind === "folder" && /^[1-9]\d{0,8}$/.test(name) ? [name] : []));
  }

  async #find(id: string): Promise<KnownRun | undefined> {
    const folder = runFolder(joinPath(this.#folder, id));
    const record = await readHistory(folder.history);
    return record && { id, record, folder };
  }

  #note(folder: RunFolder, what: WhatHappened): Promise<void> {
    return appendEvent(folder.history, { atMs: this.#setup.clock.nowMs(), ...what });
  }

  #inTurn<Value>(id: string, doing: () => Promise<Value>): Promise<Value> {
    return this.#setup.turns.take(runFolder(joinPath(this.#folder, id)).path, doing);
  }
}

function requireRunning({ id, record }: KnownRun, what: string): void {
  if (record.state !== "running" || record.place === null) throw notRunning(id, record, what);
  if (record.submission.checkpoint !== null) return;
  throw new HttpError(
    409,
    `Cannot ${what} run ${id} as it must have checkpoints for a savepoint: got none; submit it with a checkpoint, such as "10s", or cancel it`,
  );
}

function notRunning(id: string, { state }: RunRecord, what: string): HttpError {
  return new HttpError(
    409,
    `Cannot ${what} run ${id} as it must be running: got ${state}; see its history in /runs/${id}`,
  );
}

function resumedFrom(id: string, record: RunRecord, folder: RunFolder, from: string | undefined): string {
  if (record.submission.checkpoint === null) {
    throw new HttpError(409, `Cannot resume run ${id} as it must have checkpoints: got none; submit its job again`);
  }
  const wanted = from ?? (record.state === "stopped" ? (record.savepoints.at(-1) ?? "latest") : "latest");
  if (wanted === "latest" || wanted === "none") return wanted;
  if (record.savepoints.includes(wanted)) return absolutePath(joinPath(folder.savepoints, `${wanted}.manifest`));
  throw new HttpError(
    400,
    `Cannot resume run ${id} from ${JSON.stringify(wanted.slice(0, 60))} as it must be latest, none or one of its savepoints: ` +
      `got none of ${record.savepoints.join(", ") || "no savepoints"}; name one of these, or leave from out`,
  );
}
