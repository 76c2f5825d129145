import { compile } from "../automaton/compile.ts";
import type { Decision, Outcome, Way } from "../automaton/decide.ts";
import { Decisions } from "../automaton/decisions.ts";
import type { Automaton } from "../automaton/state.ts";
import type { Atoms } from "../automaton/when.ts";
import { holds } from "../pattern/comparison.ts";
import type { Condition } from "../pattern/condition.ts";
import { type AfterMatch, type PatternSpec, stepNames } from "../pattern/part.ts";
import { AcceptedEvents } from "./accepted-events.ts";
import { pruningOf } from "./after-match.ts";
import type { EventBuffer } from "./event-buffer.ts";
import type { Outbox } from "./outbox.ts";
import type { PartialMatches } from "./partial-matches.ts";
import { StartQueue } from "./start-queue.ts";
import { tooManyPartials } from "./too-many-partials.ts";

/** One event: its class, its time, and how its row is made, which is done only where it is taken or looked at. */
export interface Offered {
  eventClass: number;
  timeMs: number;
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
  readonly #partials: PartialMatches;
  readonly #buffer: EventBuffer;
  readonly #accepted: AcceptedEvents;
  readonly #outbox: Outbox;
  readonly #maxPartials: number;
  readonly #after: AfterMatch;
  /** Asked of a partial match and an event, by atom. */
  readonly #tests: readonly ((event: unknown, match: AcceptedEvents) => boolean)[];
  readonly #windowMs: number;
  readonly #previousMs: Float64Array;
  readonly #pending: Uint8Array;
  readonly #expires: boolean;
  /** How the partial matches of the key at hand are decided, in the order of their chain; the start behind them. */
  #outcomes: (Outcome | undefined)[] = [];
  /** Matches of the event or time at hand: link, time of the first event, its number. */
  #found: number[] = [];
  #event = -1;
  readonly #startState: number;
  /** Called where a key's time runs out earlier than before. */
  onExpiry: ((place: number, timeMs: number) => void) | undefined;
  /** Whether a condition of the user's is being asked: what it throws is the record's fault, and nothing has changed. */
  asking = false;

  constructor(given: Prepared, partials: PartialMatches, outbox: Outbox, maxPartials: number) {
    const { automaton, steps } = given;
    this.#prepared = given;
    this.decisions = new Decisions(automaton, (name) => steps.get(name)!);
    this.#partials = partials;
    this.#buffer = partials.buffer;
    this.#accepted = new AcceptedEvents(partials.buffer, steps);
    this.#outbox = outbox;
    this.#maxPartials = maxPartials;
    this.#after = given.spec.afterMatch;
    this.#tests = automaton.atoms.list.map(({ condition }) => testOf(condition));
    this.#windowMs = automaton.windowMs;
    this.#previousMs = Float64Array.from(automaton.states, ({ previousMs }) => previousMs ?? 0);
    this.#pending = Uint8Array.from(automaton.states, ({ kind }) => (kind === "pending" ? 1 : 0));
    this.#expires = this.#windowMs > 0 || this.#previousMs.some((ms) => ms > 0);
    this.#startState = automaton.start.number;
  }

