import type { OperatorState } from "../state/keyed-state.ts";
import type { PaneState } from "../state/pane-state.ts";
import { reachedTime } from "../state/reached-time.ts";
import type { StateDeclaration } from "../state/state.ts";
import { nextEndInOrder, type Panes } from "./panes.ts";

/** Windows up to this end have fired. Subtasks agree on it but for what is in flight: the earliest is safe. */
export function firedState(): StateDeclaration<OperatorState<number>> {
  return reachedTime("fired");
}

/** Fires the windows that end with a watermark, in order, and lets go of panes that no window takes records for. */
export function passPanes(
  panes: Panes,
  state: Pick<PaneState, "panes" | "times" | "drop">,
  fired: { value: number },
  { timeMs, latenessMs }: { readonly timeMs: number; readonly latenessMs: number },
  fire: (end: number) => void,
): void {
  while (state.panes.size > 0) {
    const end = nextEndInOrder(panes, state.times, fired.value);
    if (end === undefined || end - 1 > timeMs) break;
    fire(end);
    fired.value = end;
  }
  // Windows without records count as fired too: a later one of theirs is late.
  fired.value = Math.max(fired.value, timeMs + 1);
  for (;;) {
    const first = state.times.at(0);
    if (first === undefined || panes.lastEnd(first) - 1 + latenessMs > timeMs) return;
    state.drop(first);
  }
}
