import { eventType } from "../event.ts";
import type { Results } from "../results.ts";
import type { Pane } from "./panes.ts";
import { panesOf } from "./panes.ts";
import type { Emit, RowLoop } from "./row-loop.ts";
import { outOfOrderMs } from "./row-loop.ts";

/** q5. Bids are counted a pane of 2 s each, so that one costs one update; a window adds its five panes up. */
export function hotItems(emit: Emit<Results["q5"]>): RowLoop {
  const everyMs = 2_000;
  const sizeMs = 10_000;
  const panes = panesOf(everyMs, () => new Map<number, number>());
  let newest = Number.NEGATIVE_INFINITY;
  let nextEnd = Number.NEGATIVE_INFINITY;

  const fireUntil = (watermark: number) => {
    for (; nextEnd <= watermark && panes.open.length > 0; nextEnd += everyMs) {
      emitHottest(windowOf(nextEnd));
      while (panes.open.length > 0 && panes.open[0]!.start <= nextEnd - sizeMs) panes.open.shift();
    }
    nextEnd = Math.floor(watermark / everyMs) * everyMs + everyMs;
  };
  const windowOf = (end: number) => panes.open.filter(({ start }) => start >= end - sizeMs && start < end);
  const emitHottest = (window: readonly Pane<Map<number, number>>[]) => {
    const counts = sumOf(window.map(({ content }) => content));
    const most = Math.max(...counts.values());
    for (const [auction, num] of counts) if (num === most) emit({ auction, num });
  };
  return {
    take(events) {
      for (const event of events) {
        const time = event.dateTime;
        if (time > newest) {
          newest = time;
          if (nextEnd <= newest - outOfOrderMs) fireUntil(newest - outOfOrderMs);
        }
        if (event.type !== eventType.bid || time < nextEnd - sizeMs) continue;
        const counts = panes.of(time);
        counts.set(event.auction, (counts.get(event.auction) ?? 0) + 1);
      }
    },
    end: () => fireUntil(Number.POSITIVE_INFINITY),
  };
}

function sumOf(panes: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const sums = new Map(panes[0]);
  for (const pane of panes.slice(1)) {
    for (const [auction, count] of pane) sums.set(auction, (sums.get(auction) ?? 0) + count);
  }
  return sums;
}
