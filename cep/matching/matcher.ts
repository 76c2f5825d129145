import { compile } from "../automaton/compile.ts";
import { type Decision, type Outcome, outcomeKind, type Way } from "../automaton/decide.ts";
import { Decisions } from "../automaton/decisions.ts";
import type { Automaton } from "../automaton/state.ts";
import type { Atoms } from "../automaton/when.ts";
import { type PatternSpec, stepNames } from "../pattern/part.ts";
import { AcceptedEvents } from "./accepted-events.ts";
import { type Test, testOf } from "./condition-test.ts";
import { DueTimes } from "./due-times.ts";
import type { EventBuffer } from "./event-buffer.ts";
import { MatchRows } from "./match-rows.ts";
import type { Outbox } from "./outbox.ts";
import { linkAt, type PartialMatches, recordInts, stateAt } from "./partial-matches.ts";
import { eventsOfPartial, heldBy, linksBetweenCounts, tooManyEvents, tooManyPartials } from "./too-many-partials.ts";
import { WaitingMatches } from "./waiting-matches.ts";

/** One event: its class, its time, and how its row is made, which is done only where it is taken or looked at. */
export interface Offered {
  eventClass: number;
  timeMs: number;
  /** Its number in the buffer, held by who offers it; −1 as long as nobody has taken it. */
  event: number;
  row(): unknown;
}

/** A pattern made ready: its automaton, the names of its steps by number. */
export interface Prepared {
  readonly spec: PatternSpec;
  readonly automaton: Automaton & { readonly atoms: Atoms };
  readonly names: readonly string[];
  readonly steps: ReadonlyMap<string, number>;
}

export function prepared(spec: PatternSpec): Prepared {
  const names = [...new Set(stepNames(spec.parts))];
  return { spec, automaton: compile(spec), names, steps: new Map(names.map((name, step) => [name, step])) };
}

/** Finds the matches of one pattern among the events of each key. */
export class Matcher {
  readonly #prepared: Prepared;
  readonly decisions: Decisions;
  /** How many partial matches wait in each state; those that wait for earlier ones to be decided count as none. */
  readonly perState: Int32Array;
  readonly #partials: PartialMatches;
  readonly #buffer: EventBuffer;
  readonly #accepted: AcceptedEvents;
  readonly #outbox: Outbox;
  readonly #maxPartials: number;
  /** Whether matches may have to wait for others, which they prune. */
  readonly #skips: boolean;
  readonly #waiting: WaitingMatches;
  /** Asked of a partial match and an event, by atom. */
  readonly #tests: readonly Test[];
  readonly #due: DueTimes;
  readonly #pending: Uint8Array;
  /** How the partial matches of the place at hand are decided, in the order of their chain; the start behind them. */
  #outcomes: (Outcome | undefined)[] = [];
  /** Of the chain at hand what has run out of time while it stands behind others. */
  readonly #over = new Set<number>();
  readonly #rows: MatchRows;
  readonly #startState: number;
  /** The number of links in all at which those of a place are counted. */
  #countLinksAt: number;
  /** Whether a condition of the user's is being asked: what it throws is the record's fault, and nothing has changed. */
  asking = false;

  constructor(given: Prepared, partials: PartialMatches, outbox: Outbox, maxPartials: number) {
    const { automaton, steps } = given;
    this.#prepared = given;
    this.decisions = new Decisions(automaton, (name) => steps.get(name)!);
    this.perState = new Int32Array(automaton.states.length);
    this.#partials = partials;
    this.#buffer = partials.buffer;
    this.#accepted = new AcceptedEvents(partials.buffer, steps);
    this.#outbox = outbox;
    this.#maxPartials = maxPartials;
    this.#countLinksAt = Math.min(eventsOfPartial * maxPartials, linksBetweenCounts);
    this.#skips = given.spec.afterMatch !== "none";
    this.#waiting = this.#waitingMatches();
    this.#tests = automaton.atoms.list.map(({ condition }) => testOf(condition));
    this.#pending = Uint8Array.from(automaton.states, ({ kind }) => (kind === "pending" ? 1 : 0));
    this.#due = new DueTimes(partials, automaton);
    this.#startState = automaton.start.number;
    this.#rows = new MatchRows(given.names, partials.buffer);
  }

