import type { EventBuffer } from "../matching/event-buffer.ts";
import { Matcher, type Offered, type Prepared } from "../matching/matcher.ts";
import type { Outbox } from "../matching/outbox.ts";
import type { Condition } from "../pattern/condition.ts";
import type { PatternState } from "./pattern-state.ts";

export interface NamedPattern {
  readonly name: string;
  readonly prepared: Prepared;
  /** The only keys that it is for; undefined for all. */
  readonly keys?: readonly unknown[] | undefined;
}

export interface PatternRunOptions {
  readonly outbox: Outbox;
  readonly maxPartialMatches: number;
}

/** One pattern at work in a subtask. */
export class PatternRun {
  readonly name: string;
  readonly prepared: Prepared;
  readonly matcher: Matcher;
  /** Its number in the state. */
  readonly number: number;
  readonly keys: readonly unknown[] | undefined;

  constructor({ name, prepared, keys }: NamedPattern, state: PatternState, options: PatternRunOptions) {
    this.name = name;
    this.prepared = prepared;
    this.keys = keys;
    this.number = state.numberOf(name);
    this.matcher = new Matcher(prepared, state.partials, options.outbox, options.maxPartialMatches);
  }
}

/** The conditions that make the classes of a pattern's events, in the order of their bits. */
export function eventConditions({ matcher, prepared }: PatternRun): Condition[] {
  const { list } = prepared.automaton.atoms;
  return matcher.decisions.atomsOfEvents.map((atom) => list[atom]!.condition);
}

/** The row at hand, made once and held once however many patterns take it. */
export class RowCursor implements Offered {
  eventClass = 0;
  timeMs = 0;
  event = -1;
  at = 0;
  readonly #read: (row: number) => unknown;
  #made: number = -1;
  #row: unknown;

  constructor(read: (row: number) => unknown) {
    this.#read = read;
  }

  row(): unknown {
    if (this.#made !== this.at) {
      this.#row = this.#read(this.at);
      this.#made = this.at;
    }
    return this.#row;
  }

  /** Gives the event up that was made of it: who took it holds it. */
  release(buffer: EventBuffer): void {
    buffer.releaseEvent(this.event);
    this.event = -1;
  }
}
