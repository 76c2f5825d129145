import { checkOptions, type KnownOptions, shown } from "../data/options.ts";
import { isChecked } from "../operators/aggregation-spec.ts";
import { countAggregate } from "../operators/count-aggregate.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { Operator } from "../operators/operator.ts";
import { paneAggregate } from "../operators/pane-aggregate.ts";
import { sessionAggregate } from "../operators/session-aggregate.ts";
import { type WindowCompute, windowOperator } from "../operators/window.ts";
import type { Evictor } from "../time/evictor.ts";
import { countEvictor } from "../time/evictors/count-evictor.ts";
import type { Trigger } from "../time/trigger.ts";
import { countTrigger } from "../time/triggers/count-trigger.ts";
import { eventTimeTrigger } from "../time/triggers/event-time-trigger.ts";
import { processingTimeTrigger } from "../time/triggers/processing-time-trigger.ts";
import { purgingTrigger } from "../time/triggers/purging-trigger.ts";
import { type WindowAssigner, windowText } from "../time/window.ts";
import { mustBeSync } from "./checks.ts";
import { operatorOfChanges } from "./windows-of-changes.ts";

/** What was asked of windows. */
export interface WindowSettings {
  readonly latenessMs?: number;
  readonly trigger?: Trigger;
  readonly evictor?: Evictor;
  /** Whether records at which aggregates throw are left out. */
  readonly leavesOut?: boolean;
  /** Whether somebody waits for each result as it comes: the input does not end. */
  readonly isLive?: boolean;
  /** Whether rows may be taken back: the input is a changelog. */
  readonly changes?: boolean;
}

/** The operator for what was asked: vectorised where windows fire once at their end, else record by record. */
export function operatorFor(
  key: KeySpec,
  window: WindowAssigner,
  settings: WindowSettings,
  compute: WindowCompute,
): Operator {
  const { latenessMs = 0, trigger, evictor, leavesOut = false } = settings;
  checkTrigger(window, trigger);
  checkLateness(window, latenessMs);
  if (settings.changes === true) return operatorOfChanges(key, window, settings, compute);
  // What may throw while it folds must not have the parts of windows before it: a part that fails is of no one record.
  const known = compute.kind === "aggregate" && !(leavesOut && !isChecked(compute.aggregates));
  if (known && trigger === undefined && evictor === undefined) {
    const fast = vectorised(key, window, settings, compute);
    if (fast !== undefined) return fast;
  }
  return windowOperator({
    key,
    window,
    trigger: trigger ?? defaultTrigger(window),
    evictor: evictor ?? defaultEvictor(window),
    latenessMs,
    compute,
  });
}

/** The operator that knows its windows; undefined where there is none. */
function vectorised(
  key: KeySpec,
  window: WindowAssigner,
  { latenessMs = 0, isLive = true }: WindowSettings,
  { aggregates, output }: Extract<WindowCompute, { kind: "aggregate" }>,
): Operator | undefined {
  const common = { key, aggregates, latenessMs, output };
  const byTheClock = window.kind === "processing";
  const of = byTheClock ? window.of : window;
  const time = byTheClock ? "processing" : "event";
  switch (of.kind) {
    case "sliding":
    case "cumulate":
      // Panes that windows share hold rows by their time, not in order of arrival.
      if (aggregates.foldings.some(({ byArrival }) => byArrival === true)) return undefined;
      return paneAggregate({ ...common, window: of, time, merges: isLive ? "ahead" : "at the end" });
    case "tumbling":
      return paneAggregate({ ...common, window: of, time, merges: isLive ? "ahead" : "at the end" });
    case "session":
      return sessionAggregate({ ...common, gapMs: of.gapMs, time });
    case "count":
      return countAggregate({ key, window: of, aggregates, output });
    default:
      return undefined;
  }
}

function defaultTrigger(window: WindowAssigner): Trigger | undefined {
  switch (window.kind) {
    case "global":
      return undefined;
    case "count":
      return window.slide === window.size ? purgingTrigger(countTrigger(window.size)) : countTrigger(window.slide);
    case "processing":
      return processingTimeTrigger();
    case "custom":
      return window.time === "event" ? eventTimeTrigger() : processingTimeTrigger();
    default:
      return eventTimeTrigger();
  }
}

function defaultEvictor(window: WindowAssigner): Evictor | undefined {
  return window.kind === "count" && window.slide !== window.size ? countEvictor(window.size) : undefined;
}

/** A trigger, as those say who have no compiler at hand. */
export function mustBeTrigger(given: unknown): asserts given is Trigger {
  const onRow = (given as Partial<Trigger> | undefined | null)?.onRow;
  if (typeof given === "object" && typeof onRow === "function") {
    const functions = Object.entries(given as Trigger).filter(([, value]) => typeof value === "function");
    // What else it has may be its own; a function that nobody calls is one whose name is not right.
    checkOptions<object>(
      Object.fromEntries(functions),
      triggerFunctions,
      `the trigger ${shown((given as Trigger).name)}`,
    );
    return mustBeSync(onRow, "decide in onRow", noRow);
  }
  throw new TypeError(
    `Cannot let windows fire by ${shown(given)} as a trigger is an object with a name and onRow: got ${shown(given)}; ` +
      "use for instance .trigger(countTrigger(100))",
  );
}

const triggerFunctions: KnownOptions<Pick<Trigger, keyof Trigger & (`on${string}` | "clear" | "rowsMissing")>> = {
  onRow: true,
  onEventTime: true,
  onProcessingTime: true,
  onMerge: true,
  clear: true,
  rowsMissing: true,
};

const noRow = 'onRow: () => "continue"';

export function mustBeEvictor(given: unknown): asserts given is Evictor {
  const { keep, when } = (given ?? {}) as Partial<Evictor>;
  if (typeof given === "object" && typeof keep === "function" && (when === "before" || when === "after")) return;
  throw new TypeError(
    `Cannot evict records by ${shown(given)} as an evictor is an object with a name, keep, and when, "before" or "after": ` +
      `got ${typeof given === "object" && typeof keep === "function" ? `when ${shown(when)}` : shown(given)}; use for instance .evict(countEvictor(100))`,
  );
}

function checkTrigger(window: WindowAssigner, trigger: Trigger | undefined): void {
  if (trigger === undefined || trigger.onMerge !== undefined || !mergesWindows(window)) return;
  throw new TypeError(
    `Cannot use the trigger "${trigger.name}" on window "${windowText(window)}" as its windows merge and the trigger cannot: got a trigger without onMerge; ` +
      "use a count or time trigger, or give yours an onMerge",
  );
}

function checkLateness(window: WindowAssigner, latenessMs: number): void {
  if (latenessMs === 0 || !["global", "count", "processing"].includes(timeOf(window))) return;
  throw new TypeError(
    `Cannot allow lateness in window "${windowText(window)}" as no record comes late to it: got ${latenessMs} ms; ` +
      "leave allowedLateness out, or use windows of event time",
  );
}

function timeOf(window: WindowAssigner): string {
  return window.kind === "custom" ? window.time : window.kind;
}

/** Whether windows become one: sessions do, and windows of one's own may. */
export function mergesWindows(window: WindowAssigner): boolean {
  if (window.kind === "processing") return mergesWindows(window.of);
  if (window.kind === "custom") return window.merge !== undefined;
  return window.kind === "session" || window.kind === "dynamicSession";
}
