import { areTouching, type TimeWindow } from "../time/window.ts";
import type { Assignment } from "./window-assignment.ts";
import { boundsOf, type KeyWindows, touchedBy, type WindowRecord } from "./window-state.ts";

/** The window that a record is in: one that is there, or one that joins those it merges with. */
export interface WindowPlace {
  readonly bounds: TimeWindow;
  readonly joined: readonly WindowRecord[];
  readonly there: WindowRecord | undefined;
}

/** Where a record with a window of its own would be among those of its key; undefined where that is closed. */
export function placeOf(
  windows: KeyWindows,
  own: TimeWindow,
  { merges }: Pick<Assignment, "merges">,
  isClosed: (bounds: TimeWindow) => boolean,
): WindowPlace | undefined {
  if (merges === undefined) {
    if (isClosed(own)) return undefined;
    const there = windows.byBounds.get(boundsOf(own));
    return { bounds: own, joined: there === undefined ? [] : [there], there };
  }
  const joined =
    merges === areTouching ? touchedBy(windows, own) : [...windows.byId.values()].filter((one) => merges(one, own));
  const [only] = joined;
  if (joined.length === 1 && only!.start <= own.start && own.end <= only!.end) {
    return { bounds: only!, joined, there: only };
  }
  const bounds = {
    start: Math.min(own.start, ...joined.map(({ start }) => start)),
    end: Math.max(own.end, ...joined.map(({ end }) => end)),
  };
  if (isClosed(bounds)) return undefined;
  return { bounds, joined: joined.sort((one, other) => one.start - other.start), there: undefined };
}
