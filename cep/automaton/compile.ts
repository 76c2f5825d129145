import { soonAfter } from "../pattern/condition.ts";
import type { Contiguity, Group, Negation, Part, PatternSpec, Step } from "../pattern/part.ts";
import { smallestWindow } from "../pattern/smallest-window.ts";
import { checkWays } from "./check-ways.ts";
import { endsGreedy, mergeHeads, subsetsFrom } from "./merge-heads.ts";
import { boundOf, entering, inner, isHead, type Place, type Positive, within } from "./place.ts";
import type { Automaton, Edge, State, StateKind } from "./state.ts";
import { mostStates, tooManyStates } from "./too-many-states.ts";
import { Atoms, allOf, negated, type When, yes } from "./when.ts";

/** How one event of a part is taken. */
interface Taking {
  readonly take: When;
  readonly ignore: When | undefined;
  /** Whether the part may be left out here. */
  readonly optional: boolean;
}

/**
 * The automaton of a pattern, as FlinkCEP makes it: built from the end to the beginning, with edges that take an event,
 * ignore it, or go on to the next state with the same event. Negations become edges to a stop state; optional parts,
 * edges that go on; loops, states with an edge to themselves. The order of edges is the order they are looked at in.
 *
 * @see Agrawal, Diao, Gyllstrom, Immerman, “Efficient Pattern Matching over Event Streams”, SIGMOD 2008, section 3.
 */
export function compile(spec: PatternSpec): Automaton & { readonly atoms: Atoms } {
  return new Compiler(spec).automaton();
}

class Compiler {
  readonly #spec: PatternSpec;
  readonly #atoms = new Atoms();
  readonly #states: State[] = [];
  readonly #stops = new Map<string, State>();
  /** What a greedy loop with an end goes on to when that end has come, by the state that it would go on to else. */
  readonly #originals = new Map<State, State>();
  readonly #windowMs: number;

  constructor(spec: PatternSpec) {
    this.#spec = spec;
    this.#windowMs = smallestWindow(spec.parts);
  }

