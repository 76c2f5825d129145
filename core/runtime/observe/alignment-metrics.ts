import type { SplitReading } from "./split-readings.ts";

/** How far the splits of a source are ahead of the last of their group, and of those of other sources in it. */
export interface AlignmentMetrics {
  readonly group: string;
  readonly source: string;
  /** How far it may be ahead, ms of event time. */
  readonly maxDriftMs: number;
  /** How far the one that is furthest is ahead of the last of the group, ms of event time; null before the first watermark. */
  readonly watermarkAlignmentDrift: number | null;
  readonly numSplitsPaused: number;
}

export function alignmentOf(splits: readonly SplitReading[]): AlignmentMetrics[] {
  const metrics: AlignmentMetrics[] = [];
  for (const group of new Set(splits.flatMap(({ groups }) => groups.map(({ group: name }) => name)))) {
    const members = splits.filter(({ groups }) => groups.some(({ group: name }) => name === group));
    const lastMs = leastOf(members);
    for (const [source, own] of Map.groupBy(members, (split) => split.source)) {
      metrics.push({
        group,
        source,
        maxDriftMs: Math.min(
          ...own
            .flatMap(({ groups }) => groups)
            .filter((one) => one.group === group)
            .map(({ maxDriftMs }) => maxDriftMs),
        ),
        watermarkAlignmentDrift: driftOf(own, lastMs),
        numSplitsPaused: own.filter(({ status }) => status === "paused").length,
      });
    }
  }
  return metrics;
}

/** Idle ones are not waited for. */
export function leastOf(members: readonly SplitReading[]): number | undefined {
  const times = members.flatMap(({ watermark, isIdle }) => (watermark === undefined || isIdle ? [] : [watermark]));
  return times.length === 0 ? undefined : Math.min(...times);
}

export function driftOf(splits: readonly SplitReading[], lastMs: number | undefined): number | null {
  const times = splits.flatMap(({ watermark = Number.NEGATIVE_INFINITY, isIdle }) => (isIdle ? [] : [watermark]));
  const drift = Math.max(...times) - (lastMs ?? Number.NEGATIVE_INFINITY);
  return Number.isFinite(drift) ? drift : null;
}
