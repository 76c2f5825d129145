import { MessageChannel, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";
import type { Clock } from "./clock.ts";

/** One end of a line between two threads. Plain data crosses by structured clone, shared memory as it is. */
export interface ThreadPort {
  post(message: unknown): void;
  /** Hears what comes from now on, and keeps the thread alive until it is closed. */
  listen(hear: (message: unknown) => void): void;
  close(): void;
}

/** The end of a line that has not been given to a thread yet. */
export interface LooseEnd {
  postMessage(message: unknown): void;
  on(event: "message", hear: (message: unknown) => void): unknown;
  close(): void;
}

/** A thread that this one started. */
export interface Thread extends ThreadPort {
  /** @param given Memory of the message that is the thread's own from now on. */
  post(message: unknown, given?: readonly ArrayBuffer[]): void;
  /** Keeps this thread alive again after `close`. */
  hold(): void;
  /** Settles once it has ended, however that came. */
  readonly ended: Promise<ThreadEnd>;
  /** Ends it now, in the middle of whatever it does. */
  terminate(): Promise<void>;
}

export interface ThreadEnd {
  /** 0 where it ended by itself. */
  readonly exitCode: number;
  /** What it failed with. */
  readonly error: unknown;
}

export interface ThreadStart {
  /** The module, as a URL. */
  readonly module: string;
  /** `Symbol.for` of this is the method of its default export that is called. */
  readonly work: string;
  /** What to say where there is no such method. */
  readonly refusal: string;
  readonly setup: unknown;
  /** Its ends of lines to other threads, by number. */
  readonly ends: ReadonlyMap<number, LooseEnd>;
}

interface StartData extends Omit<ThreadStart, "ends"> {
  readonly ends: readonly (readonly [number, MessagePort])[];
  readonly marker: string;
}

/** What starts threads and joins them. */
export interface Threads {
  /** Starts one that imports a module and calls `Symbol.for(work)` of its default export; see `inThread`. */
  start(start: ThreadStart): Thread;
  /** A line between two threads, to be given away or used here. */
  line(): readonly [LooseEnd, LooseEnd];
  /** How large a ring between two of them is. Default: by how many there are. */
  readonly ringBytes?: number;
}

const simulations = new WeakMap<Clock, Threads>();

/** What runs by this clock has its threads from there from now on: in simulations, where it runs on none of the system's. */
export function simulateThreads(clock: Clock, threads: Threads): void {
  simulations.set(clock, threads);
}

/** Undefined where what runs by this clock has none but the system's. */
export function simulatedThreads(clock: Clock | undefined): Threads | undefined {
  return clock && simulations.get(clock);
}

/** Says within a thread that it is one: a module that runs its own job while it is loaded would start threads for ever. */
const marker = "millrace.thread";

/*
 * What a thread begins with. It imports nothing of this package: the user's module brings the copy that it was built with,
 * and so the address of no file needs to be known, whether these are sources or were built into one file.
 */
const firstCode = `
import { workerData } from "node:worker_threads";
globalThis[Symbol.for(workerData.marker)] = true;
const { default: given } = await import(workerData.module);
const work = given?.[Symbol.for(workerData.work)];
if (typeof work !== "function") throw new TypeError(workerData.refusal);
work();
`;

/** The system's. */
export const systemThreads: Threads = { start: startThread, line: threadLine };

function startThread({ ends, ...start }: ThreadStart): Thread {
  const data: StartData = { ...start, ends: [...ends] as [number, MessagePort][], marker };
  const url = new URL(`data:text/javascript,${encodeURIComponent(firstCode)}`);
  return threadOf(new Worker(url, { workerData: data, transferList: [...ends.values()] as MessagePort[] }));
}

function threadOf(worker: Worker): Thread {
  const ended = Promise.withResolvers<ThreadEnd>();
  let failed: unknown;
  worker.on("error", (error: unknown) => {
    failed = error;
  });
  worker.on("messageerror", (error: unknown) => {
    failed = error;
  });
  worker.on("exit", (exitCode: number) => ended.resolve({ exitCode, error: failed }));
  return {
    post: (message, given = []) => worker.postMessage(message, given),
    listen: (hear) => void worker.on("message", hear),
    close: () => worker.unref(),
    hold: () => worker.ref(),
    ended: ended.promise,
    terminate: async () => void (await worker.terminate()),
  };
}

/** What a thread of code without a module has: its line to the one that started it, and files, which it waits for. */
export interface CodePlace {
  readonly port: {
    on(event: "message", hear: (message: never) => void): void;
    postMessage(message: unknown, given: readonly ArrayBuffer[]): void;
  };
  /** Opens a file that is there, for writing; gives what it is called by. */
  openSync(path: string, flags: "r+"): number;
  /** Gives how many bytes were written. */
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  closeSync(file: number): void;
}

/**
 * Starts a thread that runs one function. Only the function's text goes there, so that no file needs to be found, whether these
 * are sources or were built into one file: it may use what it is given, and nothing else of its module.
 *
 * @param given Functions whose texts go with it, as its further arguments.
 */
export function startCode(
  work: (place: CodePlace, ...given: never[]) => void,
  given: readonly ((...args: never[]) => unknown)[],
): Thread {
  const code = `
import { closeSync, openSync, writeSync } from "node:fs";
import { parentPort as port } from "node:worker_threads";
(${work})({ port, openSync, writeSync, closeSync }, ${given.join(", ")});
`;
  return threadOf(new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`)));
}

/**
 * Starts a thread that imports a module: within it `Symbol.for(key)` of the global is its line to the one that started it. Runs of datasets are
 * refused there.
 */
export function startModule(module: string, key: string): Thread {
  return threadOf(
    new Worker(new URL(`data:text/javascript,${encodeURIComponent(moduleCode)}`), {
      workerData: { module, key, marker },
    }),
  );
}

const moduleCode = `
import { parentPort, workerData } from "node:worker_threads";
globalThis[Symbol.for(workerData.marker)] = true;
globalThis[Symbol.for(workerData.key)] = parentPort;
await import(workerData.module);
`;

/** What a thread was started with, and its lines: to the one that started it, and to others by number. */
export interface ThreadPlace {
  readonly setup: unknown;
  readonly port: ThreadPort;
  readonly ends: ReadonlyMap<number, ThreadPort>;
  /** Of a simulated thread. */
  readonly clock?: Clock;
}

let place: ThreadPlace | undefined;

/** Calls what a simulated thread begins with. */
export function inPlace(simulated: ThreadPlace, work: () => void): void {
  place = simulated;
  try {
    work();
  } finally {
    place = undefined;
  }
}

/** Within a thread that `Threads` started. */
export function inThread(): ThreadPlace {
  if (place !== undefined) return place;
  const { setup, ends } = workerData as StartData;
  const port = { ...portOf(parentPort!), close: closeOwnLine };
  return { setup, port, ends: new Map(ends.map(([number, end]) => [number, portOf(end)])) };
}

/** Without its line to the one that started it a thread ends as soon as nothing is left to do; on Deno that is said by name. */
function closeOwnLine(): void {
  const { close } = parentPort as { close?: () => void };
  if (close === undefined) (globalThis as { close?: () => void }).close!();
  else parentPort!.close();
}

/** Whether this is a thread that the system's `Threads` started. */
export function isThread(): boolean {
  return (globalThis as Record<symbol, unknown>)[Symbol.for(marker)] === true;
}

function threadLine(): readonly [LooseEnd, LooseEnd] {
  const { port1, port2 } = new MessageChannel();
  return [port1, port2];
}

export function portOf(end: LooseEnd): ThreadPort {
  return {
    post: (message) => end.postMessage(message),
    listen: (hear) => void end.on("message", hear),
    close: () => end.close(),
  };
}
