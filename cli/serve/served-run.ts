import { claimFile, folderOf, nameOf, processNumber } from "../../core/platform/mod.ts";
import { appendEvent, type RunEnded, readHistory, type WhatHappened } from "./history.ts";
import { runFolder, runWords } from "./run-words.ts";

/** A run that a server has started tells what becomes of it in its history. */
export interface ServedRun {
  /** How the server wants it run: the words of `millrace run`. */
  readonly words: readonly string[];
  started(place: { readonly port: number; readonly token: string }): Promise<void>;
  warned(text: string): void;
  ended(end: Omit<RunEnded, "event" | "attempt">): Promise<void>;
}

/** Warnings of one process that are told; all of them are in what it prints. */
const mostWarnings = 100;

/**
 * Takes an attempt of a run for this process; undefined where another one has it, which then is the run: two would write
 * over each other.
 *
 * @param attemptPath A file beside the history: `runs/7/attempt-2`.
 */
export async function takeAttempt(module: string, attemptPath: string): Promise<ServedRun | undefined> {
  const [, number] = /^attempt-(\d+)$/.exec(nameOf(attemptPath)) ?? [];
  if (number === undefined || !(await claimFile(attemptPath, String(processNumber())))) return undefined;
  const attempt = Number(number);
  const folder = runFolder(folderOf(attemptPath));
  const { history } = folder;
  const record = await readHistory(history);
  if (record === undefined) return undefined;
  let last: Promise<void> = Promise.resolve();
  const note = (what: WhatHappened): Promise<void> => {
    const event = { atMs: Date.now(), ...what };
    last = last.catch(() => undefined).then(() => appendEvent(history, event));
    return last;
  };
  let warnings = 0;
  return {
    words: runWords(module, folder, record.from, record.submission),
    started: (place) => note({ event: "started", attempt, process: processNumber(), ...place }),
    warned: (text) => {
      if (warnings++ < mostWarnings) note({ event: "warned", attempt, text }).catch(() => undefined);
    },
    ended: (end) => note({ event: "ended", attempt, ...end }),
  };
}
