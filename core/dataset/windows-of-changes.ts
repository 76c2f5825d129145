import { isChecked } from "../operators/aggregation-spec.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { Operator } from "../operators/operator.ts";
import { paneChanges } from "../operators/pane-changes.ts";
import type { WindowCompute } from "../operators/window.ts";
import { windowChanges } from "../operators/window-changes.ts";
import { areTouching, type WindowAssigner, windowText } from "../time/window.ts";
import type { WindowSettings } from "./window-settings.ts";

/** The operator for windows of a changelog; refuses what has no meaning where rows are taken back. */
export function operatorOfChanges(
  key: KeySpec,
  window: WindowAssigner,
  settings: WindowSettings,
  compute: WindowCompute,
): Operator {
  refuseMeaningless(window, settings, compute);
  const { latenessMs = 0, leavesOut = false } = settings;
  if (compute.kind === "aggregate" && !(leavesOut && !isChecked(compute.aggregates))) {
    const { aggregates, output } = compute;
    const inOrder = aggregates.foldings.some(({ byArrival }) => byArrival === true);
    const common = { key, aggregates, latenessMs, output };
    if (window.kind === "tumbling") return paneChanges({ ...common, window });
    if ((window.kind === "sliding" || window.kind === "cumulate") && !inOrder)
      return paneChanges({ ...common, window });
  }
  return windowChanges({ key, window, latenessMs, compute });
}

function refuseMeaningless(window: WindowAssigner, settings: WindowSettings, compute: WindowCompute): void {
  const reason = reasonAgainst(window, settings) ?? reasonAgainstProcess(settings, compute);
  if (reason === undefined) return;
  throw new TypeError(`Cannot put a changelog into window "${windowText(window)}" as ${reason}`);
}

function reasonAgainst(window: WindowAssigner, { trigger, evictor }: WindowSettings): string | undefined {
  const isByTheClock = window.kind === "processing" || (window.kind === "custom" && window.time === "processing");
  if (isByTheClock) {
    return (
      "a row would be taken back from another window than it came into: got windows by the clock; " +
      "use windows of event time, or aggregate without windows"
    );
  }
  if (window.kind === "count") {
    return (
      "each window depends on the order in which rows came, and a row that is taken back would move all behind it: got windows of so many records; " +
      "use windows of event time, or topK"
    );
  }
  if (window.kind === "global") {
    return "it never ends, and a trigger cannot take back what it gave: got a global window; use aggregate without windows, which gives a changelog";
  }
  if (window.kind === "custom" && window.merge !== undefined && window.merge !== areTouching) {
    return 'nothing says what is left of merged windows when a record goes: got windows with a merge function; use merge: "touching"';
  }
  if (trigger !== undefined) {
    return `it cannot tell which of its results were given on account of a row that is taken back: got trigger ${JSON.stringify(trigger.name)}; leave it out, and use allowedLateness for results that are mended`;
  }
  if (evictor !== undefined) {
    return `what it throws out may be all that is left later: got evictor ${JSON.stringify(evictor.name)}; leave it out, or use topK before the window`;
  }
  return undefined;
}

/** What functions remember, or gave at the side, is not undone by taking back the rows that they returned. */
function reasonAgainstProcess({ latenessMs = 0 }: WindowSettings, compute: WindowCompute): string | undefined {
  if (compute.kind !== "process" || latenessMs === 0) return undefined;
  const { windowState, globalState, clear, sides } = compute;
  if (windowState === undefined && globalState === undefined && clear === undefined && sides.length === 0)
    return undefined;
  return (
    "its function is called anew for each change after the end, and only the rows that it returned can be taken back: " +
    "got allowedLateness with state or side outputs; leave out either"
  );
}
