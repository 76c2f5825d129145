import { escapeHtml, shortBytes } from "../../core/display/mod.ts";
import type { CheckpointRecord } from "../../core/mod.ts";
import { columns, paragraph, section, table, timeText } from "../markup.ts";
import type { Shown } from "../shown.ts";

const mostShown = 20;

/** The last checkpoints and savepoints, the newest first. */
export function checkpointsSection({ checkpoints, metrics }: Shown): string {
  const { numberOfCompletedCheckpoints: done, numberOfFailedCheckpoints: failed } = metrics.checkpoints;
  if (checkpoints.length === 0 && done + failed === 0) {
    return section("checkpoints", "Checkpoints", paragraph("None yet, or the run takes none."));
  }
  const head = columns("number", "kind", "began (UTC)", ">took", ">processing paused", ">written", "failure");
  const rows = [...checkpoints].reverse().slice(0, mostShown).map(rowOf);
  const sum = paragraph(`${done.toLocaleString("en-US")} taken, ${failed.toLocaleString("en-US")} failed.`);
  return section(
    "checkpoints",
    "Checkpoints",
    `${sum}<div class="wide">${table("The last checkpoints", head, rows)}</div>`,
  );
}

function rowOf(record: CheckpointRecord): string[] {
  const { id, kind, beganMs, tookMs, pauseMs, writtenBytes, failure } = record;
  return [
    String(id),
    escapeHtml(kind),
    timeText(beganMs),
    milliseconds(tookMs),
    pauseMs === null ? "" : milliseconds(pauseMs),
    writtenBytes === null ? "" : shortBytes(writtenBytes),
    failure === null ? "" : `<span class="trouble">${escapeHtml(failure)}</span>`,
  ];
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString("en-US")} ms`;
}