  automaton(): Automaton & { readonly atoms: Atoms } {
    const { parts } = this.#spec;
    const last = { parts, at: parts.length - 1, ...emptyPlace };
    const start = this.#sequence(last, this.#state("", "final"));
    checkWays(this.#states);
    return { states: this.#states, start, windowMs: this.#windowMs, atoms: this.#atoms };
  }

  /** The parts up to a place, from the last to the first, before a sink. */
  #sequence(last: Place, sink: State): State {
    let head = sink;
    let following = last.following;
    for (let at = last.at; at >= 0; at--) {
      const part = last.parts[at]!;
      const place = { ...last, at, following };
      head = part.kind === "not" ? this.#negation(part, place, head) : this.#positive(part, place, head);
      following = part;
    }
    return head;
  }

  #negation(part: Negation, place: Place, sink: State): State {
    const come = this.#takeOf(part, place);
    const isLast = sink.kind === "final";
    if (part.contiguity === "followedBy") {
      // Elsewhere it is a stop edge of the states behind it.
      if (!isLast || (this.#windowMs === 0 && part.within.previousMs === undefined)) return sink;
      const pending = this.#waiting(part.name, part.within.previousMs, "pending");
      add(pending, "proceed", this.#stop(part.name), come);
      add(pending, "ignore", pending, negated(come));
      return pending;
    }
    const next = this.#waiting(part.name, part.within.previousMs);
    // Past the end nothing would ask about the next event: it is ignored into the match.
    add(next, isLast ? "ignore" : "proceed", sink, negated(come));
    add(next, "proceed", this.#stop(part.name), come);
    return next;
  }

  #positive(part: Positive, place: Place, sink: State): State {
    let head: State;
    if (part.quantifier.kind === "loop") {
      // Behind a loop that has begun, negations before it do not hold any more.
      const looping = this.#looping(part, place, this.#withoutNots(sink, part, place));
      head = this.#times(part, place, looping, sink);
    } else if (part.quantifier.kind === "times") {
      head = this.#times(part, place, sink, sink);
    } else {
      head = this.#once(part, place, sink, sink, this.#firstTaking(part, place));
    }
    this.#addStops(head, place);
    return head;
  }

  /** So many of a part one after another, of which the first is entered as the part is. */
  #times(part: Positive, place: Place, sink: State, proceedTo: State): State {
    const { from, to, greedy } = part.quantifier;
    const most = part.quantifier.kind === "loop" ? from : to;
    const until = this.#untilOf(part);
    const take = withoutUntil(this.#takeOf(part, place), until);
    const ignore = withoutUntilOrNone(this.#innerIgnore(part, place), until);
    if (greedy && from !== most) this.#preferTaking(sink, this.#inTime(take, part.quantifier.withinMs), until);
    let head = sink;
    const repeated = inner(place, part);
    for (let count = from; count < most; count++) {
      head = this.#once(part, repeated, head, proceedTo, { take, ignore, optional: true });
      this.#addStopOfLoop(head, place);
    }
    for (let count = 1; count < from; count++) {
      head = this.#once(part, repeated, head, undefined, { take, ignore, optional: false });
      this.#addStopOfLoop(head, place);
    }
    return this.#once(part, place, head, proceedTo, { ...this.#firstTaking(part, place), take });
  }

  /** One event of a step, or one round of what else a part is. */
  #once(part: Positive, place: Place, sink: State, proceedTo: State | undefined, taking: Taking): State {
    if (part.kind !== "step") return this.#round(part, place, sink, taking.optional ? proceedTo : undefined);
    const { left, asked } = boundOf(place);
    const take = this.#inTime(taking.take, asked);
    const skips = taking.optional || (isHead(place) && place.group!.optional);
    const state = this.#waiting(part.name, !skips || proceedTo?.kind === "final" ? left : undefined);
    const behind = this.#withoutNots(sink, part, place);
    add(state, "take", behind, take);
    if (taking.optional) this.#addSkip(part, state, proceedTo!);
    if (taking.ignore === undefined) return state;
    const ignore = this.#inTime(taking.ignore, asked);
    let ignoring = state;
    if (skips) {
      // Once an event has been passed over, the part cannot be left out any more.
      ignoring = this.#waiting(part.name, left);
      add(ignoring, "take", behind, take);
      add(ignoring, "ignore", ignoring, ignore);
      this.#addStops(ignoring, place);
    }
    add(state, "ignore", ignoring, ignore);
    return state;
  }

  #addSkip(part: Step, state: State, proceedTo: State): void {
    const until = this.#untilOf(part);
    if (!part.quantifier.greedy || until === undefined) {
      add(state, "proceed", proceedTo, yes);
      return;
    }
    const original = this.#originals.get(proceedTo);
    if (original !== undefined) add(state, "proceed", original, until);
    add(state, "proceed", proceedTo, negated(until));
  }

  #round(part: Exclude<Positive, Step>, place: Place, sink: State, proceedTo: State | undefined): State {
    if (part.kind !== "group") return this.#choice(part, place, sink, proceedTo);
    const head = this.#sequence(within(part, place), sink);
    if (proceedTo !== undefined) add(head, "proceed", proceedTo, yes);
    return head;
  }

  /** Alternatives, or what is left of parts that come in any order. */
  #choice(part: Exclude<Positive, Step | Group>, place: Place, sink: State, proceedTo: State | undefined): State {
    const enteredBy = entering(place);
    const merging = {
      make: (name: string): State => this.#state(name, "normal"),
      proceedTo,
      inTime: (ignore: When): When => this.#inTime(ignore, boundOf(place).asked),
    };
    const branch = (parts: readonly Part[], by: Contiguity, to: State, isFirst = true): State => {
      const withinMs = isFirst ? boundOf(place).asked : undefined;
      const group = { until: undefined, enteredBy: by, inner: by, optional: false, withinMs };
      // What a greedy loop is to be left for is guarded, and other branches lead there unguarded.
      const own = endsGreedy(parts) && to.kind !== "final" ? this.#copy(to) : to;
      return this.#sequence({ parts, at: parts.length - 1, group, following: place.following }, own);
    };
    if (part.kind === "oneOf") {
      const heads = part.branches.map((parts) => branch(parts, enteredBy, sink));
      return mergeHeads(heads, merging);
    }
    return subsetsFrom(part, enteredBy, { sink, branch, ...merging });
  }

