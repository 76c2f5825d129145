import type { Condition } from "../../cep/pattern/condition.ts";
import { type Contiguity, type Negation, type Part, type PatternSpec, stepNames } from "../../cep/pattern/part.ts";

/** An event of a small world: its time is its place. */
export interface Letter {
  readonly n: string;
  readonly v: number;
  readonly at: number;
}

/** What has been taken, in order. */
interface Taken {
  readonly steps: readonly { readonly step: string; readonly at: number }[];
  /** Negations that hold from behind a place on. */
  readonly never: readonly { readonly not: Negation; readonly from: number }[];
  /** The first event of the part before. */
  readonly begun: number;
  /** What a greedy loop before would still take: where it could, nothing goes on. */
  readonly preferred: Preferred | undefined;
}

interface Preferred {
  readonly where: Condition;
  readonly withinMs: number;
}

type Positive = Exclude<Part, Negation>;

/**
 * All matches of a pattern in a sequence, by looking at every choice of events: no automaton, nothing shared, nothing
 * forgotten. Conditions see what was taken.
 */
export function naiveMatches({ parts }: PatternSpec, events: readonly Letter[]): Record<string, number[]>[] {
  const windowMs = Math.min(...parts.flatMap((part) => part.within.firstMs ?? []));
  const world = { events, windowMs };
  const names = stepNames(parts);
  return [...sequence(world, parts, 0, undefined, { steps: [], never: [], begun: -1, preferred: undefined })].flatMap(
    (taken) => {
      if (!isWhole(world, taken)) return [];
      const match: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
      for (const { step, at } of taken.steps) match[step]!.push(at);
      return [match];
    },
  );
}

interface World {
  readonly events: readonly Letter[];
  readonly windowMs: number;
}

function* sequence(
  world: World,
  parts: readonly Part[],
  from: number,
  entered: Contiguity | undefined,
  taken: Taken,
  bound = Number.POSITIVE_INFINITY,
): Iterable<Taken> {
  const part = parts[from];
  if (part === undefined) {
    yield taken;
    return;
  }
  if (part.kind === "not") {
    const place = part.contiguity === "next" ? lastOf(taken) : taken.begun;
    yield* sequence(world, parts, from + 1, undefined, {
      ...taken,
      never: [...taken.never, { not: part, from: place }],
    });
    return;
  }
  const { from: least, to: most, inner } = part.quantifier;
  const isGreedy = part.quantifier.greedy && least !== most && part.kind === "step";
  const withinMs = part.quantifier.withinMs ?? Number.POSITIVE_INFINITY;
  const preferredBehind = (before: Taken): Preferred | undefined =>
    isGreedy ? { where: part.where, withinMs } : before.preferred;
  const first = Math.min(
    bound,
    part.kind === "step" ? Number.POSITIVE_INFINITY : (part.within.previousMs ?? Number.POSITIVE_INFINITY),
    part.quantifier.optional ? Number.POSITIVE_INFINITY : withinMs,
  );
  if (part.quantifier.optional)
    yield* sequence(world, parts, from + 1, undefined, { ...taken, preferred: preferredBehind(taken) });
  const begunAt = taken.steps.length;
  const by = entered ?? part.contiguity;
  function* rounds(count: number, before: Taken): Iterable<Taken> {
    if (count >= least) {
      const begun = before.steps[begunAt]?.at ?? before.begun;
      yield* sequence(world, parts, from + 1, undefined, { ...before, begun, preferred: preferredBehind(before) });
    }
    if (count === most) return;
    const [entering, within] = count === 0 ? [by, first] : [inner, withinMs];
    for (const next of once(world, part as Positive, entering, before, count, within)) {
      if (next.steps.length > before.steps.length) yield* rounds(count + 1, next);
    }
  }
  yield* rounds(0, taken);
}

function* once(
  world: World,
  part: Positive,
  by: Contiguity,
  taken: Taken,
  count: number,
  bound: number,
): Iterable<Taken> {
  if (part.kind === "step") {
    for (const next of one(world, part.name, part.where, by, [part.where], taken, bound))
      if (!isOver(world.events, part.until, count === 0 ? next.begun - 1 : lastOf(taken), next.begun, taken))
        yield next;
  }
  if (part.kind === "group") yield* sequence(world, part.parts, 0, by, taken, bound);
  else if (part.kind === "oneOf")
    for (const branch of part.branches) yield* headed(world, branch, by, part.branches, taken, bound);
  else if (part.kind === "inAnyOrder") yield* someOf(world, part, part.members, part.atLeast, by, taken, bound);
}

function* someOf(
  world: World,
  part: Extract<Part, { kind: "inAnyOrder" }>,
  left: readonly (readonly Part[])[],
  count: number,
  by: Contiguity,
  taken: Taken,
  bound = Number.POSITIVE_INFINITY,
): Iterable<Taken> {
  if (count === 0) {
    yield taken;
    return;
  }
  for (const member of left) {
    const others = left.filter((other) => other !== member);
    for (const next of headed(world, member, by, left, taken, bound))
      yield* someOf(world, part, others, count - 1, part.inner, next);
  }
}

