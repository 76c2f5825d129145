import { decodeValue, encodeValue } from "../data/codec.ts";
import type { Folding } from "../data/partial-columns.ts";
import { changedInPlace, mustBeWhole } from "../expression/careful-fold.ts";
import type { KeptRow } from "../time/evictor.ts";

/** A record in a window: the row where anything reads it, and the values that aggregates take. */
export interface WindowElement extends KeptRow<unknown> {
  readonly values: readonly unknown[];
}

/** How the records of a window are kept; what is kept is plain data, or has codecs. */
export interface WindowContents {
  /** Differs when the stored form does. */
  readonly form: string;
  /** `kept` is undefined where there is nothing yet. Throws a `FoldError` where an aggregate throws, and nothing is changed. */
  add(kept: unknown, element: WindowElement): unknown;
  merge(left: unknown, right: unknown): unknown;
  /** What may be changed while the original stays, where `add` may throw; elsewhere the original. */
  copy(kept: unknown): unknown;
  encode(kept: unknown): unknown;
  decode(stored: unknown): unknown;
}

interface CodedFolding extends Folding {
  readonly codec?: { readonly encode: (partial: never) => unknown; readonly decode: (bytes: never) => unknown };
}

/** Every record as it is, in order of arrival, those of windows that became one in order of these: for evictors and functions of all rows. */
export function allElements(): WindowContents {
  return {
    form: "rows",
    add: (kept, element) => {
      if (kept === undefined) return [element];
      lastOf(kept as KeptElements).push(element);
      return kept;
    },
    merge: (left, right) => merged(left as KeptElements, right as KeptElements),
    copy: (kept) => kept,
    encode: elementsOf,
    decode: (stored) => stored,
  };
}

type KeptElements = WindowElement[] | JoinedElements;

/** What was joined with those of a shorter window before it: the last of these comes first. */
class JoinedElements {
  readonly before: WindowElement[] = [];
  readonly last: WindowElement[];

  constructor(last: WindowElement[]) {
    this.last = last;
  }
}

/** All records that a window keeps, in order. */
export function elementsOf(contents: unknown): WindowElement[] {
  const kept = contents as KeptElements;
  return Array.isArray(kept) ? kept : [...kept.before.toReversed(), ...kept.last];
}

function lastOf(kept: KeptElements): WindowElement[] {
  return Array.isArray(kept) ? kept : kept.last;
}

/** The shorter ones move: so each moves a few times, however many windows become one. */
function merged(left: KeptElements, right: KeptElements): KeptElements {
  if (countOf(left) >= countOf(right)) {
    for (const element of elementsOf(right)) lastOf(left).push(element);
    return left;
  }
  const joined = Array.isArray(right) ? new JoinedElements(right) : right;
  for (const element of elementsOf(left).reverse()) joined.before.push(element);
  return joined;
}

function countOf(kept: KeptElements): number {
  return Array.isArray(kept) ? kept.length : kept.before.length + kept.last.length;
}

/** A partial result for each aggregate. */
export function partialResults(foldings: readonly CodedFolding[]): WindowContents {
  const add = elementFolder(foldings);
  const inPlace = foldings.every(({ check }) => check !== undefined) ? [] : changedInPlace(foldings);
  return {
    form: `partials(${foldings.map(({ name }) => name).join(", ")})`,
    add: (kept, element) => add(kept as unknown[] | undefined, element),
    copy: (kept) =>
      (kept as unknown[]).map((partial, at) => (inPlace.includes(at) ? copied(foldings[at]!, partial) : partial)),
    merge: (left, right) =>
      foldings.map((folding, at) => folding.merge((left as unknown[])[at] as never, (right as unknown[])[at] as never)),
    encode: (kept) =>
      foldings.map(({ codec }, at) => {
        const partial = (kept as unknown[])[at];
        return codec === undefined ? partial : codec.encode(partial as never);
      }),
    decode: (stored) =>
      foldings.map(({ codec }, at) => {
        const value = (stored as unknown[])[at];
        return codec === undefined ? value : codec.decode(value as never);
      }),
  };
}

function copied({ codec }: CodedFolding, partial: unknown): unknown {
  if (codec !== undefined) return codec.decode(codec.encode(partial as never) as never);
  return decodeValue(encodeValue(partial));
}

/** An aggregate threw at a record, and no partial result has it. */
export class FoldError extends Error {
  override readonly name = "FoldError";
  readonly aggregate: number;

  constructor(aggregate: number, cause: unknown) {
    super(`aggregate ${aggregate}`, { cause });
    this.aggregate = aggregate;
  }
}

/** Gives the partial results with one more record. */
export function elementFolder(
  foldings: readonly Folding[],
): (partials: readonly unknown[] | undefined, element: WindowElement) => unknown[] {
  const inPlace = changedInPlace(foldings);
  const order = [...[...foldings.keys()].filter((at) => !inPlace.includes(at)), ...inPlace];
  return (partials, { row, values }) => {
    const next = partials?.slice() ?? foldings.map((folding) => folding.zero());
    let aggregate = 0;
    try {
      for (aggregate of order) {
        next[aggregate] = foldings[aggregate]!.add(next[aggregate] as never, values[aggregate] as never, () => row);
      }
    } catch (error) {
      mustBeWhole(foldings, inPlace, aggregate, error);
      throw new FoldError(aggregate, error);
    }
    return next;
  };
}
