import { type Duration, durationMs, durationText, positiveMs } from "./duration.ts";

/** A window as `[start, end)` in ms since the epoch. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

/** How records are assigned to windows: plain data that operators and plans read. */
export type WindowAssigner = PaneAssigner | SessionAssigner | CountAssigner;

/** Windows made of whole panes, which they share. A window `[end − size, end)` ends at each multiple of `slide`. */
export type PaneAssigner =
  | {
      readonly kind: "tumbling" | "sliding";
      readonly sizeMs: number;
      readonly slideMs: number;
      readonly offsetMs: number;
    }
  | { readonly kind: "cumulate"; readonly sizeMs: number; readonly stepMs: number; readonly offsetMs: number };

export interface SessionAssigner {
  readonly kind: "session";
  readonly gapMs: number;
}

export interface CountAssigner {
  readonly kind: "count";
  readonly size: number;
  readonly slide: number;
}

export interface WindowOffset {
  /** Shifts the start of windows from the epoch, e.g. `"-8h"` for days that begin at midnight in UTC+8. Default 0. */
  readonly offset?: Duration;
}

/**
 * Windows of equal size that do not overlap: `[0, size)`, `[size, 2·size)`, …
 *
 * @example
 * ```ts
 * import { count, from, tumbling } from "millrace";
 * const rows = await from([{ at: 1 }, { at: 12 }])
 *   .withEventTime((row) => row.at)
 *   .windowAll(tumbling(10))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows); // [{ windowStart: 0, windowEnd: 10, rows: 1 }, { windowStart: 10, windowEnd: 20, rows: 1 }]
 * ```
 */
export function tumbling(size: Duration, options: WindowOffset = {}): PaneAssigner {
  const sizeMs = positiveMs(size, "the size of a tumbling window");
  return {
    kind: "tumbling",
    sizeMs,
    slideMs: sizeMs,
    offsetMs: durationMs(options.offset ?? 0, "the offset of a tumbling window"),
  };
}

/**
 * Windows of one size that start every so often: a record belongs to size/slide of them.
 *
 * @example
 * ```ts
 * import { sliding } from "millrace";
 * console.log(sliding("6h", { every: "1h" }).sizeMs); // 21600000
 * ```
 */
export function sliding(size: Duration, options: WindowOffset & { readonly every: Duration }): PaneAssigner {
  const sizeMs = positiveMs(size, "the size of a sliding window");
  const slideMs = positiveMs(options.every, "the slide of a sliding window");
  if (slideMs > sizeMs) {
    throw new RangeError(
      `Cannot build a sliding window as its slide must not exceed its size: got slide ${slideMs} ms, size ${sizeMs} ms; ` +
        `records between windows would be lost — use tumbling(${sizeMs}) or a slide of at most ${sizeMs} ms`,
    );
  }
  return {
    kind: "sliding",
    sizeMs,
    slideMs,
    offsetMs: durationMs(options.offset ?? 0, "the offset of a sliding window"),
  };
}

/**
 * Windows that grow in steps up to a size and then start anew: `[0, step)`, `[0, 2·step)`, …, `[0, upTo)`.
 *
 * @example
 * ```ts
 * import { cumulate } from "millrace";
 * console.log(cumulate("1h", { upTo: "1d" }).kind); // "cumulate": a running total of the day, every hour
 * ```
 */
export function cumulate(step: Duration, options: WindowOffset & { readonly upTo: Duration }): PaneAssigner {
  const stepMs = positiveMs(step, "the step of a cumulate window");
  const sizeMs = positiveMs(options.upTo, "the largest size of a cumulate window");
  if (sizeMs % stepMs !== 0) {
    throw new RangeError(
      `Cannot build a cumulate window as its size must be a whole number of steps: got step ${stepMs} ms, size ${sizeMs} ms; ` +
        `use a size of ${Math.max(1, Math.round(sizeMs / stepMs)) * stepMs} ms`,
    );
  }
  return {
    kind: "cumulate",
    sizeMs,
    stepMs,
    offsetMs: durationMs(options.offset ?? 0, "the offset of a cumulate window"),
  };
}

/**
 * Windows of activity: records of a key that are at most the gap apart (it still counts) share one.
 *
 * @example
 * ```ts
 * import { session } from "millrace";
 * console.log(session("30m").gapMs); // 1800000
 * ```
 */
export function session(gap: Duration): SessionAssigner {
  return { kind: "session", gapMs: positiveMs(gap, "the gap of a session window") };
}

/**
 * Windows of so many records of a key, in order of arrival; with `every`, the last `size` records after each so many.
 *
 * @example
 * ```ts
 * import { count, countWindow, from } from "millrace";
 * const rows = await from([1, 2, 3, 4]).windowAll(countWindow(2)).aggregate({ n: count() }).collect();
 * console.log(rows.length); // 2
 * ```
 */
export function countWindow(size: number, options: { readonly every?: number } = {}): CountAssigner {
  const slide = options.every ?? size;
  for (const [what, value] of [
    ["size", size],
    ["slide", slide],
  ] as const) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot build a count window as its ${what} must be a whole number above 0: got ${value}; use for instance countWindow(100)`,
    );
  }
  return { kind: "count", size, slide };
}

export function windowText(assigner: WindowAssigner): string {
  switch (assigner.kind) {
    case "session":
      return `session, gap ${durationText(assigner.gapMs)}`;
    case "count":
      return `count ${assigner.size}${assigner.slide === assigner.size ? "" : ` every ${assigner.slide}`}`;
    case "cumulate":
      return `cumulate ${durationText(assigner.stepMs)} up to ${durationText(assigner.sizeMs)}`;
    case "sliding":
      return `sliding ${durationText(assigner.sizeMs)} every ${durationText(assigner.slideMs)}`;
    default:
      return `tumbling ${durationText(assigner.sizeMs)}`;
  }
}
