import { countText } from "../../core/display/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import type { Parameter } from "../stages/parameters.ts";

type Points = ReadonlyArray<readonly number[]>;

/** A parameter of points, from which a search for clusters begins. */
export function points(): Parameter<Points> {
  const isPoint = (value: unknown): boolean => Array.isArray(value) && value.every(Number.isFinite);
  return {
    default: undefined,
    range: "a list of points, each a list of finite numbers, all of one length",
    takes: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((point) => isPoint(point) && point.length === value[0].length),
  };
}

/** Refuses another number of them than of clusters. */
export function mustBeCentres(kind: string, parameter: string, points: Points | undefined, k: number): void {
  if (points === undefined || points.length === k) return;
  throw new RangeError(
    `Cannot set ${parameter} in ${kind} as there must be k of them: got ${points.length}, and k = ${k}; give as many`,
  );
}

/** Refuses those that have another number of features than the rows. */
export function mustFitRows(kind: string, what: string, centres: Matrix | undefined, columns: number): void {
  if (centres === undefined || centres.columns === columns) return;
  throw new RangeError(
    `Cannot train ${kind} as its first ${what} must have the ${countText(columns, "feature")} of the rows: got ${centres.columns}; ` +
      `give ${what} of ${columns}`,
  );
}
