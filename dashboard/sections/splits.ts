import { countText, escapeHtml, timeSpanText } from "../../core/display/mod.ts";
import type { SplitMetrics } from "../../core/mod.ts";
import { columns, paragraph, section, table, timeText } from "../markup.ts";
import type { Shown } from "../shown.ts";

/** So many splits of a source are shown, those that are furthest behind first. */
const mostSplits = 20;

interface SplitOfSource {
  readonly source: string;
  readonly split: SplitMetrics;
}

/** What is being read, and which split holds event time back. */
export function splitsSection({ metrics, why }: Shown, only?: string): string {
  const sources = Object.entries(metrics.steps).filter(
    ([name, { source }]) => source !== null && (only ?? name) === name,
  );
  const all = sources.flatMap(([name, { source }]) => source!.splits.map((split) => ({ source: name, split })));
  const shown = [...all].sort((a, b) => timeOf(a) - timeOf(b)).slice(0, mostSplits);
  const back = why?.heldBackBy;
  const isBack = ({ source, split }: SplitOfSource): boolean =>
    back?.source === source && back.split === split.split && !metrics.isOver;
  const rows = shown.map((one) => rowOf(one, isBack(one), metrics.timeMs));
  const head = columns("split", "source", "status", ">rows", "event time (UTC)", ">behind", "");
  const pending = sources.flatMap(([name, { source }]) =>
    source!.pendingRecords === null
      ? []
      : [`${name}: ${countText(source!.pendingRecords, "row")} ${source!.pendingRecords === 1 ? "waits" : "wait"}`],
  );
  const body =
    rows.length === 0
      ? paragraph("Nothing is being read.")
      : `<div class="wide">${table(captionOf(all, shown), head, rows)}</div>`;
  return section("splits", "What is read", body + (pending.length === 0 ? "" : paragraph(pending.join(" · "))));
}

function timeOf({ split }: SplitOfSource): number {
  return split.watermark.currentWatermark ?? Number.NEGATIVE_INFINITY;
}

function captionOf(all: readonly unknown[], shown: readonly unknown[]): string {
  return all.length === shown.length
    ? "Splits that are being read, the one that is furthest behind first"
    : `The ${shown.length} of ${all.length} splits that are furthest behind`;
}

function rowOf({ source, split }: SplitOfSource, isBack: boolean, nowMs: number): string[] {
  const time = split.watermark.currentWatermark;
  return [
    escapeHtml(split.split),
    escapeHtml(source),
    escapeHtml(split.isIdle ? `${split.status}, idle` : split.status),
    split.numRecordsIn.toLocaleString("en-US"),
    time === null ? "" : timeText(time),
    time === null ? "" : timeSpanText(Math.max(0, nowMs - time) / 1000),
    isBack ? '<span class="trouble">holds event time back</span>' : "",
  ];
}
