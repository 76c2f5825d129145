import { anyTime, type Contiguity, type Group, type Negation, type Part } from "../pattern/part.ts";

/** A part that takes events. */
export type Positive = Exclude<Part, Negation>;

/** The parts around the one that is compiled. */
export interface Place {
  readonly parts: readonly Part[];
  readonly at: number;
  /** The group that the parts are of, and whether this is its first round: the head of it is entered differently then. */
  readonly group: GroupPlace | undefined;
  /** Whether it is a further event, or a later round, of the part. */
  readonly isLater?: true;
  /** What comes behind the part, if anything. */
  readonly following: Part | undefined;
}

interface GroupPlace {
  readonly until: Group["until"];
  readonly enteredBy: Contiguity;
  readonly inner: Contiguity;
  /** Whether this round of it may be left out as a whole. */
  readonly optional: boolean;
  /** How long after the event before the round may begin, ms. */
  readonly withinMs: number | undefined;
}

/** A group's first part is entered as the group is. */
export function isHead({ at, group }: Place): boolean {
  return at === 0 && group !== undefined;
}

export function entering(place: Place): Contiguity {
  return isHead(place) ? place.group!.enteredBy : partAt(place).contiguity;
}

/** How long after the event before an event of a part, or the first of a round of it, may come, ms. */
export interface Bound {
  /** When a state is left that waits for nothing else. */
  readonly left: number | undefined;
  /** What is asked when an event comes, as the state may be reached without one, or wait for others as well. */
  readonly asked: number | undefined;
}

/**
 * As in Flink a step that must come once is bound by its state alone, `since: "previous"` says nothing of a step that is
 * repeated, and the time of each of its events is that of the first, too, where it must come. Other parts are asked.
 */
export function boundOf(place: Place): Bound {
  if (isStart(place)) return { left: undefined, asked: undefined };
  const { within, quantifier, kind } = partAt(place);
  const ofGroup = isHead(place) ? place.group!.withinMs : undefined;
  const each = quantifier.optional ? undefined : quantifier.withinMs;
  if (kind !== "step") return { left: undefined, asked: smaller(smaller(within.previousMs, each), ofGroup) };
  if (quantifier.kind !== "one") return { left: each, asked: smaller(each, ofGroup) };
  const left = within.previousMs;
  return { left, asked: smaller(quantifier.optional ? left : undefined, ofGroup) };
}

/** Nothing is before the first event of all. */
function isStart({ at, group, isLater }: Place): boolean {
  return at === 0 && group === undefined && isLater !== true;
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** The inside of a group at a place. */
export function within(part: Group, place: Place): Place {
  const { optional } = partAt(place).quantifier;
  const group = {
    until: part.until,
    enteredBy: entering(place),
    inner: part.quantifier.inner,
    optional,
    withinMs: boundOf(place).asked,
  };
  return { parts: part.parts, at: part.parts.length - 1, group, following: place.following };
}

/** The same place in later rounds of a part: entered as its rounds follow one another, and bound by nothing else. */
export function inner(place: Place, part: Positive): Place {
  const { inner } = part.quantifier;
  const quantifier = { ...part.quantifier, optional: false };
  const repeated = { ...part, contiguity: inner, quantifier, within: anyTime };
  const parts = place.parts.with(place.at, repeated as Part);
  return isHead(place)
    ? {
        ...place,
        parts,
        isLater: true,
        group: { ...place.group!, enteredBy: inner, optional: false, withinMs: undefined },
      }
    : { ...place, parts, isLater: true };
}

function partAt({ parts, at }: Place): Positive {
  return parts[at] as Positive;
}
