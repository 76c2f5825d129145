import type { AfterMatch } from "../pattern/part.ts";
import type { EventBuffer } from "./event-buffer.ts";

/** What a match prunes: whatever began before an event, or with it. */
export interface Pruning {
  /** Undefined: nothing. */
  readonly before: number | undefined;
  readonly including: boolean;
}

const nothing: Pruning = { before: undefined, including: false };

/**
 * How far a match prunes others: partial matches and matches that wait. `"next"` leaves those that begin behind its first
 * event, `"past last"` those that begin behind its last one, `first` and `last` those that begin at that event of a step.
 */
export function pruningOf(
  after: AfterMatch,
  buffer: EventBuffer,
  link: number,
  steps: ReadonlyMap<string, number>,
): Pruning {
  if (after === "none") return nothing;
  const orderOf = (of: number): number => buffer.orderOf(buffer.eventOf(of));
  if (after === "past last") return { before: orderOf(link), including: true };
  if (after === "next") {
    let first = link;
    while (buffer.beforeOf(first) >= 0) first = buffer.beforeOf(first);
    return { before: orderOf(first), including: true };
  }
  const name = "first" in after ? after.first : after.last;
  let found: number | undefined;
  let firstOfAll = link;
  for (let at = link; at >= 0; at = buffer.beforeOf(at)) {
    firstOfAll = at;
    if (buffer.stepOf(at) === steps.get(name) && ("first" in after || found === undefined)) found = orderOf(at);
  }
  if (after.onMiss === "error") refuseMiss(name, found, orderOf(firstOfAll));
  return { before: found, including: false };
}

function refuseMiss(name: string, found: number | undefined, first: number): void {
  if (found === undefined) {
    throw new RangeError(
      `Cannot skip to step ${JSON.stringify(name)} after a match as the match must hold an event of it: got none; ` +
        "make the step mandatory, or leave onMiss out",
    );
  }
  if (found === first) {
    throw new RangeError(
      `Cannot skip to step ${JSON.stringify(name)} after a match as that is the match's first event, from which it would be ` +
        "found again: got the first event; skip to a later step, or leave onMiss out",
    );
  }
}
