import { escapeHtml, timesText } from "../../core/display/mod.ts";
import { columns, paragraph, section, table, timeText } from "../markup.ts";
import type { Shown } from "../shown.ts";

/** What the run has failed with, the newest first. */
export function failuresSection({ metrics: { failures, numRestarts } }: Shown): string {
  if (failures.length === 0) return section("failures", "Failures", paragraph("None."));
  const rows = [...failures].reverse().map(({ timeMs, message }) => [timeText(timeMs), escapeHtml(message)]);
  const again = paragraph(`The run has begun anew ${timesText(numRestarts)}.`);
  return section(
    "failures",
    "Failures",
    again + table("The last failures", columns("time (UTC)", "what failed"), rows),
  );
}
