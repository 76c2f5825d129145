import { countText, escapeHtml, shortNumber, timeSpanText, timesText } from "../../core/display/mod.ts";
import type { History } from "../history.ts";
import { section } from "../markup.ts";
import type { Shown } from "../shown.ts";

/** How the run stands, in a line, and what may be done with it. */
export function headSection({ job, metrics, why }: Shown, history: History): string {
  const steps = Object.values(metrics.steps);
  const read = steps.reduce((sum, { kind, numRecordsIn }) => sum + (kind === "source" ? numRecordsIn : 0), 0);
  const rate = steps.reduce((sum, step) => sum + (step.kind === "source" ? step.numRecordsInPerSecond : 0), 0);
  const state = why?.run === "failed" ? "failed" : metrics.isOver ? "ended" : "running";
  const facts = [
    `${state === "running" ? "up" : "ran"} ${timeSpanText(metrics.uptimeMs / 1000)}`,
    `${countText(read, "row")} read`,
    ...(state === "running" ? [`${shortNumber(rate)} a second`] : []),
    ...(metrics.numRestarts === 0 ? [] : [`begun anew ${timesText(metrics.numRestarts)}`]),
    ...latencyFacts(history),
  ];
  const buttons = state === "running" ? buttonsOf(job) : "";
  const failure =
    why?.run === "failed" && why.failure !== null ? `<p class="trouble">${escapeHtml(why.failure)}</p>` : "";
  return section(
    "head",
    undefined,
    `<h1>${escapeHtml(job.name)}</h1>` +
      `<p role="status"><span class="state ${state}">${state}</span></p>` +
      `<p>${escapeHtml(facts.join(" · "))}</p>${failure}${buttons}`,
  );
}

function buttonsOf(job: Shown["job"]): string {
  const savepoint =
    job.savepoint === undefined ? "" : '<button type="button" data-post="savepoint">Write a savepoint</button>';
  const cancel =
    job.cancel === undefined
      ? ""
      : '<button type="button" data-post="cancel" data-ask="End the run? What was not committed is dropped.">Cancel the run</button>';
  const said = '<span id="said" role="status"></span>';
  return savepoint + cancel === "" ? "" : `<p class="buttons">${savepoint}${cancel}${said}</p>`;
}

/** How far what sinks have taken is behind the clock, by event time: over the readings of the last ten minutes. */
function latencyFacts(history: History): string[] {
  const lags = history
    .points("", "lag", "10m")
    .y.filter((lag) => !Number.isNaN(lag))
    .sort((a, b) => a - b);
  if (lags.length === 0) return [];
  const at = (share: number): string => timeSpanText(Math.max(0, lags[Math.floor(share * (lags.length - 1))]!) / 1000);
  return [`sinks behind event time by ${at(0.5)} (p50), ${at(0.99)} (p99)`];
}
