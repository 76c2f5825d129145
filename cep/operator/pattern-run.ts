import type { OperatorContext } from "../../core/mod.ts";
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
  readonly context: OperatorContext;
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
  readonly #context: OperatorContext;
  /** How many partial matches in each state have been told. */
  readonly #told: Int32Array;

  constructor({ name, prepared, keys }: NamedPattern, state: PatternState, options: PatternRunOptions) {
    this.name = name;
    this.prepared = prepared;
    this.keys = keys;
    this.number = state.numberOf(name);
    this.#context = options.context;
    this.matcher = new Matcher(prepared, state.partials, options.outbox, options.maxPartialMatches);
    this.#told = new Int32Array(prepared.automaton.states.length);
  }

  /** Tells by how much the partial matches of each step have become more, or fewer. */
  countPartials(): void {
    const { perState } = this.matcher;
    for (let state = 0; state < perState.length; state++) this.#tell(state, perState[state]!);
  }

  /** The pattern is looked for no more. */
  leave(): void {
    for (let state = 0; state < this.#told.length; state++) this.#tell(state, 0);
  }

  #tell(state: number, count: number): void {
    const change = count - this.#told[state]!;
    if (change === 0) return;
    this.#told[state] = count;
    this.#context.count(`partialMatches(${this.prepared.automaton.states[state]!.step})`, change);
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
