import type { AfterMatch } from "../pattern/part.ts";
import { pruningOf } from "./after-match.ts";
import type { PartialMatches } from "./partial-matches.ts";
import type { StartQueue } from "./start-queue.ts";

/** Of a pattern whose matches may prune others. */
export interface Skipping {
  readonly after: AfterMatch;
  readonly steps: ReadonlyMap<string, number>;
  /** Gives a match, by its last link. */
  readonly give: (link: number, timeMs: number) => void;
  /** Drops the earliest partial match of a place. */
  readonly dropFirst: (place: number) => void;
}

/** Matches that may have to wait until what began before them is decided, since that may prune them. */
export class WaitingMatches {
  readonly #partials: PartialMatches;
  readonly #skipping: Skipping;
  /** Those of the event or time at hand. */
  #found: StartQueue;

  constructor(partials: PartialMatches, skipping: Skipping) {
    this.#partials = partials;
    this.#skipping = skipping;
    this.#found = partials.queue();
  }

  add(match: number): void {
    this.#found.add(match);
  }

  /** Gives the matches that were found, and those that waited for others, as far as nothing earlier is under way. */
  settle(place: number, timeMs: number): void {
    const partials = this.#partials;
    const queue = this.#withFound(place);
    const { matches } = queue;
    while (matches.length > 0) {
      const first = matches[0]!;
      const earliest = partials.headOf(place);
      if (earliest >= 0 && partials.startOf(earliest) < partials.startOf(first)) break;
      queue.poll();
      const link = partials.linkOf(first);
      const { before, including } = pruningOf(this.#skipping.after, partials.buffer, link, this.#skipping.steps);
      if (before !== undefined) this.#prune(place, queue, including ? before + 1 : before);
      this.#skipping.give(link, timeMs);
      partials.remove(first);
    }
    if (queue === this.#found && matches.length > 0) this.#found = partials.queue();
    partials.setWaiting(place, queue);
  }

  /** The queue of a place with what was found in it. What was found comes as it lies in its own, as in FlinkCEP. */
  #withFound(place: number): StartQueue {
    const found = this.#found;
    const waiting = this.#partials.waitingOf(place);
    if (waiting === undefined) return found;
    for (const match of found.matches) waiting.add(match);
    found.matches.length = 0;
    return waiting;
  }

  /** Drops what began before an event of that number. */
  #prune(place: number, queue: StartQueue, start: number): void {
    const partials = this.#partials;
    while (partials.headOf(place) >= 0 && partials.startOf(partials.headOf(place)) < start) {
      this.#skipping.dropFirst(place);
    }
    queue.removeBefore(start, (match) => partials.remove(match));
  }
}
