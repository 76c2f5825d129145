import { appendLine, readText } from "../../core/platform/mod.ts";
import type { Submission } from "./submission.ts";

/** What happened to a run, and when: a line of its history. Written by the server, and by the run's own process. */
export type RunEvent = { readonly atMs: number } & WhatHappened;

export type WhatHappened =
  | { readonly event: "submitted"; readonly submission: Submission }
  /** A process is about to be started for it; what it goes on from. */
  | { readonly event: "starting"; readonly attempt: number; readonly from: string | null }
  /** The process answers questions there. */
  | {
      readonly event: "started";
      readonly attempt: number;
      readonly process: number;
      readonly port: number;
      readonly token: string;
    }
  /** What went wrong but did not end it: the run itself began anew after a failure, a checkpoint could not be taken. */
  | { readonly event: "warned"; readonly attempt: number; readonly text: string }
  | RunEnded
  /** Its process is gone without a word: killed, out of memory. */
  | { readonly event: "lost"; readonly attempt: number; readonly reason: string; readonly restartMs: number | null }
  | { readonly event: "canceling" }
  | { readonly event: "stopping"; readonly drain: boolean }
  | { readonly event: "savepoint"; readonly name: string }
  | { readonly event: "refused"; readonly what: "stop" | "savepoint"; readonly reason: string }
  | { readonly event: "resumed"; readonly submission: Submission; readonly from: string | null };

export interface RunEnded {
  readonly event: "ended";
  readonly attempt: number;
  readonly how: "done" | "failed" | "canceled" | "stopped";
  readonly failure: string | null;
  /** The name of the savepoint that it was stopped with. */
  readonly savepoint: string | null;
  readonly rowsRead: number | null;
}

/** How a run stands. */
export type RunState =
  | "starting"
  | "running"
  | "restarting"
  | "canceling"
  | "stopping"
  | "done"
  | "failed"
  | "canceled"
  | "stopped";

export const endStates: ReadonlySet<RunState> = new Set<RunState>(["done", "failed", "canceled", "stopped"]);

/** What of its history counts now. */
export interface RunRecord {
  readonly state: RunState;
  readonly submission: Submission;
  readonly submittedMs: number;
  readonly endedMs: number | null;
  /** How many processes have been started for it. */
  readonly attempts: number;
  /** Whether the last of them has said how it ended, or is gone. */
  readonly isOver: boolean;
  /** What the next one goes on from: a path, `latest`, `none`; null without checkpoints. */
  readonly from: string | null;
  /** Where its process answers, once it does. */
  readonly place: { readonly process: number; readonly port: number; readonly token: string } | null;
  readonly failure: string | null;
  /** Names, the newest last. */
  readonly savepoints: readonly string[];
  /** Lines of the history that cannot be read: of a process that died while it wrote. */
  readonly unreadableLines: number;
  readonly events: readonly RunEvent[];
}

export function appendEvent(path: string, event: RunEvent): Promise<void> {
  return appendLine(path, JSON.stringify(event));
}

export async function readHistory(path: string): Promise<RunRecord | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : recordOf(text);
}

/** Undefined where its submission was not written. */
export function recordOf(text: string): RunRecord | undefined {
  const lines = text.split("\n");
  // Behind the last end of a line is nothing, or what is being written.
  const events = lines.slice(0, -1).map(eventIn);
  const known = events.filter((event) => event !== undefined);
  const [first] = known;
  if (first?.event !== "submitted") return undefined;
  const begun: RunRecord = {
    state: "starting",
    submission: first.submission,
    submittedMs: first.atMs,
    endedMs: null,
    attempts: 0,
    isOver: true,
    from: first.submission.checkpoint === null ? null : "latest",
    place: null,
    failure: null,
    savepoints: [],
    unreadableLines: events.length - known.length,
    events: known,
  };
  return known.slice(1).reduce(after, begun);
}

function eventIn(line: string): RunEvent | undefined {
  try {
    const event = JSON.parse(line) as RunEvent;
    return typeof event?.event === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}

function after(run: RunRecord, event: RunEvent): RunRecord {
  switch (event.event) {
    case "starting":
      return { ...run, state: "starting", attempts: event.attempt, isOver: false, from: event.from, place: null };
    case "started": {
      const { process, port, token } = event;
      // Whoever was told to end before it began to answer is still told to.
      const state = run.state === "starting" ? "running" : run.state;
      return { ...run, state, place: { process, port, token } };
    }
    case "ended": {
      const savepoints = withName(run.savepoints, event.savepoint);
      const rest = { isOver: true, endedMs: event.atMs, place: null, failure: event.failure, savepoints };
      return { ...run, ...rest, state: event.how };
    }
    case "lost": {
      const isLast = event.restartMs === null;
      const rest = { isOver: true, place: null, failure: event.reason };
      return { ...run, ...rest, state: isLast ? "failed" : "restarting", endedMs: isLast ? event.atMs : null };
    }
    case "canceling":
    case "stopping":
      return { ...run, state: event.event };
    case "refused":
      return event.what === "stop" && run.state === "stopping" ? { ...run, state: "running" } : run;
    case "savepoint":
      return { ...run, savepoints: withName(run.savepoints, event.name) };
    case "resumed":
      return {
        ...run,
        state: "starting",
        submission: event.submission,
        from: event.from,
        endedMs: null,
        failure: null,
      };
    default:
      return run;
  }
}

function withName(names: readonly string[], name: string | null): readonly string[] {
  return name === null || names.includes(name) ? names : [...names, name];
}
