import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Wish } from "../../../cli/answer-questions.ts";
import { appendEvent, type RunEnded, type WhatHappened } from "../../../cli/serve/history.ts";
import { Runs, type RunsSetup } from "../../../cli/serve/runs.ts";
import { Turns } from "../../../cli/serve/turns.ts";
import type { ProgramEnd, StartedProgram } from "../../../core/platform/mod.ts";
import { virtualClock } from "../../../core/testing/mod.ts";

/** A process that a test plays: what it tells, and how it ends. */
export interface PlayedProcess {
  readonly process: number;
  readonly words: readonly string[];
  /** Signals that it was sent. */
  readonly signals: readonly string[];
  /** It has begun, and answers. */
  started(): Promise<void>;
  /** It says how it ends, and does. */
  ends(how: RunEnded["how"], more?: Partial<RunEnded>, then?: "dies" | "lingers"): Promise<void>;
  /** It ends without a word. */
  dies(end?: Partial<ProgramEnd>): void;
}

/** A folder of jobs and what a server does with it, without any real process. */
export interface PlayedWorld {
  readonly jobs: string;
  readonly data: string;
  /** Lets time pass, once so many wait for it. */
  pass(ms: number, waiting?: number): Promise<void>;
  readonly processes: readonly PlayedProcess[];
  readonly warnings: readonly string[];
  /** What running jobs were asked, and what they answer: an error is a refusal. */
  readonly asked: readonly Wish[];
  answers: (wish: Wish) => unknown;
  /** A server; another one may come after it. */
  open(): Promise<Runs>;
  /** Settles with the process of that number, once it has been started. */
  process(number: number): Promise<PlayedProcess>;
  remove(): void;
}

export function playedWorld(modules: readonly string[]): PlayedWorld {
  const jobs = mkdtempSync(join(tmpdir(), "millrace-serve-test-"));
  const data = mkdtempSync(join(tmpdir(), "millrace-serve-data-"));
  for (const module of modules) writeFileSync(join(jobs, module), "");
  const clock = virtualClock(1_000);
  let sleeping = 0;
  const sleep = (ms: number): Promise<void> => {
    sleeping++;
    return clock.sleep(ms).finally(() => {
      sleeping--;
    });
  };
  const processes: PlayedProcess[] = [];
  const living = new Set<number>();
  const warnings: string[] = [];
  const asked: Wish[] = [];
  const waiting = new Map<number, (process: PlayedProcess) => void>();
  const start = (words: readonly string[]): StartedProgram => {
    const played = playedProcess(1001 + processes.length, words, living, () => clock.nowMs());
    processes.push(played.process);
    waiting.get(processes.length)?.(played.process);
    return played.program;
  };
  const world: PlayedWorld = {
    jobs,
    data,
    pass: async (ms, waiting = 1) => {
      await until(
        async () => sleeping,
        (asleep) => asleep >= waiting,
      );
      clock.advanceTo(clock.nowMs() + ms);
    },
    processes,
    warnings,
    asked,
    answers: () => null,
    open: () => Runs.open(setup),
    process: async (number) => processes[number - 1] ?? new Promise((resolve) => void waiting.set(number, resolve)),
    remove: () => {
      for (const path of [jobs, data]) rmSync(path, { recursive: true });
    },
  };
  const setup: RunsSetup = {
    jobs,
    data,
    clock: { nowMs: clock.nowMs, sleep },
    random: () => 0.5,
    start,
    runs: (number) => living.has(number),
    ask: async (_, wish) => {
      asked.push(wish);
      const answer = world.answers(wish);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    kill: (number) => void living.delete(number),
    turns: new Turns(),
    warn: (text) => void warnings.push(text),
  };
  return world;
}

function playedProcess(
  number: number,
  words: readonly string[],
  living: Set<number>,
  nowMs: () => number,
): { readonly process: PlayedProcess; readonly program: StartedProgram } {
  living.add(number);
  const served = words.find((word) => word.startsWith("--served="))!.slice("--served=".length);
  const attempt = Number(/\d+$/.exec(served)![0]);
  const ended = Promise.withResolvers<ProgramEnd>();
  const signals: string[] = [];
  const note = (what: WhatHappened): Promise<void> =>
    appendEvent(join(served, "..", "history.jsonl"), { atMs: nowMs(), ...what });
  const dies = (end: Partial<ProgramEnd> = {}): void => {
    living.delete(number);
    ended.resolve({ code: null, signal: null, failure: null, ...end });
  };
  const process: PlayedProcess = {
    process: number,
    words,
    signals,
    started: async () => {
      writeFileSync(served, String(number));
      await note({ event: "started", attempt, process: number, port: 4711, token: "secret" });
    },
    ends: async (how, more = {}, then = "dies") => {
      await note({ event: "ended", attempt, how, failure: null, savepoint: null, rowsRead: null, ...more });
      if (then === "dies") dies({ code: 0 });
    },
    dies,
  };
  const signal = (name: string): void => {
    signals.push(name);
    if (name === "SIGKILL") dies({ signal: name });
  };
  return { process, program: { process: number, ended: ended.promise, signal } };
}

/** Looks until it is so, between the turns of what happens behind. */
export async function until<Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (let tries = 0; tries < 10_000; tries++) {
    const value = await look();
    if (isSo(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`Cannot go on as it must become so: got ${JSON.stringify(await look())}`);
}
