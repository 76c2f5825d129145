import {
  countText,
  type FlowStep,
  type FlowTone,
  flowChart,
  shortNumber,
  timeSpanText,
} from "../../core/display/mod.ts";
import type { StepMetrics } from "../../core/mod.ts";
import { percent, section } from "../markup.ts";
import { type Shown, stepPath } from "../shown.ts";

/** The plan, colored by who is held back: green up to 0.1 of a second, yellow up to 0.5, red above; as Flink does. */
export function planSection({ metrics }: Shown): string {
  const steps = Object.entries(metrics.steps).map(([name, step]) => flowStep(name, step, metrics.timeMs));
  const key =
    '<p class="key">Edges: <span class="good">▬</span> hardly held back · <span class="low">▬</span> held back more than a tenth of the time · ' +
    '<span class="high">▬</span> more than half. Filled: how busy. The step behind red ones is the slow one.</p>';
  return section("plan", "Plan", `<div class="wide">${flowChart({ steps })}</div>${key}`);
}

function flowStep(name: string, step: StepMetrics, nowMs: number): FlowStep {
  const { numRecordsInPerSecond: rowsIn, numRecordsOutPerSecond: rowsOut, currentInputWatermark: time } = step;
  const busy = step.busyTimeMsPerSecond / 1000;
  const held = step.backPressuredTimeMsPerSecond / 1000;
  const rates = step.hasEnded
    ? `${countText(step.numRecordsIn, "row")}, ended`
    : `${shortNumber(rowsIn)}/s in${rowsOut === null ? "" : ` · ${shortNumber(rowsOut)}/s out`}`;
  const lag = time === null ? "" : `event time ${timeSpanText(Math.max(0, nowMs - time) / 1000)} behind`;
  return {
    name,
    inputs: step.inputs.map(({ step: from, by, side }) => {
      const label = [side, by === "forward" ? null : by].filter((part) => part !== null).join(" ");
      return label === "" ? { step: from } : { step: from, label };
    }),
    lines: [rates, `busy ${percent(busy)} · held back ${percent(held)}`, lag],
    tone: toneOf(step, held),
    filled: step.hasEnded ? 0 : busy,
    href: stepPath(name),
  };
}

function toneOf(step: StepMetrics, held: number): FlowTone {
  if (step.hasEnded) return "quiet";
  return held > 0.5 ? "high" : held > 0.1 ? "low" : "good";
}
