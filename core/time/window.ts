import { checkOptions, type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { type Duration, durationMs, durationText, positiveMs } from "./duration.ts";
import { checkZone } from "./zone.ts";

/** A window as `[start, end)` in ms since the epoch. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

/** How records are assigned to windows: data that operators and plans read. */
export type WindowAssigner<Row = never> = TimeWindowAssigner<Row> | EndlessWindowAssigner;

/** Windows that begin and end. */
export type TimeWindowAssigner<Row = never> = EventWindowAssigner<Row> | ProcessingAssigner<Row> | CustomAssigner<Row>;

/** One window of each key for good, or what is made of it. */
export type EndlessWindowAssigner = GlobalAssigner | CountAssigner;

/** Windows of event time. */
export type EventWindowAssigner<Row = never> = PaneAssigner | SessionAssigner | DynamicSessionAssigner<Row>;

/** The same windows by the clock of the machine, whatever time records have. */
export interface ProcessingAssigner<Row = never> {
  readonly kind: "processing";
  readonly of: EventWindowAssigner<Row>;
}

export interface GlobalAssigner {
  readonly kind: "global";
}

/** Windows that a function of one's own gives. */
export interface CustomAssigner<Row = never> {
  readonly kind: "custom";
  readonly name: string;
  /** Which time is given to `assign` and ends the windows. */
  readonly time: "event" | "processing";
  /** The windows of a record; none where it belongs nowhere. */
  assign(row: Row, timeMs: number): readonly TimeWindow[];
  /** Whether two windows of a key become the one that covers both. */
  readonly merge?: (left: TimeWindow, right: TimeWindow) => boolean;
}

/**
 * Windows made of whole panes, which they share. A window `[end − size, end)` ends at each multiple of `slide`. With a
 * zone all lengths are of wall time.
 */
export type PaneAssigner = {
  readonly sizeMs: number;
  readonly offsetMs: number;
  readonly zone?: string;
} & (
  | { readonly kind: "tumbling" | "sliding"; readonly slideMs: number }
  | { readonly kind: "cumulate"; readonly stepMs: number }
);

export interface SessionAssigner {
  readonly kind: "session";
  readonly gapMs: number;
}

export interface DynamicSessionAssigner<Row = never> {
  readonly kind: "dynamicSession";
  gapOf(row: Row): Duration;
}

export interface CountAssigner {
  readonly kind: "count";
  readonly size: number;
  readonly slide: number;
}

export interface WindowOffset {
  /**
   * Shifts the start of windows from the epoch, e.g. `"-8h"` for days that begin at midnight in UTC+8, `"4d"` for weeks
   * that begin on Monday. Default 0.
   */
  readonly offset?: Duration;
  /**
   * The zone whose clock on the wall begins and ends windows, such as `"Europe/Berlin"`: a day there has 23, 24 or 25
   * hours. Sizes must be whole days, or whole hours that divide a day. Default: UTC.
   */
  readonly zone?: string;
}

/** Windows end when the clock of the machine says so; records need no event time. What is open when the input ends fires then. */
export interface ByTheClock {
  readonly time: "processing";
}

interface ByEitherTime {
  readonly time?: "event" | "processing";
}

const byTime: KnownOptions<ByEitherTime> = { time: ["event", "processing"] };

/**
 * Windows of equal size that do not overlap: `[0, size)`, `[size, 2·size)`, …; with a zone, of its days or hours.
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
export function tumbling(size: Duration, options?: WindowOffset): PaneAssigner;
export function tumbling(size: Duration, options: WindowOffset & ByTheClock): ProcessingAssigner;
export function tumbling(size: Duration, options: WindowOffset & ByEitherTime = {}): PaneAssigner | ProcessingAssigner {
  checkOptions(options, { ...byTime, offset: true, zone: true }, "tumbling");
  const sizeMs = positiveMs(size, "the size of a tumbling window");
  const offsetMs = durationMs(options.offset ?? 0, "the offset of a tumbling window");
  const zone = zoneOf(options.zone, sizeMs, "tumbling windows");
  return timed({ kind: "tumbling", sizeMs, slideMs: sizeMs, offsetMs, ...zone }, options);
}

export interface SlidingOptions extends WindowOffset {
  /** How often a window starts. */
  readonly every: Duration;
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
export function sliding(size: Duration, options: SlidingOptions): PaneAssigner;
export function sliding(size: Duration, options: SlidingOptions & ByTheClock): ProcessingAssigner;
export function sliding(size: Duration, options: SlidingOptions & ByEitherTime): PaneAssigner | ProcessingAssigner {
  requireOptions(options, { every: true, offset: true, zone: true, ...byTime }, "sliding");
  const sizeMs = positiveMs(size, "the size of a sliding window");
  const slideMs = positiveMs(options.every, "the slide of a sliding window");
  if (slideMs > sizeMs) {
    throw new RangeError(
      `Cannot build a sliding window as its slide must not exceed its size: got slide ${slideMs} ms, size ${sizeMs} ms; ` +
        `records between windows would be lost — use tumbling(${sizeMs}) or a slide of at most ${sizeMs} ms`,
    );
  }
  const offsetMs = durationMs(options.offset ?? 0, "the offset of a sliding window");
  const zone = zoneOf(options.zone, slideMs, "sliding windows", sizeMs);
  return timed({ kind: "sliding", sizeMs, slideMs, offsetMs, ...zone }, options);
}

export interface CumulateOptions extends WindowOffset {
  /** The size of the last one. */
  readonly upTo: Duration;
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
export function cumulate(step: Duration, options: CumulateOptions): PaneAssigner;
export function cumulate(step: Duration, options: CumulateOptions & ByTheClock): ProcessingAssigner;
export function cumulate(step: Duration, options: CumulateOptions & ByEitherTime): PaneAssigner | ProcessingAssigner {
  requireOptions(options, { upTo: true, offset: true, zone: true, ...byTime }, "cumulate");
  const stepMs = positiveMs(step, "the step of a cumulate window");
  const sizeMs = positiveMs(options.upTo, "the largest size of a cumulate window");
  if (sizeMs % stepMs !== 0) {
    throw new RangeError(
      `Cannot build a cumulate window as its size must be a whole number of steps: got step ${stepMs} ms, size ${sizeMs} ms; ` +
        `use a size of ${Math.max(1, Math.round(sizeMs / stepMs)) * stepMs} ms`,
    );
  }
  const offsetMs = durationMs(options.offset ?? 0, "the offset of a cumulate window");
  const zone = zoneOf(options.zone, stepMs, "cumulate windows");
  return timed({ kind: "cumulate", sizeMs, stepMs, offsetMs, ...zone }, options);
}

/**
 * Windows of activity: records of a key that are at most the gap apart (it still counts) share one.
 *
 * @param gap Its length, or what gives it for each row.
 * @example
 * ```ts
 * import { session } from "millrace";
 * console.log(session("30m").gapMs); // 1800000
 * ```
 */
export function session(gap: Duration): SessionAssigner;
export function session(gap: Duration, options: ByTheClock): ProcessingAssigner;
export function session<Row>(gapOf: (row: Row) => Duration): DynamicSessionAssigner<Row>;
export function session<Row>(gapOf: (row: Row) => Duration, options: ByTheClock): ProcessingAssigner<Row>;
export function session<Row>(
  gap: Duration | ((row: Row) => Duration),
  options: ByEitherTime = {},
): EventWindowAssigner<Row> | ProcessingAssigner<Row> {
  checkOptions(options, byTime, "session");
  const assigner: EventWindowAssigner<Row> =
    typeof gap === "function"
      ? { kind: "dynamicSession", gapOf: gap }
      : { kind: "session", gapMs: positiveMs(gap, "the gap of a session window") };
  return timed(assigner, options);
}

/**
 * One window of each key that never ends: give it a trigger, or nothing comes of it.
 *
 * @example
 * ```ts
 * import { countTrigger, from, globalWindow, sum } from "millrace";
 * const rows = await from([1, 2, 3, 4])
 *   .windowAll(globalWindow())
 *   .trigger(countTrigger(2))
 *   .aggregate({ total: sum((n) => n) })
 *   .collect();
 * console.log(rows); // [{ total: 3 }, { total: 10 }]
 * ```
 */
export function globalWindow(): GlobalAssigner {
  return { kind: "global" };
}

export interface CustomWindowOptions extends ByEitherTime {
  /**
   * Windows of a key that become one: those that touch, as sessions do, or those for which a function says so. A record's
   * window is compared with all that are open. Default: none.
   */
  readonly merge?: "touching" | ((left: TimeWindow, right: TimeWindow) => boolean);
}

/** Whether windows overlap, or one begins where the other ends. */
export function areTouching(left: TimeWindow, right: TimeWindow): boolean {
  return left.start <= right.end && right.start <= left.end;
}

/**
 * Windows of your own: `assign` gives those of each record, `[start, end)` in ms.
 *
 * @example
 * ```ts
 * import { count, customWindow, from } from "millrace";
 * // Windows that begin at a record and last as long as it says.
 * const rows = await from([{ at: 1, lasts: 5 }, { at: 9, lasts: 1 }])
 *   .withEventTime((row) => row.at)
 *   .windowAll(customWindow("own length", (row, timeMs) => [{ start: timeMs, end: timeMs + row.lasts }]))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows); // [{ windowStart: 1, windowEnd: 6, rows: 1 }, { windowStart: 9, windowEnd: 10, rows: 1 }]
 * ```
 */
export function customWindow<Row>(
  name: string,
  assign: (row: Row, timeMs: number) => readonly TimeWindow[],
  options: CustomWindowOptions = {},
): CustomAssigner<Row> {
  if (typeof name !== "string" || typeof assign !== "function") throw notCustom(name, assign);
  checkOptions(options, { ...byTime, merge: true }, "customWindow");
  const { time = "event", merge } = options;
  const merging = merge === undefined ? {} : { merge: merge === "touching" ? areTouching : mustMerge(name, merge) };
  return { kind: "custom", name, time, assign, ...merging };
}

function notCustom(name: unknown, assign: unknown): TypeError {
  return new TypeError(
    `Cannot make windows of your own as customWindow takes a name and a function of a row and its time: got ${shown(name)} and ${shown(assign)}; ` +
      'use for instance customWindow("a minute from each", (row, timeMs) => [{ start: timeMs, end: timeMs + 60_000 }])',
  );
}

function mustMerge(name: string, merge: unknown): NonNullable<CustomAssigner["merge"]> {
  if (typeof merge === "function") return merge as NonNullable<CustomAssigner["merge"]>;
  throw new TypeError(
    `Cannot merge windows of ${JSON.stringify(name)} as merge must be "touching" or a function of two windows: ` +
      `got ${JSON.stringify(merge)}; use for instance merge: "touching"`,
  );
}

/** @param stepMs How far apart windows begin, or grow. */
function zoneOf(zone: string | undefined, stepMs: number, what: string, sizeMs = stepMs): { readonly zone?: string } {
  if (zone === undefined) return {};
  checkZone({ zone, stepMs, sizeMs, what });
  return { zone };
}

function timed<Assigner extends EventWindowAssigner<Row>, Row>(
  assigner: Assigner,
  options: ByEitherTime,
): Assigner | ProcessingAssigner<Row> {
  return options.time === "processing" ? { kind: "processing", of: assigner } : assigner;
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
  checkOptions(options, { every: true }, "countWindow");
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
    case "global":
      return "global";
    case "custom":
      return assigner.name;
    case "processing":
      return `${windowText(assigner.of)} of processing time`;
    case "dynamicSession":
      return "session, gap by row";
    case "session":
      return `session, gap ${durationText(assigner.gapMs)}`;
    case "count":
      return `count ${assigner.size}${assigner.slide === assigner.size ? "" : ` every ${assigner.slide}`}`;
    default:
      return assigner.zone === undefined ? paneText(assigner) : `${paneText(assigner)} in ${assigner.zone}`;
  }
}

function paneText(assigner: PaneAssigner): string {
  const size = durationText(assigner.sizeMs);
  if (assigner.kind === "cumulate") return `cumulate ${durationText(assigner.stepMs)} up to ${size}`;
  return assigner.kind === "tumbling" ? `tumbling ${size}` : `sliding ${size} every ${durationText(assigner.slideMs)}`;
}
