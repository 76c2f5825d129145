import { type Contiguity, contiguities, type Part, type Quantifier } from "./part.ts";
import { refused } from "./refused.ts";

/** Throws where a part cannot come as often as it says, or cannot be left out where it stands. */
export function checkRepetition(part: Exclude<Part, { kind: "not" }>, before: Part | undefined): void {
  const { kind, greedy, inner, optional } = part.quantifier;
  checkCounts(part.quantifier);
  checkInner(part);
  checkUntil(part);
  if (greedy && part.kind !== "step")
    throw refused(
      "make a group greedy",
      "only a step's loop knows what it could take next",
      "make the steps in it greedy",
    );
  if (greedy && kind === "one")
    throw refused(
      "make a step greedy that comes once",
      "it has no more to take",
      "say oneOrMore() or times(n, m) before greedy()",
    );
  if (greedy && inner === "followedByAny")
    throw refused(
      "make combinations greedy",
      "they leave events out on purpose",
      "leave out greedy() or allowCombinations()",
    );
  if (greedy && optional && part.quantifier.withinMs !== undefined)
    throw refused(
      "make greedy what may be left out and whose further events have a time",
      "whether it has begun decides for how long it comes first",
      "leave out greedy() or optional(), or say within(…) of the whole pattern",
    );
  if (kind === "one" && inner !== "followedBy")
    throw refused(
      "say how the events of a step follow one another",
      "it has only one",
      "say oneOrMore() or times(n) before it",
    );
  if (optional && before !== undefined && before.kind !== "not" && before.quantifier.greedy) {
    throw refused(
      "leave out a part behind a greedy one",
      "what the greedy part is to leave to it would be undecided",
      "leave out greedy(), or make two patterns: with the part and without it",
    );
  }
}

/** Throws where what may lie before a part is none of what may. */
export function checkContiguity({ kind, contiguity }: Part): void {
  if (kind === "not" && (contiguity as Contiguity) === "followedByAny") {
    throw refused(
      "say followedByAny of a negation",
      "there is no event of it that could be passed over",
      'say notFollowedBy, in data by: "followedBy"',
    );
  }
  mustBeContiguity(contiguity);
}

function checkInner(part: Exclude<Part, { kind: "not" }>): void {
  mustBeContiguity(part.quantifier.inner);
  if (part.kind === "inAnyOrder") mustBeContiguity(part.inner);
}

function mustBeContiguity(contiguity: Contiguity): void {
  if (contiguities.includes(contiguity)) return;
  throw refused(
    `say ${JSON.stringify(contiguity)} of what may lie between`,
    `it must be one of ${contiguities.map((one) => JSON.stringify(one)).join(", ")}`,
    "leave it out for the usual one",
  );
}

function checkCounts({ kind, from, to, withinMs }: Quantifier): void {
  mustBeCount(from, 1);
  if (kind !== "loop") mustBeCount(to, from);
  if (withinMs === undefined || withinMs > 0) return;
  throw refused(
    `wait ${withinMs} ms for the next event of a step`,
    "none would be in time",
    'give more than 0 ms, for instance oneOrMore({ within: "5s" })',
  );
}

function mustBeCount(count: number, least: number): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new RangeError(
    `Cannot repeat a step as its number must be a whole number of at least ${least}: got ${String(count)}; use for instance times(2, 4)`,
  );
}

function checkUntil(part: Exclude<Part, { kind: "not" }>): void {
  if (!("until" in part) || part.until === undefined || part.quantifier.kind === "loop") return;
  throw refused(
    `end by until ${"name" in part ? `the step ${JSON.stringify(part.name)}` : "a group"}, which comes a known number of times`,
    "only a loop has an end that is open",
    "say oneOrMore() or timesOrMore(n) before until",
  );
}
