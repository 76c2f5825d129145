import { timesText } from "../data/count-text.ts";
import { visible } from "./escape.ts";
import type { MetricsView, StepMetricsView } from "./prometheus-text.ts";
import { shortBytes, shortNumber } from "./short-number.ts";
import { padToWidth, textWidth } from "./text-width.ts";
import { timeSpanText } from "./time-span-text.ts";
import { timeTexts } from "./time-text.ts";

/** What is shown of `metrics.snapshot()` for people. */
export interface MetricsTextView extends MetricsView {
  readonly isOver: boolean;
  readonly uptimeMs: number;
  readonly numRestarts: number;
  readonly steps: Readonly<Record<string, StepTextView>>;
}

export interface StepTextView extends StepMetricsView {
  readonly hasEnded: boolean;
  readonly numRecordsIn: number;
  readonly numRecordsInPerSecond: number;
  readonly numRecordsOut: number | null;
  readonly busyTimeMsPerSecond: number;
  readonly backPressuredTimeMsPerSecond: number;
  readonly currentInputWatermark: number | null;
  readonly currentOutputWatermark: number | null;
  readonly numLateRecordsDropped: number;
  readonly numRecordsSkipped: number;
  readonly numRecordsDeadLettered: number;
  readonly stateEntries: number | null;
  readonly stateBytes: number | null;
}

type Column = readonly [head: string, align: "left" | "right"];

/** What is told of a step, and where it stands in its column. */
export const metricsColumns: readonly Column[] = [
  ["step", "left"],
  ["records in", "right"],
  ["a second", "right"],
  ["out", "right"],
  ["busy", "right"],
  ["held back", "right"],
  ["event time", "left"],
  ["state", "right"],
  ["", "left"],
];

/**
 * The metrics of a run for people: a line a step.
 *
 * @param view What `run.metrics.snapshot()` gives.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { metricsText } from "millrace/display";
 * const { metrics } = await from([1, 2, 3]).discard().run();
 * console.log(metricsText(metrics.snapshot())); // ended after 1 s …
 * ```
 */
export function metricsText(view: MetricsTextView): string {
  const rows = metricsCells(view).map((cells) => cells.map(visible));
  const shown = [metricsColumns.map(([head]) => head), ...rows];
  const widths = metricsColumns.map((_, at) => Math.max(...shown.map((row) => textWidth(row[at]!))));
  const lines = shown.map((row) =>
    row
      .map((cell, at) => padToWidth(cell, widths[at]!, metricsColumns[at]![1]))
      .join("  ")
      .trimEnd(),
  );
  return [headText(view), "", ...lines].join("\n");
}

/** `"up 3 s"` */
export function headText({ isOver, uptimeMs, numRestarts }: MetricsTextView): string {
  const restarts = numRestarts === 0 ? "" : `, begun anew ${timesText(numRestarts)}`;
  return `${isOver ? "ended after" : "up"} ${timeSpanText(uptimeMs / 1000)}${restarts}`;
}

/** The texts of each step, a column after another; not yet escaped. */
export function metricsCells(view: MetricsTextView): string[][] {
  const steps = Object.entries(view.steps);
  const times = timesOf(steps.map(([, step]) => step));
  return steps.map(([name, step], at) => cellsOf(name, step, times[at]!));
}

function cellsOf(name: string, step: StepTextView, time: string): string[] {
  return [
    name,
    step.numRecordsIn.toLocaleString("en-US"),
    shortNumber(step.numRecordsInPerSecond),
    step.numRecordsOut?.toLocaleString("en-US") ?? "",
    share(step.busyTimeMsPerSecond),
    share(step.backPressuredTimeMsPerSecond),
    time,
    step.stateBytes === null ? "" : `${shortNumber(step.stateEntries ?? 0)} in ${shortBytes(step.stateBytes)}`,
    notesOf(step),
  ];
}

function share(msPerSecond: number): string {
  return `${Math.round(msPerSecond / 10)} %`;
}

function notesOf(step: StepTextView): string {
  const counts = [
    [step.numLateRecordsDropped, "too late"],
    [step.numRecordsSkipped, "skipped"],
    [step.numRecordsDeadLettered, "dead letters"],
  ] as const;
  const shown = counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count.toLocaleString("en-US")} ${what}`]));
  return [...shown, ...gaugesOf(step)].join(", ");
}

/** Of thousands of rules the fullest are enough. */
const gaugesShown = 4;

function gaugesOf({ gauges }: StepTextView): string[] {
  const all = Object.entries(gauges).toSorted(([, a], [, b]) => b - a);
  const shown = all.slice(0, gaugesShown).map(([name, value]) => `${name} ${value.toLocaleString("en-US")}`);
  return all.length > gaugesShown ? [...shown, `${all.length - gaugesShown} more`] : shown;
}

/** A step that makes watermarks shows those; others what has reached them. */
function timesOf(steps: readonly StepTextView[]): string[] {
  const known = steps.map((step) => step.currentInputWatermark ?? step.currentOutputWatermark);
  const texts = timeTexts(known.filter((time) => time !== null));
  let at = 0;
  return steps.map((step, number) => (known[number] === null ? (step.hasEnded ? "the end" : "") : texts[at++]!));
}