  #looping(part: Positive, place: Place, sink: State): State {
    if (part.kind !== "step") return this.#loopingRound(part, place, sink);
    const until = this.#untilOf(part);
    const ignore = withoutUntilOrNone(this.#innerIgnore(part, place), until);
    const { withinMs } = part.quantifier;
    const take = this.#inTime(withoutUntil(this.#takeOf(part, place), until), withinMs);
    // Where it waits for what comes behind the loop as well, only further events of the loop are bound.
    const looping = this.#waiting(part.name, sink.kind === "final" ? withinMs : undefined);
    if (part.quantifier.greedy) this.#leaveLast(part, place, looping, sink, until);
    else add(looping, "proceed", sink, yes);
    add(looping, "take", looping, take);
    this.#addStopOfLoop(looping, place);
    if (ignore === undefined) return looping;
    const ignoring = this.#waiting(part.name, withinMs);
    add(ignoring, "take", looping, take);
    add(ignoring, "ignore", ignoring, ignore);
    add(looping, "ignore", ignoring, this.#inTime(ignore, withinMs));
    this.#addStopOfLoop(ignoring, place);
    return looping;
  }

  /** A greedy loop goes on with an event only where it does not take it. */
  #leaveLast(part: Step, place: Place, looping: State, sink: State, until: When | undefined): void {
    if (until === undefined) {
      add(looping, "proceed", sink, yes);
    } else {
      const original = this.#copy(sink);
      this.#originals.set(sink, original);
      add(looping, "proceed", original, until);
      add(looping, "proceed", sink, negated(until));
    }
    guardAll(sink, negated(this.#inTime(this.#takeOf(part, place), part.quantifier.withinMs)));
  }

  #preferTaking(sink: State, take: When, until: When | undefined): void {
    if (until !== undefined) this.#originals.set(sink, this.#copy(sink));
    guardAll(sink, negated(take));
  }

  #loopingRound(part: Exclude<Positive, Step>, place: Place, sink: State): State {
    const again = this.#state(partName(part), "normal");
    const head = this.#round(part, inner(place, part), again, undefined);
    add(head, "proceed", sink, yes);
    add(again, "proceed", head, yes);
    return head;
  }

  #firstTaking(part: Positive, place: Place): Taking {
    const ignore = this.#ignoreOf(part, place);
    return { take: this.#takeOf(part, place), ignore, optional: part.quantifier.optional };
  }

  #takeOf(part: Part, { group }: Place): When {
    const take = "where" in part ? this.#atoms.when(part.where) : yes;
    return withoutUntil(take, group?.until && this.#atoms.when(group.until));
  }

