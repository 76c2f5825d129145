import { escapeHtml, shortBytes, shortNumber, timeSpanText } from "../../core/display/mod.ts";
import type { StepMetrics } from "../../core/mod.ts";
import { columns, percent, section, table, timeText } from "../markup.ts";
import { type Shown, stepPath } from "../shown.ts";

/** A line a step: what people look at first where a picture has no room. */
export function stepsSection({ metrics }: Shown): string {
  const head = columns(
    "step",
    ">rows in",
    ">a second",
    ">rows out",
    ">busy",
    ">held back",
    "event time (UTC)",
    ">behind",
    ">state",
    ">timers",
    "trouble",
  );
  const rows = Object.entries(metrics.steps).map(([name, step]) => rowOf(name, step, metrics.timeMs));
  return section("steps", "Steps", `<div class="wide">${table("Numbers of each step", head, rows)}</div>`);
}

function rowOf(name: string, step: StepMetrics, nowMs: number): string[] {
  const { currentInputWatermark: time, stateBytes, stateEntries, numTimersWaiting: timers } = step;
  return [
    `<a href="${escapeHtml(stepPath(name))}">${escapeHtml(name)}</a>`,
    step.numRecordsIn.toLocaleString("en-US"),
    step.hasEnded ? "ended" : shortNumber(step.numRecordsInPerSecond),
    step.numRecordsOut === null ? "" : step.numRecordsOut.toLocaleString("en-US"),
    percent(step.busyTimeMsPerSecond / 1000),
    percent(step.backPressuredTimeMsPerSecond / 1000),
    time === null ? "" : timeText(time),
    time === null ? "" : timeSpanText(Math.max(0, nowMs - time) / 1000),
    [
      ...(stateEntries === null ? [] : [`${shortNumber(stateEntries)} ${stateEntries === 1 ? "entry" : "entries"}`]),
      ...(stateBytes === null ? [] : [shortBytes(stateBytes)]),
    ].join(", "),
    timers === null ? "" : timers.toLocaleString("en-US"),
    troubleOf(step),
  ];
}

/** Rows that were lost to results, by why. */
function troubleOf(step: StepMetrics): string {
  const counts = [
    [step.numLateRecordsDropped, "too late"],
    [step.numRecordsSkipped, "skipped"],
    [step.numRecordsDeadLettered, "dead letters"],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString("en-US")} ${what}`);
  return told.length === 0 ? "" : `<span class="trouble">${escapeHtml(told.join(", "))}</span>`;
}
