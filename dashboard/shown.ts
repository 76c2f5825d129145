import type { CheckpointRecord, MetricsSnapshot } from "../core/mod.ts";
import type { DashboardJob, WhyFacts } from "./job.ts";

/** One look at a job: what a page is made of. */
export interface Shown {
  readonly job: DashboardJob;
  readonly metrics: MetricsSnapshot;
  readonly checkpoints: readonly CheckpointRecord[];
  /** Null where nobody could say, as in a run that is about to begin anew. */
  readonly why: WhyFacts | null;
}

/** Where a page of a step is. */
export function stepPath(step: string): string {
  return `step?name=${encodeURIComponent(step)}`;
}