  /** Whether an event of a class can do anything to a key without partial matches. */
  mayStart(eventClass: number): boolean {
    return this.decisions.root(eventClass, this.#startState).outcome?.kind !== "dies";
  }

  /** The next event of a key. What a condition throws goes through: nothing has changed then. */
  take(place: number, offered: Offered): void {
    const partials = this.#partials;
    if (this.#expires && partials.expiryMs[place]! <= offered.timeMs) this.advance(place, offered.timeMs);
    const count = this.#decideAll(place, offered);
    this.#event = -1;
    this.#found.length = 0;
    const order = partials.nextOrder++;
    let before = -1;
    let partial = partials.head[place]!;
    for (let at = 0; at < count; at++) {
      const outcome = this.#outcomes[at]!;
      const next = partials.next[partial]!;
      if (outcome.kind === "stays") before = partial;
      else before = this.#go(place, before, partial, outcome, offered, order);
      partial = next;
    }
    const start = this.#outcomes[count]!;
    if (start.kind !== "dies") this.#begin(place, before, start, offered, order);
    if (this.#event >= 0) this.#buffer.dropUnheld(this.#event);
    if (this.#found.length > 0 || partials.waiting[place]! >= 0) this.#settle(place, offered.timeMs);
    if (partials.count[place]! > this.#maxPartials) throw this.#tooMany(place, offered);
  }

  /**
   * Time has reached this for a key: what has run out of it times out, or matches as nothing came. Where matches prune others
   * it goes from one such time to the next, so that how far it goes at once does not matter.
   */
  advance(place: number, timeMs: number): void {
    const partials = this.#partials;
    if (this.#after === "none") {
      this.#runOutUntil(place, timeMs);
      return;
    }
    while (partials.expiryMs[place]! <= timeMs) {
      const dueMs = this.#nextDueMs(place);
      partials.expiryMs[place] = dueMs;
      if (dueMs <= timeMs) this.#runOutUntil(place, dueMs);
    }
  }

  #runOutUntil(place: number, timeMs: number): void {
    const partials = this.#partials;
    this.#found.length = 0;
    let expiry = Number.POSITIVE_INFINITY;
    let before = -1;
    for (let partial = partials.head[place]!; partial >= 0; ) {
      const next = partials.next[partial]!;
      const due = this.#dueMs(partial);
      if (due > timeMs) {
        expiry = Math.min(expiry, due);
        before = partial;
      } else {
        this.#runOut(place, before, partial, due);
      }
      partial = next;
    }
    partials.expiryMs[place] = expiry;
    if (this.#found.length > 0 || partials.waiting[place]! >= 0) this.#settle(place, timeMs);
  }

  #nextDueMs(place: number): number {
    const { head, next } = this.#partials;
    let due = Number.POSITIVE_INFINITY;
    for (let partial = head[place]!; partial >= 0; partial = next[partial]!) due = Math.min(due, this.#dueMs(partial));
    return due;
  }

  #runOut(place: number, before: number, partial: number, dueMs: number): void {
    const { link, state, startMs, start } = this.#partials;
    if (this.#pending[state[partial]!] === 1) this.#find(link[partial]!, startMs[partial]!, start[partial]!, dueMs);
    else this.#outbox.timeout(this.#rowsOf(link[partial]!), dueMs);
    this.#unlink(place, before, partial);
  }

  /** After a restore: when each key runs out of time, from what it has. */
  expectAll(): void {
    const { keys, head, expiryMs } = this.#partials;
    if (!this.#expires) return;
    for (let place = 0; place < keys.size; place++) {
      if (head[place]! < 0) continue;
      expiryMs[place] = this.#nextDueMs(place);
      this.onExpiry?.(place, expiryMs[place]!);
    }
  }

  /** When a partial match runs out of time; since the event before counts first, as in Flink. */
  #dueMs(partial: number): number {
    const { link, state, startMs } = this.#partials;
    const previousMs = this.#previousMs[state[partial]!]!;
    const first = this.#windowMs > 0 ? startMs[partial]! + this.#windowMs : Number.POSITIVE_INFINITY;
    if (previousMs === 0) return first;
    return Math.min(first, this.#buffer.time[this.#buffer.event[link[partial]!]!]! + previousMs);
  }

  /** Outcomes of the partial matches of a key, in order, and of the start; gives how many partial matches there are. */
  #decideAll(place: number, offered: Offered): number {
    const { next, state, link, head } = this.#partials;
    const outcomes = this.#outcomes;
    const roots = this.decisions.roots[offered.eventClass]!;
    let count = 0;
    for (let partial = head[place]!; partial >= 0; partial = next[partial]!) {
      const root = roots[state[partial]!] ?? this.decisions.root(offered.eventClass, state[partial]!);
      outcomes[count++] = root.outcome ?? this.#asked(root, link[partial]!, offered);
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
  #go(place: number, before: number, partial: number, outcome: Outcome, offered: Offered, order: number): number {
    const partials = this.#partials;
    if (outcome.kind === "moves") {
      const [{ step, next }] = outcome.ways as [Way];
      const link = this.#buffer.addLink(step, this.#eventAt(offered, order), partials.link[partial]!);
      partials.move(partial, next[0]!, link);
      this.#expect(place, partial);
      return partial;
    }
    const { startMs, start } = partials;
    const last = this.#branch(
      place,
      partial,
      outcome,
      offered,
      order,
      startMs[partial]!,
      start[partial]!,
      partials.link[partial]!,
    );
    this.#unlink(place, before, partial);
    return last === partial ? before : last;
  }

  /** New partial matches behind one in the chain; gives the last of them, or that one. */
  #branch(
    place: number,
    behind: number,
    { ways }: Outcome,
    offered: Offered,
    order: number,
    startMs: number,
    start: number,
    from: number,
  ): number {
    let last = behind;
    for (const { step, next, matches } of ways) {
      const link = step < 0 ? from : this.#buffer.addLink(step, this.#eventAt(offered, order), from);
      this.#buffer.hold(link);
      for (const state of next) last = this.#insert(place, last, state, link, startMs, start);
      if (matches > 0) this.#find(link, startMs, start, offered.timeMs);
      this.#buffer.release(link);
    }
    return last;
  }

  #begin(place: number, behind: number, outcome: Outcome, offered: Offered, order: number): void {
    this.#branch(place, behind, outcome, offered, order, offered.timeMs, order, -1);
  }

  #insert(place: number, behind: number, state: number, link: number, startMs: number, start: number): number {
    const partials = this.#partials;
    const partial = partials.add(state, link, startMs, start);
    if (behind < 0) {
      partials.next[partial] = partials.head[place]!;
      partials.head[place] = partial;
    } else {
      partials.next[partial] = partials.next[behind]!;
      partials.next[behind] = partial;
    }
    partials.count[place]!++;
    this.#expect(place, partial);
    return partial;
  }

  #unlink(place: number, before: number, partial: number): void {
    const partials = this.#partials;
    if (before < 0) partials.head[place] = partials.next[partial]!;
    else partials.next[before] = partials.next[partial]!;
    partials.count[place]!--;
    partials.remove(partial);
  }

  #expect(place: number, partial: number): void {
    if (!this.#expires) return;
    const due = this.#dueMs(partial);
    if (due >= this.#partials.expiryMs[place]!) return;
    this.#partials.expiryMs[place] = due;
    this.onExpiry?.(place, due);
  }

  #eventAt(offered: Offered, order: number): number {
    if (this.#event < 0) this.#event = this.#buffer.addEvent(offered.row(), offered.timeMs, order);
    return this.#event;
  }

  #find(link: number, startMs: number, start: number, timeMs: number): void {
    this.#buffer.hold(link);
    this.#found.push(link, startMs, start, timeMs);
  }

  /** Gives the matches that were found, and those that waited for others, as far as nothing earlier is under way. */
  #settle(place: number, timeMs: number): void {
    const found = this.#found;
    if (this.#after === "none") {
      for (let at = 0; at < found.length; at += 4) this.#give(found[at]!, found[at + 3]!);
      return;
    }
    const partials = this.#partials;
    const queue = this.#queueOf(place);
    while (queue.matches.length > 0) {
      const [first] = queue.matches as [number];
      const earliest = partials.head[place]!;
      if (earliest >= 0 && partials.start[earliest]! < partials.start[first]!) break;
      queue.poll();
      const { before, including } = pruningOf(this.#after, this.#buffer, partials.link[first]!, this.#prepared.steps);
      if (before !== undefined) this.#prune(place, queue, (start) => start < before || (including && start === before));
      this.#outbox.match(this.#rowsOf(partials.link[first]!), timeMs);
      partials.remove(first);
    }
    partials.chainWaiting(place, queue.matches);
  }

  /** The matches of a key that wait, and those just found. */
  #queueOf(place: number): StartQueue {
    const partials = this.#partials;
    const found = this.#found;
    const added: number[] = [];
    for (let at = 0; at < found.length; at += 4) {
      added.push(partials.add(-1, found[at]!, found[at + 1]!, found[at + 2]!));
      this.#buffer.release(found[at]!);
    }
    const fresh = new StartQueue([], partials.start);
    for (const match of added) fresh.add(match);
    const queue = new StartQueue(partials.waitingOf(place), partials.start);
    for (const match of fresh.matches) queue.add(match);
    return queue;
  }

