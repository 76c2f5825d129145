import type { TimeWindow } from "./window.ts";

/** What becomes of a window's contents: results are emitted, or the contents forgotten, or both, or neither. */
export type TriggerResult = "continue" | "fire" | "purge" | "fireAndPurge";

/**
 * Says when a window gives results. A record of functions that keep what they must remember in the context's state, by
 * name: for each key and window. Firing keeps the contents, so later firings give all there is so far once more.
 */
export interface Trigger<Row = never> {
  /** For plans and errors: `count 100`. */
  readonly name: string;
  /** A record came into the window. `timeMs` is its event time, or the processing time where it has none. */
  onRow(row: Row, timeMs: number, context: TriggerContext): TriggerResult;
  /** The watermark reached the time of a timer that was set in this window. */
  onEventTime?(timeMs: number, context: TriggerContext): TriggerResult;
  /** Processing time reached the time of a timer that was set in this window. */
  onProcessingTime?(timeMs: number, context: TriggerContext): TriggerResult;
  /** How many more records it takes until it fires, where it counts them: for those who ask why it has not. */
  rowsMissing?(context: TriggerContext): number;
  /** Windows became one: takes over what `merged` remembered and sets timers anew. Without it no session windows. */
  onMerge?(context: TriggerContext, merged: readonly TriggerState[]): void;
  /** The window is gone, or the trigger starts anew: deletes its timers and what it remembered. */
  clear?(context: TriggerContext): void;
  /** Whether `onRow` never looks at the row, so that it need not be made. */
  readonly ignoresRows?: true;
}

/** What a trigger remembers of a window: plain data by name. */
export interface TriggerState {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  delete(name: string): void;
}

export interface TriggerContext {
  readonly window: TimeWindow;
  /** Which time ends the window; `"none"` for a global one. */
  readonly time: "event" | "processing" | "none";
  /** The last event time that belongs to the window, `end − 1`; +∞ for a global one. */
  readonly lastTimeMs: number;
  /**
   * The event time at which the window is forgotten: its last one and the allowed lateness; +∞ where event time ends no
   * window. A timer that is set for it goes off before.
   */
  readonly keptUntilMs: number;
  /** −∞ before the first; +∞ when the input has ended. */
  readonly watermark: number;
  /** +∞ when the input has ended. */
  readonly processingTimeMs: number;
  readonly state: TriggerState;
  /** One that is set for a time that has passed goes off when the watermark advances next, not at once. */
  setEventTimer(timeMs: number): void;
  deleteEventTimer(timeMs: number): void;
  setProcessingTimer(timeMs: number): void;
  deleteProcessingTimer(timeMs: number): void;
}
