import { collect } from "../../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../../core/dataset/aggregation.ts";
import { windowOperator } from "../../../../core/operators/window.ts";
import { at, type InputEvent, type OutputEvent, type RowEvent, row } from "../../../../core/testing/event.ts";
import { verifyOperator } from "../../../../core/testing/mod.ts";
import type { Trigger } from "../../../../core/time/trigger.ts";
import { globalWindow, tumbling, type WindowAssigner } from "../../../../core/time/window.ts";

type Spec = Parameters<typeof aggregationSpec>[0];

const all = aggregationSpec({ all: collect((n: number) => n) } as Spec, [], "test");

/** Verifies what a trigger makes of numbers in windows of one key. */
export function verifyTrigger(
  trigger: Trigger<number>,
  window: WindowAssigner,
  input: readonly InputEvent[],
  output: readonly OutputEvent[],
  latenessMs = 0,
): void {
  const compute = { kind: "aggregate", aggregates: all, output: "rows" } as const;
  const operator = windowOperator({ key: undefined, window, trigger, evictor: undefined, latenessMs, compute });
  verifyOperator(operator, { input, output });
}

export const tens: WindowAssigner = tumbling(10);
export const whole: WindowAssigner = globalWindow();

/** A result of the window [start, start + 10). */
export function of(start: number, ...values: number[]): RowEvent {
  return at(start + 9, { windowStart: start, windowEnd: start + 10, all: values });
}

/** A result of the global window. */
export function ofWhole(...values: number[]): RowEvent {
  return row({ all: values });
}