  /** The next event of a place. What a condition throws goes through: nothing has changed then. */
  take(place: number, offered: Offered): void {
    const partials = this.#partials;
    if (this.#due.isEver && partials.expiryOf(place) <= offered.timeMs) this.advance(place, offered.timeMs);
    // What changes no partial match may only begin one, behind all others.
    const isPassedOver = this.decisions.passedOver[offered.eventClass] === 1;
    const count = this.#decideAll(isPassedOver ? -1 : partials.headOf(place), offered);
    let before = isPassedOver ? partials.tailOf(place) : -1;
    let partial = partials.headOf(place);
    for (let at = 0; at < count; at++) {
      const outcome = this.#outcomes[at]!;
      const next = partials.nextOf(partial);
      if (outcome.kind === outcomeKind.stays) before = partial;
      else before = this.#go(place, before, partial, outcome, offered);
      partial = next;
    }
    const start = this.#outcomes[count]!;
    if (start.kind !== outcomeKind.dies) {
      // A clock may be set back.
      if (before >= 0 && offered.timeMs < partials.startMsOf(before)) this.#due.isInOrder = false;
      this.#branch(place, before, start, offered, -1);
    }
    if (this.#skips) this.#waiting.settle(place, offered.timeMs);
    if (partials.heldCountOf(place) > this.#maxPartials) throw this.#tooMany(place, offered);
    if (this.#buffer.links >= this.#countLinksAt) this.#countLinks(place, offered);
  }

  /**
   * Time has reached this for a place: what has run out of it times out, or matches as nothing came. Where matches prune others
   * it goes from one such time to the next, so that how far it goes at once does not matter.
   */
  advance(place: number, timeMs: number): void {
    if (this.#due.isInOrder) this.#runOutFirst(place, timeMs);
    else if (this.#skips) this.#runOutByTime(place, timeMs);
    else this.#runOutUntil(place, timeMs);
  }

  /** Looks at what runs out of time, and no further. */
  #runOutFirst(place: number, timeMs: number): void {
    const partials = this.#partials;
    let due = this.#due.first(place);
    while (due <= timeMs && due < Number.POSITIVE_INFINITY) {
      const dueMs = due;
      for (; due === dueMs; due = this.#due.first(place)) {
        this.#runOut(partials.headOf(place), dueMs);
        this.#unlink(place, -1, partials.headOf(place));
      }
      if (this.#skips) this.#waiting.settle(place, dueMs);
      due = this.#due.first(place);
    }
    partials.setExpiry(place, due);
  }

  #runOutUntil(place: number, timeMs: number): void {
    const partials = this.#partials;
    let expiry = Number.POSITIVE_INFINITY;
    let before = -1;
    for (let partial = partials.headOf(place); partial >= 0; ) {
      const next = partials.nextOf(partial);
      const due = this.#due.of(partial);
      if (due > timeMs || due === Number.POSITIVE_INFINITY) {
        expiry = Math.min(expiry, due);
        before = partial;
      } else {
        this.#runOut(partial, due);
        this.#unlink(place, before, partial);
      }
      partial = next;
    }
    partials.setExpiry(place, expiry);
  }

  #runOutByTime(place: number, timeMs: number): void {
    const partials = this.#partials;
    const due = this.#due.until(place, timeMs);
    due.forEach(({ partial, start, dueMs }, at) => {
      const first = partials.headOf(place);
      // What began before the first has been pruned.
      if (first >= 0 && start >= partials.startOf(first)) {
        this.#runOut(partial, dueMs);
        this.#over.add(partial);
      }
      if (due[at + 1]?.dueMs === dueMs) return;
      this.#dropOver(place);
      this.#waiting.settle(place, dueMs);
    });
    for (let before = -1, partial = partials.headOf(place); partial >= 0; ) {
      const next = partials.nextOf(partial);
      if (this.#over.delete(partial)) this.#unlink(place, before, partial);
      else before = partial;
      partial = next;
    }
    partials.setExpiry(place, this.#due.least(place));
  }

  /** What has run out of time and is the first of the chain now leaves it. */
  #dropOver(place: number): void {
    for (let first = this.#partials.headOf(place); this.#over.delete(first); first = this.#partials.headOf(place)) {
      this.#unlink(place, -1, first);
    }
  }

  #runOut(partial: number, dueMs: number): void {
    const partials = this.#partials;
    const link = partials.linkOf(partial);
    if (this.#pending[partials.stateOf(partial)] === 1) {
      if (this.#skips) this.#wait(link, partial, dueMs);
      else this.#outbox.match(this.#rows.of(link, -1, undefined), dueMs);
    } else if (this.#outbox.wantsTimeouts) this.#outbox.timeout(this.#rows.of(link, -1, undefined), dueMs);
  }

  /** A place that was restored: what waits where, and when it runs out of time. */
  resume(place: number): void {
    const partials = this.#partials;
    let beganMs = Number.NEGATIVE_INFINITY;
    for (let partial = partials.headOf(place); partial >= 0; partial = partials.nextOf(partial)) {
      this.perState[partials.stateOf(partial)]!++;
      if (partials.startMsOf(partial) < beganMs) this.#due.isInOrder = false;
      beganMs = partials.startMsOf(partial);
    }
    if (!this.#due.isEver) return;
    partials.setExpiry(place, this.#due.least(place));
    this.wake(place);
  }

  /** Asks for the place to be looked at when something of it runs out of time. */
  wake(place: number): void {
    const expiryMs = this.#partials.expiryOf(place);
    if (expiryMs < Number.POSITIVE_INFINITY) this.#partials.wakeAt(place, expiryMs);
  }

  /** Outcomes of the partial matches of a chain, in order, and of the start; gives how many partial matches there are. */
  #decideAll(head: number, offered: Offered): number {
    const partials = this.#partials;
    const { ints } = partials;
    const outcomes = this.#outcomes;
    const roots = this.decisions.roots[offered.eventClass]!;
    let count = 0;
    for (let partial = head; partial >= 0; partial = ints[partial * recordInts]!) {
      const state = ints[partial * recordInts + stateAt]!;
      const root = roots[state] ?? this.decisions.root(offered.eventClass, state);
      outcomes[count++] = root.outcome ?? this.#asked(root, ints[partial * recordInts + linkAt]!, offered);
    }
    const root = roots[this.#startState] ?? this.decisions.root(offered.eventClass, this.#startState);
    outcomes[count] = root.outcome ?? this.#asked(root, -1, offered);
    return count;
  }

  #asked(root: Decision, link: number, offered: Offered): Outcome {
    const row = offered.row();
    let decision = root;
    this.#accepted.at(link, offered.timeMs);
    this.asking = true;
    while (decision.outcome === undefined) {
      decision = this.decisions.behind(decision, this.#tests[decision.ask]!(row, this.#accepted));
    }
    this.asking = false;
    return decision.outcome;
  }

  /** Lets a partial match go its ways; gives the last partial match that is before the next one now. */
  #go(place: number, before: number, partial: number, outcome: Outcome, offered: Offered): number {
    const partials = this.#partials;
    const { heir } = outcome;
    if (heir === undefined || (outcome.matches && this.#skips)) {
      const last = this.#branch(place, partial, outcome, offered, partial);
      this.#unlink(place, before, partial);
      return last === partial ? before : last;
    }
    // One way goes on: the partial match itself goes it.
    if (outcome.matches) this.#match(outcome.ways, partials.linkOf(partial), offered);
    const [state] = heir.next as [number];
    this.perState[partials.stateOf(partial)]!--;
    this.perState[state]!++;
    if (heir.step < 0) partials.setState(partial, state);
    else partials.move(partial, state, heir.step, this.#eventOf(offered));
    if (this.#due.isMoved) this.#expect(place, partial);
    return partial;
  }

  /** Gives the matches of all ways at once, as none may have to wait. */
  #match(ways: readonly Way[], from: number, offered: Offered): void {
    for (const { step, matches } of ways) {
      if (matches === 0) continue;
      const row = step < 0 ? undefined : offered.row();
      this.#outbox.match(this.#rows.of(from, step, row), offered.timeMs);
    }
  }

  /**
   * New partial matches behind one in the chain; gives the last of them, or that one.
   *
   * @param origin The partial match that they go on from; −1 for the start.
   */
  #branch(place: number, behind: number, { ways, matches }: Outcome, offered: Offered, origin: number): number {
    const partials = this.#partials;
    const from = origin < 0 ? -1 : partials.linkOf(origin);
    if (matches && !this.#skips) this.#match(ways, from, offered);
    let last = behind;
    for (const way of ways) {
      const waits = this.#skips ? way.matches : 0;
      if (way.next.length + waits === 0) continue;
      const link = way.step < 0 ? from : this.#buffer.branch(way.step, this.#eventOf(offered), from);
      for (const state of way.next) last = this.#insert(place, last, this.#made(state, link, origin, offered.timeMs));
      if (waits > 0) this.#wait(link, origin, offered.timeMs);
      if (way.step >= 0) this.#buffer.release(link);
    }
    return last;
  }

  /** A partial match that holds its link: one that goes on from another, or begins with the event at hand. */
  #made(state: number, link: number, origin: number, timeMs: number): number {
    const partials = this.#partials;
    this.#buffer.hold(link);
    if (origin >= 0) return partials.addBehind(state, link, origin);
    return partials.add(state, link, timeMs, this.#buffer.orderOf(this.#buffer.eventOf(link)));
  }

  #insert(place: number, behind: number, partial: number): number {
    const partials = this.#partials;
    if (behind < 0) {
      partials.setNext(partial, partials.headOf(place));
      partials.setHead(place, partial);
    } else {
      partials.setNext(partial, partials.nextOf(behind));
      partials.setNext(behind, partial);
    }
    if (partials.nextOf(partial) < 0) partials.setTail(place, partial);
    partials.addCount(place, 1);
    this.perState[partials.stateOf(partial)]!++;
    this.#expect(place, partial);
    return partial;
  }

  #unlink(place: number, before: number, partial: number): void {
    const partials = this.#partials;
    if (before < 0) partials.setHead(place, partials.nextOf(partial));
    else partials.setNext(before, partials.nextOf(partial));
    if (partials.nextOf(partial) < 0) partials.setTail(place, before);
    partials.addCount(place, -1);
    this.perState[partials.stateOf(partial)]!--;
    partials.remove(partial);
  }

  #expect(place: number, partial: number): void {
    if (!this.#due.isEver) return;
    const due = this.#due.of(partial);
    if (due >= this.#partials.expiryOf(place)) return;
    this.#partials.setExpiry(place, due);
    this.#partials.wakeAt(place, due);
  }

  #eventOf(offered: Offered): number {
    if (offered.event < 0) {
      offered.event = this.#buffer.addEvent(offered.row(), offered.timeMs, this.#partials.nextOrder++);
    }
    return offered.event;
  }

  /** A match that may have to wait for others. */
  #wait(link: number, origin: number, timeMs: number): void {
    this.#waiting.add(this.#made(-1, link, origin, timeMs));
  }

  #waitingMatches(): WaitingMatches {
    return new WaitingMatches(this.#partials, {
      after: this.#prepared.spec.afterMatch,
      steps: this.#prepared.steps,
      give: (link, timeMs) => this.#outbox.match(this.#rows.of(link, -1, undefined), timeMs),
      dropFirst: (place) => {
        this.#unlink(place, -1, this.#partials.headOf(place));
        this.#dropOver(place);
      },
    });
  }

  #tooMany(place: number, offered: Offered): RangeError {
    return tooManyPartials(this.#prepared, this.#partials, place, this.#maxPartials, offered.row());
  }

  /** Where a place grows without end it is the one at hand sooner or later, however few counts there are. */
  #countLinks(place: number, offered: Offered): void {
    const most = eventsOfPartial * this.#maxPartials;
    this.#countLinksAt = this.#buffer.links + Math.min(most, linksBetweenCounts);
    if (heldBy(this.#partials, place, most) > most) throw tooManyEvents(this.#partials, place, most, offered.row());
  }
}