  #prune(place: number, queue: StartQueue, isPruned: (start: number) => boolean): void {
    const partials = this.#partials;
    for (let before = -1, partial = partials.head[place]!; partial >= 0; ) {
      const next = partials.next[partial]!;
      if (isPruned(partials.start[partial]!)) this.#unlink(place, before, partial);
      else before = partial;
      partial = next;
    }
    queue.removeWhere((match) => {
      const pruned = isPruned(partials.start[match]!);
      if (pruned) partials.remove(match);
      return pruned;
    });
  }

  #give(link: number, timeMs: number): void {
    this.#outbox.match(this.#rowsOf(link), timeMs);
    this.#buffer.release(link);
  }

  /** The events of a chain by step. */
  #rowsOf(last: number): Record<string, unknown[]> {
    const { before, event, step, rows } = this.#buffer;
    const { names } = this.#prepared;
    const match: Record<string, unknown[]> = {};
    for (const name of names) match[name] = [];
    for (let link = last; link >= 0; link = before[link]!) match[names[step[link]!]!]!.push(rows[event[link]!]);
    for (const name of names) if (match[name]!.length > 1) match[name]!.reverse();
    return match;
  }

  #tooMany(place: number, offered: Offered): RangeError {
    return tooManyPartials(this.#prepared, this.#partials, place, this.#maxPartials, offered.row());
  }
}

function testOf(condition: Condition): (event: unknown, match: AcceptedEvents) => boolean {
  switch (condition.kind) {
    case "true":
      return () => true;
    case "event":
      return (event) => Boolean(condition.test(event as never));
    case "match":
      return (event, match) => Boolean(condition.test(event as never, match as never));
    case "compare":
      return (event, match) => holds(condition.comparison, event, match as never);
    default:
      return joined(condition.kind, condition.of.map(testOf));
  }
}

type Test = ReturnType<typeof testOf>;

function joined(kind: "and" | "or" | "not", tests: readonly Test[]): Test {
  if (kind === "not") return (event, match) => !tests[0]!(event, match);
  return kind === "and"
    ? (event, match) => tests.every((test) => test(event, match))
    : (event, match) => tests.some((test) => test(event, match));
}
