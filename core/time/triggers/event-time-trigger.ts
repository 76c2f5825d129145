import { checkOptions, type KnownOptions } from "../../data/options.ts";
import type { Duration } from "../duration.ts";
import type { Trigger, TriggerContext, TriggerResult } from "../trigger.ts";
import { continuousProcessingTimeTrigger } from "./continuous-processing-time-trigger.ts";
import { inPhase, rememberedInPhase } from "./phase.ts";

export interface EventTimeTriggerOptions<Row = never> {
  /** Results so far, before the end of a window: when a trigger says, or every so often by the clock. Default: none. */
  readonly early?: Trigger<Row> | Duration;
  /**
   * When late records that are allowed fire their window again: when a trigger says, or every so often by the clock, and
   * once more before the window is forgotten, where there are some that were in no result yet. Default: each of them, at
   * once.
   */
  readonly late?: Trigger<Row> | Duration;
}

const known: KnownOptions<EventTimeTriggerOptions> = { early: true, late: true };

/**
 * Fires when the watermark passes the end of the window, and again with each record that comes later: what windows of
 * event time do by themselves. It may fire early besides, and less often late. Each result is of all records so far; in
 * a `purgingTrigger`, of those since the last one.
 *
 * @example
 * ```ts
 * import { count, countTrigger, eventTimeTrigger, from, tumbling } from "millrace";
 * const rows = await from([1, 2, 3, 4, 5])
 *   .withEventTime((n) => n)
 *   .windowAll(tumbling("1h"))
 *   .allowedLateness("1d")
 *   .trigger(eventTimeTrigger({ early: countTrigger(2), late: "10s" }))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows.map((row) => row.rows)); // [2, 4, 5]
 * ```
 * @see Akidau et al., "The Dataflow Model", VLDB 2015, §2.3 (early, on-time and late panes).
 */
export function eventTimeTrigger<Row = never>(options: EventTimeTriggerOptions<Row> = {}): Trigger<Row> {
  checkOptions(options, known, "eventTimeTrigger");
  const early = phaseTrigger(options.early);
  const late = phaseTrigger(options.late);
  return {
    name: nameOf(early, late),
    ...(ignoresRows(early) && ignoresRows(late) ? { ignoresRows: true } : {}),
    onRow: (row, timeMs, context) => {
      if (isOver(context)) {
        return late === undefined ? "fire" : lateRow(late.onRow(row, timeMs, inPhase("late", context)), context);
      }
      context.setEventTimer(context.lastTimeMs);
      return early?.onRow(row, timeMs, inPhase("early", context)) ?? "continue";
    },
    onEventTime: (timeMs, context) => {
      if (timeMs !== context.lastTimeMs) {
        const result = seen(current(early, late, context, "onEventTime", timeMs), context);
        const isLast = timeMs === context.keptUntilMs && context.state.get(unseen) === true;
        return isLast ? "fire" : result;
      }
      early?.clear?.(inPhase("early", context));
      return "fire";
    },
    onProcessingTime: (timeMs, context) => seen(current(early, late, context, "onProcessingTime", timeMs), context),
    ...(merges(early) && merges(late) ? { onMerge: merging(early, late) } : {}),
    clear: (context) => {
      early?.clear?.(inPhase("early", context));
      late?.clear?.(inPhase("late", context));
      context.state.delete(unseen);
      context.deleteEventTimer(context.lastTimeMs);
    },
  };
}

/** Remembered where a window has late records that were in no result yet. */
const unseen = "unseen";

/** A late record that does not fire its window at once does so before the window goes, or it would be lost without a word. */
function lateRow(result: TriggerResult, context: TriggerContext): TriggerResult {
  if (result !== "continue") return seen(result, context);
  context.state.set(unseen, true);
  context.setEventTimer(context.keptUntilMs);
  return result;
}

function seen(result: TriggerResult, { state }: TriggerContext): TriggerResult {
  if (result !== "continue") state.delete(unseen);
  return result;
}

type Phase<Row> = Trigger<Row> | undefined;

function phaseTrigger<Row>(given: Trigger<Row> | Duration | undefined): Phase<Row> {
  return typeof given === "number" || typeof given === "string" ? continuousProcessingTimeTrigger(given) : given;
}

function nameOf(early: Phase<never>, late: Phase<never>): string {
  const parts = [
    "event time",
    ...(early === undefined ? [] : [`early: ${early.name}`]),
    ...(late === undefined ? [] : [`late: ${late.name}`]),
  ];
  return parts.join("; ");
}

function isOver({ lastTimeMs, watermark }: TriggerContext): boolean {
  return lastTimeMs <= watermark;
}

/** A timer of the phase that the window is in. */
function current<Row>(
  early: Phase<Row>,
  late: Phase<Row>,
  context: TriggerContext,
  call: "onEventTime" | "onProcessingTime",
  timeMs: number,
): TriggerResult {
  const [trigger, phase] = isOver(context) ? ([late, "late"] as const) : ([early, "early"] as const);
  return trigger?.[call]?.(timeMs, inPhase(phase, context)) ?? "continue";
}

function merging<Row>(early: Phase<Row>, late: Phase<Row>): NonNullable<Trigger["onMerge"]> {
  return (context, merged) => {
    const [trigger, phase] = isOver(context) ? ([late, "late"] as const) : ([early, "early"] as const);
    if (phase === "early") context.setEventTimer(context.lastTimeMs);
    trigger?.onMerge?.(
      inPhase(phase, context),
      merged.map((state) => rememberedInPhase(phase, state)),
    );
  };
}

function ignoresRows(trigger: Phase<never>): boolean {
  return trigger === undefined || trigger.ignoresRows === true;
}

function merges(trigger: Phase<never>): boolean {
  return trigger === undefined || trigger.onMerge !== undefined;
}
