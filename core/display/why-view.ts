/** Why a step has given nothing more, as plain data: see `run.why`. */
export interface WhyView {
  /** The step that is explained: the one that was asked about, or one before it that keeps what it waits for. */
  readonly step: string;
  readonly asked: string;
  readonly run: "running" | "done" | "failed";
  readonly failure: string | null;
  readonly key?: unknown;
  /** The text of that number, or the number of that text, of which something is held. */
  readonly otherKey?: string | number;
  readonly reason:
    | "event time"
    | "no watermarks"
    | "clock"
    | "trigger"
    | "end"
    | "fired"
    | "silent source"
    | "filtered"
    | "late"
    | "back-pressure"
    | "nothing held"
    | "no such key";
  /** Processing time of the answer, ms since the epoch. */
  readonly nowMs: number;
  readonly watermark: number | null;
  readonly holds: HeldView | null;
  readonly heldBackBy: HeldBackView | null;
  /** The step that let no row pass. */
  readonly stoppedAt: string | null;
  /** The sink, or the step that waits for something outside, that takes no more for now. */
  readonly slow: string | null;
  readonly path: readonly StepView[];
  readonly splits: readonly SplitView[];
}

export interface HeldView {
  readonly count: number;
  readonly of: string;
  readonly next?:
    | {
        readonly time: "event" | "processing";
        readonly timeMs: number;
        readonly window?: { readonly start: number; readonly end: number };
      }
    | undefined;
  readonly waitsFor?: string | undefined;
  /** All of it has fired, and is kept for late records. */
  readonly hasFired?: boolean | undefined;
}

export type SplitStatus = "unread" | "reading" | "waiting" | "turn" | "held" | "paused" | "ended";

export interface HeldBackView {
  readonly kind: "split" | "all splits" | "step" | "no watermarks";
  readonly source: string | null;
  readonly split: string | null;
  readonly step: string | null;
  readonly watermark: number | null;
  readonly status: SplitStatus | null;
  readonly sinceMs: number | null;
  readonly rows: number | null;
  readonly lastRowsMs: number | null;
  readonly movedMs: number | null;
  readonly rowsSince: number | null;
  readonly idleAfterMs: number | null;
  /** How far its watermark trails the newest time of its rows. */
  readonly outOfOrderMs?: number | null;
  readonly slow: string | null;
  readonly waitsFor: string | null;
}

export interface StepView {
  readonly step: string;
  readonly kind: "source" | "operator" | "loop" | "sink";
  readonly rowsIn: number | null;
  readonly rowsOut: number | null;
  readonly lateRecordsDropped: number;
  readonly watermark: number | null;
}

export interface SplitView {
  readonly source: string;
  readonly split: string;
  readonly status: SplitStatus;
  readonly sinceMs: number;
  readonly rows: number;
  readonly lastRowsMs: number | null;
  readonly watermark: number | null;
  readonly isIdle: boolean;
}

/** A source that gives rows waits between any two of them: it is silent when it has done so for this long. */
export const silentMs = 1000;

/** How a split stands, in a word or two; `sinceMs` ago it was last otherwise. */
export function splitState(status: SplitStatus, sinceMs: number): string {
  switch (status) {
    case "unread":
      return "not read yet";
    case "waiting":
      return sinceMs < silentMs ? "being read" : "silent";
    case "turn":
      return "waits for its turn";
    case "held":
      return "held back";
    case "paused":
      return "paused, ahead of others";
    case "ended":
      return "read whole";
    default:
      return "being read";
  }
}
