import { escapeHtml } from "../../core/display/mod.ts";
import type { StepMetrics } from "../../core/mod.ts";
import { columns, section, table } from "../markup.ts";

/** All that is counted of one step, by its names in a snapshot. */
export function countersSection(step: StepMetrics): string {
  const plain = Object.entries(step).filter(([, value]) => typeof value !== "object" || value === null);
  const others = [...Object.entries(step.counters), ...Object.entries(step.gauges)];
  const rows = [...plain, ...others].map(([name, value]) => [escapeHtml(name), escapeHtml(textOf(value))]);
  return section("counters", "All numbers", table("By their names in metrics", columns("name", ">value"), rows));
}

function textOf(value: unknown): string {
  return typeof value === "number" ? Number(value.toFixed(3)).toLocaleString("en-US") : String(value);
}
