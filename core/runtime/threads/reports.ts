import type { ProgressMeter } from "../execution.ts";
import type { RunMetrics } from "../metrics.ts";
import type { Stage } from "../stage.ts";
import type { Placement, ThreadNumber } from "./placement.ts";
import type { WorkerReport } from "./thread-run.ts";

/** What a worker has told so far. */
export interface LastReport {
  report: WorkerReport;
}

/** Counted by the one who reads it, not by those who add it. */
const eventTime = "currentInputWatermark";

/** Lets the metrics of a run show how far a worker's steps are. */
export function watchWorker(
  metrics: RunMetrics,
  stages: readonly Stage[],
  { threadOf }: Placement,
  worker: ThreadNumber,
): LastReport {
  const last: LastReport = { report: { rows: 0, bytes: 0, metrics: {}, keys: [] } };
  for (const stage of stages) {
    const { node, parallelism } = stage;
    if (node.kind === "source" || node.kind === "loop") continue;
    const subtasks = Array.from({ length: parallelism }, (_, subtask) => threadOf(stage, subtask));
    if (!subtasks.includes(worker)) continue;
    metrics.watchTime(node.name, () => last.report.metrics[node.name]?.[eventTime] ?? Number.NEGATIVE_INFINITY);
  }
  return last;
}

/** Adds what has come since the last report. */
export function addReport(report: WorkerReport, last: LastReport, metrics: RunMetrics, progress: ProgressMeter): void {
  const before = last.report;
  last.report = report;
  progress.add(report.rows - before.rows);
  progress.bytes += report.bytes - before.bytes;
  for (const [step, counters] of Object.entries(report.metrics)) {
    for (const [metric, value] of Object.entries(counters)) {
      if (metric !== eventTime) metrics.add(step, metric, value - (before.metrics[step]?.[metric] ?? 0));
    }
  }
}
