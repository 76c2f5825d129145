import type { RunEvent, RunState } from "./history.ts";
import type { KnownRun } from "./runs.ts";
import type { Submission } from "./submission.ts";

/** A run as those who ask see it: times are ms since the epoch. */
export interface RunView extends Submission {
  readonly id: string;
  readonly state: RunState;
  readonly submittedMs: number;
  readonly endedMs: number | null;
  readonly attempts: number;
  readonly process: number | null;
  readonly failure: string | null;
  readonly savepoints: readonly string[];
}

export function runView({ id, record }: KnownRun): RunView {
  const { state, submission, submittedMs, endedMs, attempts, place, failure, savepoints } = record;
  const process = place?.process ?? null;
  return { id, state, ...submission, submittedMs, endedMs, attempts, process, failure, savepoints };
}

/** With all that happened, but not how its process is asked. */
export function runWithHistory(run: KnownRun): RunView & {
  readonly unreadableLines: number;
  readonly history: readonly object[];
} {
  const { events, unreadableLines } = run.record;
  return { ...runView(run), unreadableLines, history: events.map(shownEvent) };
}

function shownEvent(event: RunEvent): object {
  if (event.event === "started") {
    const { atMs, event: what, attempt, process } = event;
    return { atMs, event: what, attempt, process };
  }
  if (event.event !== "starting" && event.event !== "resumed") return event;
  // A savepoint by its name: where it lies is the server's.
  const from = event.from === null ? null : event.from.replace(/^.*[\\/]/s, "").replace(/\.manifest$/, "");
  return { ...event, from };
}