/** A sequence whose first event is not passed over for any of the heads. */
function* headed(
  world: World,
  parts: readonly Part[],
  by: Contiguity,
  heads: readonly (readonly Part[])[],
  taken: Taken,
  bound: number,
): Iterable<Taken> {
  const [head, ...rest] = parts as readonly [Positive, ...Part[]];
  if (head.kind !== "step")
    throw new TypeError("Cannot look at an alternative naively that does not begin with a step");
  const conditions = heads.flatMap(([other]) => (other?.kind === "step" ? [other.where] : []));
  for (const next of one(world, head.name, head.where, by, conditions, taken, bound)) {
    const { from: least, to: most, inner } = head.quantifier;
    const loop = {
      ...head,
      contiguity: inner,
      quantifier: { ...head.quantifier, from: Math.max(1, least - 1), to: most - 1, optional: least <= 1 },
    };
    yield* most > 1 ? sequence(world, [loop, ...rest], 0, inner, next) : sequence(world, rest, 0, undefined, next);
  }
}

/** Whether the end of a loop has come behind an event up to another, which is not the loop's then. */
function isOver(
  events: readonly Letter[],
  until: Condition | undefined,
  from: number,
  to: number,
  taken: Taken,
): boolean {
  return until !== undefined && between(from, to).some((at) => isTrue(until, events, at, taken));
}

/** Events that a step may take, so long after the one before: the first that fits by `followedBy`, where what fits any of `heads` is not passed over. */
function* one(
  { events, windowMs }: World,
  step: string,
  where: Condition,
  by: Contiguity,
  heads: readonly Condition[],
  taken: Taken,
  bound: number,
): Iterable<Taken> {
  const last = lastOf(taken);
  const to = last >= 0 && by === "next" ? Math.min(events.length, last + 2) : events.length;
  for (let at = last + 1; at < to; at++) {
    if (taken.steps.length > 0 && events[at]!.at - events[taken.steps[0]!.at]!.at >= windowMs) return;
    if (last >= 0 && events[at]!.at - events[last]!.at >= bound) return;
    if (isForbidden(events, taken, at)) return;
    if (mayBeTaken(events, taken, at)) {
      if (taken.steps.length > 0) return;
      continue;
    }
    if (isTrue(where, events, at, taken)) {
      yield { steps: [...taken.steps, { step, at }], never: [], begun: at, preferred: undefined };
    }
    const fitsAny = heads.some((head) => isTrue(head, events, at, taken));
    if (last >= 0 && by === "followedBy" && fitsAny) return;
  }
}

function mayBeTaken(events: readonly Letter[], taken: Taken, at: number): boolean {
  const { preferred, never } = taken;
  if (preferred === undefined) return false;
  // As in Flink: what the next event must not be stands between the loop and what comes behind, for that one event.
  if (never.some(({ not, from }) => not.contiguity === "next" && at > from + 1)) return false;
  const last = events[lastOf(taken)];
  if (last !== undefined && events[at]!.at - last.at >= preferred.withinMs) return false;
  return isTrue(preferred.where, events, at, taken);
}

function isForbidden(events: readonly Letter[], taken: Taken, at: number): boolean {
  return taken.never.some(({ not, from }) => {
    const to = not.contiguity === "next" ? from + 1 : at;
    return to <= at && between(from, to).some((each) => isTrue(not.where, events, each, taken));
  });
}

/** Negations at the end: the next event must be there and be another, or the time be over without one. */
function isWhole({ events, windowMs }: World, taken: Taken): boolean {
  const first = events[taken.steps[0]?.at ?? -1];
  if (first === undefined) return false;
  return taken.never.every(({ not, from }) => {
    const next = events[from + 1];
    if (not.contiguity === "next") {
      if (next === undefined || next.at - first.at >= windowMs || mayBeTaken(events, taken, from + 1)) return false;
      return !isTrue(not.where, events, from + 1, taken);
    }
    const open = between(from, events.length - 1).filter((at) => events[at]!.at - first.at < windowMs);
    return !open.some((at) => isTrue(not.where, events, at, taken) || mayBeTaken(events, taken, at));
  });
}

function between(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + 1 + at);
}

function lastOf({ steps }: Taken): number {
  return steps.at(-1)?.at ?? -1;
}

function isTrue(condition: Condition, events: readonly Letter[], at: number, taken: Taken): boolean {
  switch (condition.kind) {
    case "true":
      return true;
    case "event":
      return Boolean(condition.test(events[at] as never));
    case "match": {
      const all = (step: string): unknown[] =>
        taken.steps.filter((each) => each.step === step).map((each) => events[each.at]);
      return Boolean(condition.test(events[at] as never, { all } as never));
    }
    case "not":
      return !isTrue(condition.of[0]!, events, at, taken);
    case "and":
      return condition.of.every((one) => isTrue(one, events, at, taken));
    case "or":
      return condition.of.some((one) => isTrue(one, events, at, taken));
    case "compare": {
      const { op, left, right } = condition.comparison;
      const value = (events[at] as unknown as Record<string, unknown>)[(left as { field: string }).field];
      return op === "=" ? value === right : (value as number) >= (right as number);
    }
  }
}