  #untilOf(part: Part): When | undefined {
    return "until" in part && part.kind === "step" && part.until !== undefined
      ? this.#atoms.when(part.until)
      : undefined;
  }

  #ignoreOf(part: Positive, place: Place): When | undefined {
    return this.#ignoring(part, entering(place), place);
  }

  /** The loops of a group's head follow the group, as in Flink. */
  #innerIgnore(part: Positive, place: Place): When | undefined {
    return this.#ignoring(part, isHead(place) ? place.group!.inner : part.quantifier.inner, place);
  }

  #ignoring(part: Positive, contiguity: Contiguity, { group }: Place): When | undefined {
    if (contiguity === "next" || part.kind !== "step") return undefined;
    const ignore = contiguity === "followedByAny" ? yes : negated(this.#atoms.when(part.where));
    return withoutUntilOrNone(ignore, group?.until && this.#atoms.when(group.until));
  }

  /** The negations that still hold when a part is waited for: right before it, or before optional parts before it. */
  #notsBefore({ parts, at }: Place): Negation[] {
    const nots: Negation[] = [];
    for (let before = at - 1; before >= 0; before--) {
      const part = parts[before]!;
      if (part.kind === "not") {
        if (part.contiguity === "next") break;
        nots.push(part);
      } else if (!part.quantifier.optional) {
        if (part.kind === "group")
          nots.push(...this.#notsBefore({ ...emptyPlace, parts: part.parts, at: part.parts.length }));
        break;
      }
    }
    return nots;
  }

  #addStops(state: State, place: Place): void {
    for (const not of this.#notsBefore(place)) add(state, "proceed", this.#stop(not.name), this.#takeOf(not, place));
  }

  #addStopOfLoop(state: State, place: Place): void {
    const { following } = place;
    if (following?.kind !== "not" || following.contiguity !== "followedBy") return;
    add(state, "proceed", this.#stop(following.name), this.#takeOf(following, place));
  }

  /** A copy of a sink without the stops of negations before an optional part: once that has begun they are over. */
  #withoutNots(sink: State, part: Positive, place: Place): State {
    const nots = this.#notsBefore(place);
    if (nots.length === 0 || !part.quantifier.optional) return sink;
    return this.#withoutStops(sink, new Set(nots.map(({ name }) => name)));
  }

  #withoutStops(sink: State, names: ReadonlySet<string>): State {
    if (sink.kind === "final") return sink;
    const copy = this.#state(sink.step, sink.kind);
    copy.previousMs = sink.previousMs;
    for (const { action, target, step, when } of sink.edges) {
      if (action !== "proceed") add(copy, action, target === sink ? copy : target, when, step);
      else if (target.kind !== "stop") add(copy, action, this.#withoutStops(target, names), when);
      else if (!names.has(target.step)) add(copy, action, target, when);
    }
    return copy;
  }

  #copy(state: State): State {
    const copy = this.#state(state.step, state.kind);
    copy.previousMs = state.previousMs;
    for (const { action, target, step, when } of state.edges) {
      add(copy, action, target === state ? copy : target, when, step);
    }
    return copy;
  }

  #stop(name: string): State {
    let stop = this.#stops.get(name);
    if (stop === undefined) {
      stop = this.#state(name, "stop");
      this.#stops.set(name, stop);
    }
    return stop;
  }

  #state(step: string, kind: StateKind): State {
    if (this.#states.length === mostStates) throw tooManyStates(step);
    const state: State = { number: this.#states.length, kind, step, edges: [], previousMs: undefined };
    this.#states.push(state);
    return state;
  }

  /** A state that waits for events of a step, so long after the event before. */
  #waiting(step: string, previousMs: number | undefined, kind: StateKind = "normal"): State {
    const state = this.#state(step, kind);
    state.previousMs = previousMs;
    return state;
  }

  /** Asked where it is not the state's own time that says so: of parts that may be left out, and of loops. */
  #inTime(when: When, ms: number | undefined): When {
    return ms === undefined ? when : allOf(when, this.#atoms.when(soonAfter(ms)));
  }
}

const emptyPlace = { group: undefined, following: undefined };

function add(state: State, action: Edge["action"], target: State, when: When, step: string = state.step): void {
  state.edges.push({ action, target, step, when });
}

function guardAll(state: State, when: When): void {
  for (const edge of state.edges) edge.when = allOf(edge.when, when);
}

function withoutUntil(take: When, until: When | undefined): When {
  return until === undefined ? take : allOf(negated(until), take);
}

function withoutUntilOrNone(ignore: When | undefined, until: When | undefined): When | undefined {
  return ignore === undefined ? undefined : withoutUntil(ignore, until);
}

function partName(part: Positive): string {
  return part.kind === "step" ? part.name : part.kind;
}
