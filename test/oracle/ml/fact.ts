import type { OracleResult } from "../result.ts";

/** A recorded answer: of scikit-learn about a data set, or of Flink ML about rows of its own. */
export interface Fact {
  readonly id: string;
  /** Flink's. */
  readonly algorithm?: string;
  /** scikit-learn's. */
  readonly estimator?: string;
  readonly dataset?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly input?: unknown;
  readonly expected: unknown;
  readonly tolerance: Readonly<Record<string, unknown>>;
}

export interface FactsFile {
  readonly facts: readonly Fact[];
  readonly data?: Readonly<Record<string, DataSet>>;
}

export interface DataSet {
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
}

/** What a stage gives for a fact, in the form of what is expected. */
export type Replay = (fact: Fact, data: DataSet | undefined) => Promise<unknown>;

/** By algorithm (`StandardScaler`), or `sklearn.` and an estimator. */
export type Replays = Readonly<Record<string, Replay>>;

/** NaN and infinities stand as texts in JSON. */
export function plain(value: unknown): unknown {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

/** How a fact went: numbers within its tolerance, all else the same. */
export function compared(fact: Fact, got: unknown): OracleResult {
  const expected = plain(fact.expected);
  const shown = plain(got);
  return { id: fact.id, expected, got: shown, passed: isWithin(expected, shown, fact.tolerance) };
}

function isWithin(expected: unknown, got: unknown, tolerance: Fact["tolerance"]): boolean {
  if (typeof expected === "number" && typeof got === "number") {
    if (Object.is(expected, got) || expected === got) return true;
    const { abs = 0, rel = 0 } = tolerance as { readonly abs?: number; readonly rel?: number };
    return Math.abs(expected - got) <= abs + rel * Math.abs(expected);
  }
  if (isSparse(expected) || isSparse(got)) {
    const [one, other] = [denseOf(expected), denseOf(got)];
    return one !== undefined && other !== undefined && isWithin(one, other, tolerance);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) &&
      got.length === expected.length &&
      expected.every((one, at) => isWithin(one, got[at], tolerance))
    );
  }
  if (typeof expected !== "object" || expected === null || typeof got !== "object" || got === null)
    return expected === got;
  return Object.entries(expected).every(([name, one]) =>
    isWithin(one, (got as Record<string, unknown>)[name], boundOf(name, tolerance)),
  );
}

/** Keys such as `cv_abs` bound what begins so, as `cv_accuracy`. */
function boundOf(name: string, tolerance: Fact["tolerance"]): Fact["tolerance"] {
  const [first] = name.split("_");
  const own = tolerance[`${name}_abs`] ?? tolerance[`${first}_abs`] ?? tolerance[`abs_${first}`];
  return own === undefined ? tolerance : { ...tolerance, abs: own };
}

interface Sparse {
  readonly size: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

function isSparse(value: unknown): value is Sparse {
  return typeof value === "object" && value !== null && "size" in value && "indices" in value;
}

/** Sparse and dense vectors are the same where their numbers are: as texts of what is not 0, so that no long array is made. */
function denseOf(value: unknown): unknown {
  if (isSparse(value)) {
    const entries = value.indices.map((index, at) => [index, value.values[at]!] as const);
    return [value.size, Object.fromEntries(entries.filter(([, number]) => number !== 0))];
  }
  if (!Array.isArray(value)) return undefined;
  const entries = value.map((number, index) => [index, number as number] as const);
  return [value.length, Object.fromEntries(entries.filter(([, number]) => number !== 0))];
}
