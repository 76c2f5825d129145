import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import process from "node:process";

/** What the user wrote behind the program's name. */
export function processArguments(): readonly string[] {
  return process.argv.slice(2);
}

/** The number by which the system knows this process. */
export function processNumber(): number {
  return process.pid;
}

/** What the process ends with once nothing is left to do; 0 unless set. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}

/** What is still to be written is waited for so long where the process was told to stop: a reader that stands still may never go on. */
const unreadMs = 2000;

/**
 * Ends the process now, whatever timers and connections are left, once what was written is out, however slowly it is read.
 *
 * @param why Stopped by a signal: then whoever does not read for two seconds does not get the rest.
 */
export async function endProcess(code: number, why: "over" | "stopped" = "over"): Promise<never> {
  const out = Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
  );
  if (why === "over") await out;
  else await Promise.race([out, new Promise((done) => setTimeout(done, unreadMs))]);
  process.exit(code);
}

/** Calls `listener` at each Ctrl-C or request to end, instead of ending. Gives what takes it back. */
export function onSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void): () => void {
  process.on(signal, listener);
  return () => void process.off(signal, listener);
}

/** Calls `listener` with what a promise was rejected with that nobody looks at, instead of ending with its stack. */
export function onUnhandled(listener: (error: unknown) => void): void {
  process.on("unhandledRejection", listener);
}

export type OutputStream = "stdout" | "stderr";

/** Whether somebody watches: progress bars and tables that update in place are for them only. */
export function isTerminal(stream: OutputStream): boolean {
  return process[stream].isTTY === true;
}

/** Whether text may be colored there: on a terminal, unless `NO_COLOR` says no or the terminal has no colors. */
export function mayColor(stream: OutputStream): boolean {
  return isTerminal(stream) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

/** Characters in a line of the terminal; 80 where there is none. */
export function terminalColumns(stream: OutputStream = "stdout"): number {
  return process[stream].columns || 80;
}

export function writeText(stream: OutputStream, text: string): void {
  process[stream].write(text);
}

/** What shells have for a program whose reader has gone. */
const unread = 141;

let mayEndUnread = false;

/** Ends the process without a word where that was asked for, as nobody reads its output any more. */
export function endsUnread(): void {
  if (mayEndUnread) process.exit(unread);
}

/**
 * Ends the process without a word when nobody reads its output any more (`… | head`); its messages may be lost.
 *
 * @param onLost Called once, where output is lost for another reason, as on a full disk; the process goes on.
 */
export function endWhenUnread(onLost: (error: Error) => void): void {
  mayEndUnread = true;
  let isLost = false;
  process.stdout.on("error", (error) => {
    if ((error as { code?: unknown }).code === "EPIPE") process.exit(unread);
    if (isLost) return;
    isLost = true;
    onLost(error);
  });
  // There is no place left to tell it.
  process.stderr.on("error", () => undefined);
}

export interface MemoryUsage {
  /** All memory of the process that is in RAM. */
  readonly residentBytes: number;
  /** JavaScript objects. */
  readonly heapBytes: number;
  /** Buffers of typed arrays. */
  readonly bufferBytes: number;
}

export function memoryUsage(): MemoryUsage {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed, bufferBytes: arrayBuffers };
}

/** CPU time of all threads since the start, ms. */
export function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Whether there is a process of that number on this machine. */
export function processRuns(number: number): boolean {
  try {
    process.kill(number, 0);
    return !isOver(number);
  } catch (error) {
    // One of another user's may not be asked, but is there.
    return (error as { code?: string }).code !== "ESRCH";
  }
}

/**
 * Whether a process has ended and only its parent has not asked how: where the parent is gone, and a container has no init
 * that would, it stays so. Only Linux shows it.
 */
function isOver(number: number): boolean {
  try {
    const status = readFileSync(`/proc/${number}/stat`, "utf8");
    // The name before it may have any characters.
    return /^\) [ZX]/.test(status.slice(status.lastIndexOf(")")));
  } catch {
    return false;
  }
}

let machine: string | undefined;

/**
 * 8 letters and digits that stand for the machine, or the container: process numbers mean the same wherever they are the same.
 */
export function machineName(): string {
  machine ??= createHash("sha256").update(`${hostname()} ${processNumbers()}`).digest("hex").slice(0, 8);
  return machine;
}

/** Containers that share a host's name still have process numbers of their own; only Linux has such. */
function processNumbers(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Ends a process of this user's at once; nothing where it is gone. */
export function killProcess(number: number): void {
  try {
    process.kill(number, "SIGKILL");
  } catch (error) {
    if ((error as { code?: string }).code !== "ESRCH") throw error;
  }
}

/** What the system calls the user of this process; undefined where it has no name, or may not be asked for. */
export function systemUser(): string | undefined {
  try {
    return userInfo().username || undefined;
  } catch {
    return undefined; // a number without a name, as in containers
  }
}

/** A variable of the environment; undefined where it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
