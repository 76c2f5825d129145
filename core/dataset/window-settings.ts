import { isChecked } from "../operators/aggregation-spec.ts";
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

/** What was asked of windows. */
export interface WindowSettings {
  readonly latenessMs?: number;
  readonly trigger?: Trigger;
  readonly evictor?: Evictor;
  /** Whether records at which aggregates throw are left out. */
  readonly leavesOut?: boolean;
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
  // What may throw while it folds must not have the parts of windows before it: a part that fails is of no one record.
  const known = compute.kind === "aggregate" && !(leavesOut && !isChecked(compute.aggregates));
  if (known && trigger === undefined && evictor === undefined) {
    const { aggregates, output } = compute;
    switch (window.kind) {
      case "tumbling":
      case "sliding":
      case "cumulate":
        return paneAggregate({ key, window, aggregates, latenessMs, output });
      case "session":
        return sessionAggregate({ key, gapMs: window.gapMs, aggregates, latenessMs, output });
    }
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

function checkTrigger(window: WindowAssigner, trigger: Trigger | undefined): void {
  if (trigger === undefined || trigger.onMerge !== undefined || !isSession(window)) return;
  throw new TypeError(
    `Cannot use the trigger "${trigger.name}" on window "${windowText(window)}" as sessions merge and it cannot: got a trigger without onMerge; ` +
      "use a count or time trigger, or give yours an onMerge",
  );
}

export function isSession(window: WindowAssigner): boolean {
  if (window.kind === "processing") return isSession(window.of);
  return window.kind === "session" || window.kind === "dynamicSession";
}
