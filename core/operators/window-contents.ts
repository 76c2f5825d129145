import type { Folding } from "../data/partial-columns.ts";
import type { KeptRow } from "../time/evictor.ts";

/** A record in a window: the row where anything reads it, and the values that aggregates take. */
export interface WindowElement extends KeptRow<unknown> {
  readonly values: readonly unknown[];
}

/** How the records of a window are kept; what is kept is plain data, or has codecs. */
export interface WindowContents {
  /** Differs when the stored form does. */
  readonly form: string;
  /** `kept` is undefined where there is nothing yet. */
  add(kept: unknown, element: WindowElement): unknown;
  merge(left: unknown, right: unknown): unknown;
  encode(kept: unknown): unknown;
  decode(stored: unknown): unknown;
}

interface CodedFolding extends Folding {
  readonly codec?: { readonly encode: (partial: never) => unknown; readonly decode: (bytes: never) => unknown };
}

/** Every record as it is, in order of arrival: for evictors and functions of all rows. */
export function allElements(): WindowContents {
  return {
    form: "rows",
    add: (kept, element) => {
      if (kept === undefined) return [element];
      (kept as WindowElement[]).push(element);
      return kept;
    },
    merge: (left, right) => [...(left as WindowElement[]), ...(right as WindowElement[])],
    encode: (kept) => kept,
    decode: (stored) => stored,
  };
}

/** A partial result for each aggregate. */
export function partialResults(foldings: readonly CodedFolding[]): WindowContents {
  return {
    form: `partials(${foldings.map(({ name }) => name).join(", ")})`,
    add: (kept, element) => foldElement(foldings, kept as unknown[] | undefined, element),
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

/** The partial results with one more record. */
export function foldElement(
  foldings: readonly Folding[],
  partials: readonly unknown[] | undefined,
  { row, values }: WindowElement,
): unknown[] {
  return foldings.map((folding, at) => {
    const partial = partials === undefined ? folding.zero() : partials[at];
    return folding.add(partial as never, values[at] as never, () => row);
  });
}
