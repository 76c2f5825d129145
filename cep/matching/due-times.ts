import type { Automaton } from "../automaton/state.ts";
import type { PartialMatches } from "./partial-matches.ts";

/** A partial match that runs out of time: which, the number of its first event, and when. */
interface Due {
  readonly partial: number;
  readonly start: number;
  readonly dueMs: number;
}

/** When the partial matches of a pattern run out of time. */
export class DueTimes {
  /** Whether any ever does. */
  readonly isEver: boolean;
  /** Whether it is another time once a partial match goes on. */
  readonly isMoved: boolean;
  /** Whether what is before another in its chain is so here: not where it is moved, nor where a clock was set back. */
  isInOrder: boolean;
  readonly #partials: PartialMatches;
  readonly #windowMs: number;
  readonly #previousMs: Float64Array;

  constructor(partials: PartialMatches, { windowMs, states }: Automaton) {
    this.#partials = partials;
    this.#windowMs = windowMs;
    this.#previousMs = Float64Array.from(states, ({ previousMs }) => previousMs ?? 0);
    this.isMoved = this.#previousMs.some((ms) => ms > 0);
    this.isEver = windowMs > 0 || this.isMoved;
    this.isInOrder = !this.isMoved;
  }

  /** When a partial match runs out of time; since the event before counts first, as in Flink. */
  of(partial: number): number {
    const partials = this.#partials;
    const first = this.#windowMs > 0 ? partials.startMsOf(partial) + this.#windowMs : Number.POSITIVE_INFINITY;
    if (!this.isMoved) return first;
    const previousMs = this.#previousMs[partials.stateOf(partial)]!;
    if (previousMs === 0) return first;
    const { buffer } = partials;
    return Math.min(first, buffer.timeOf(buffer.eventOf(partials.linkOf(partial))) + previousMs);
  }

  /** When the first partial match of a place does; ∞ where there is none. */
  first(place: number): number {
    const first = this.#partials.headOf(place);
    return first < 0 ? Number.POSITIVE_INFINITY : this.of(first);
  }

  /** When the first of all of a place does. */
  least(place: number): number {
    if (this.isInOrder) return this.first(place);
    const partials = this.#partials;
    let due = Number.POSITIVE_INFINITY;
    for (let partial = partials.headOf(place); partial >= 0; partial = partials.nextOf(partial)) {
      due = Math.min(due, this.of(partial));
    }
    return due;
  }

  /** What of a place does up to then, by time, and of one time the earliest first. */
  until(place: number, timeMs: number): Due[] {
    const partials = this.#partials;
    const due: Due[] = [];
    for (let partial = partials.headOf(place); partial >= 0; partial = partials.nextOf(partial)) {
      const dueMs = this.of(partial);
      if (dueMs > timeMs || dueMs === Number.POSITIVE_INFINITY) continue;
      due.push({ partial, start: partials.startOf(partial), dueMs });
    }
    return due.sort((left, right) => left.dueMs - right.dueMs);
  }
}
