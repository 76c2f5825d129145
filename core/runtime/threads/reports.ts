import type { ProgressMeter } from "../execution.ts";
import type { RunMetrics } from "../metrics.ts";
import { noReadings } from "../observe/readings.ts";
import type { Stage } from "../stage.ts";
import type { Placement, ThreadNumber } from "./placement.ts";
import type { WorkerReport } from "./thread-run.ts";

/** What a worker has told so far. */
export interface LastReport {
  report: WorkerReport;
}

/** Lets the metrics of a run show what a worker has told, and that it has not told how far its steps are yet. */
export function watchWorker(
  metrics: RunMetrics,
  stages: readonly Stage[],
  { threadOf }: Placement,
  worker: ThreadNumber,
): LastReport {
  const own = stages.filter((stage) => {
    return Array.from({ length: stage.parallelism }, (_, subtask) => threadOf(stage, subtask)).includes(worker);
  });
  const unknown = new Map([["currentInputWatermark", Number.NEGATIVE_INFINITY]]);
  const times = new Map(
    own.flatMap(({ node }) => (node.kind === "source" || node.kind === "loop" ? [] : [[node.name, unknown] as const])),
  );
  const last: LastReport = { report: { rows: 0, bytes: 0, readings: { ...noReadings, times }, keys: [], columns: [] } };
  metrics.include(() => last.report.readings);
  return last;
}

/** Takes what has come since the last report. */
export function addReport(report: WorkerReport, last: LastReport, progress: ProgressMeter): void {
  progress.add(report.rows - last.report.rows);
  progress.bytes += report.bytes - last.report.bytes;
  last.report = report;
}
