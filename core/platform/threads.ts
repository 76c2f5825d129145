import { MessageChannel, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";

/** One end of a line between two threads. Plain data crosses by structured clone, shared memory as it is. */
export interface ThreadPort {
  post(message: unknown): void;
  /** Hears what comes from now on, and keeps the thread alive until it is closed. */
  listen(hear: (message: unknown) => void): void;
  close(): void;
}

/** The end of a line that has not been given to a thread yet. */
export type LooseEnd = MessagePort;

/** A thread that runs what a module exports. */
export interface Thread extends ThreadPort {
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

/** Starts a thread that imports a module and calls `Symbol.for(work)` of its default export; see `inThread`. */
export function startThread({ ends, ...start }: ThreadStart): Thread {
  const data: StartData = { ...start, ends: [...ends], marker };
  const url = new URL(`data:text/javascript,${encodeURIComponent(firstCode)}`);
  const worker = new Worker(url, { workerData: data, transferList: [...ends.values()] });
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
    post: (message) => worker.postMessage(message),
    listen: (hear) => void worker.on("message", hear),
    close: () => worker.unref(),
    ended: ended.promise,
    terminate: async () => void (await worker.terminate()),
  };
}

/** What a thread was started with, and its lines: to the one that started it, and to others by number. */
export interface ThreadPlace {
  readonly setup: unknown;
  readonly port: ThreadPort;
  readonly ends: ReadonlyMap<number, ThreadPort>;
}

/** Within a thread that was started by `startThread`. */
export function inThread(): ThreadPlace {
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

/** Whether this is a thread that `startThread` made. */
export function isThread(): boolean {
  return (globalThis as Record<symbol, unknown>)[Symbol.for(marker)] === true;
}

/** A line between two threads, to be given away or used here. */
export function threadLine(): readonly [LooseEnd, LooseEnd] {
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
